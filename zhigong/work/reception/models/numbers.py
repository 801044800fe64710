"""Numbers (排队号), the calls of them, and the cases that came of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import AppendOnly, ScopedModel
from zhigong.work.reception.contract import OPEN_STATES, Priority, TicketChannel, TicketState
from zhigong.work.reception.models.halls import Hall, MatterGroup, Window


@track_rows()
class Ticket(ScopedModel):
    """Somebody who waits or booked: a number of one day, without a name.

    ``token`` opens the page on the holder's phone; ``passcode`` is what she types in the hall to
    say that she has come at the time she booked. ``not_before`` is the number of the day's calls in
    the hall before which a number that was passed over is not called again.
    """

    scope_path = "hall__union"

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="tickets")
    group = models.ForeignKey(MatterGroup, models.PROTECT, related_name="+", verbose_name=_("事项"))
    day = models.DateField(_("日期"))
    number = models.CharField(_("号码"), max_length=8)
    state = models.CharField(_("状态"), max_length=10, choices=TicketState)
    channel = models.CharField(_("取号方式"), max_length=8, choices=TicketChannel)
    priority = models.CharField(_("优先"), max_length=16, choices=Priority, blank=True, default="")
    token = models.CharField(max_length=24, unique=True, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)
    passcode = models.CharField(max_length=6, blank=True, default="", editable=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    slot_at = models.DateTimeField(_("预约时间"), null=True)
    taken_at = models.DateTimeField(_("取号时间"))
    joined_at = models.DateTimeField(_("开始等候"), null=True)
    called_at = models.DateTimeField(_("叫号时间"), null=True)
    called_times = models.PositiveSmallIntegerField(_("叫号次数"), default=0)
    calls_in_vain = models.PositiveSmallIntegerField(_("过号次数"), default=0)
    not_before = models.PositiveIntegerField(default=0)
    window = models.ForeignKey(
        Window, models.PROTECT, null=True, related_name="+", verbose_name=_("窗口")
    )
    wanted_window = models.ForeignKey(Window, models.PROTECT, null=True, related_name="+")
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say, and the index of the queue."""

        verbose_name = _("排队号")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "day", "number"], name="one_ticket_per_number_hall_and_day"
            ),
            models.UniqueConstraint(
                fields=["window"],
                condition=Q(state=TicketState.CALLED),
                name="one_person_at_a_window",
            ),
            models.UniqueConstraint(
                fields=["booked_by", "hall", "day"],
                condition=Q(state=TicketState.BOOKED),
                name="one_booking_per_person_hall_and_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False)),
                name="ticket_ended_iff_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(state=TicketState.CALLED)
                | Q(window__isnull=False, called_at__isnull=False),
                name="called_ticket_has_a_window",
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "day", "state"], name="ticket_by_hall_and_day"),
            models.Index(fields=["-day", "-id"], name="ticket_by_day"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it can still be served."""
        return self.state in OPEN_STATES

    @property
    def waited_minutes(self) -> float | None:
        """Minutes from coming to the last call; ``None`` before it."""
        if self.called_at is None or self.joined_at is None:
            return None
        return (self.called_at - self.joined_at).total_seconds() / 60


class Call(AppendOnly):
    """A number called to a window; written once, read by the board of the hall."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="+")
    day = models.DateField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="calls")
    window = models.ForeignKey(Window, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_again = models.BooleanField(default=False)
    is_first = models.BooleanField(default=False)  # of somebody who comes before others

    class Meta(AppendOnly.Meta):
        """Read by hall and day, newest first."""

        verbose_name = _("叫号")
        indexes = [models.Index(fields=["hall", "day", "-id"], name="call_by_hall_and_day")]


class TicketCase(ScopedModel):
    """A case registered for whoever stood at the window.

    ``key`` is the submission key of the form that opened it: the case with this key is the one.
    """

    scope_path = "ticket__hall__union"

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="cases")
    key = models.UUIDField(unique=True, editable=False)
    programme_code = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        """Read from its ticket."""

        verbose_name = _("窗口办件")
