"""Reception days (主席信访接待日) and the appointments of members."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import EncryptedField
from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.work.reception.contract import AppointmentState
from zhigong.work.reception.models.halls import NAME_LENGTH, TEXT_LENGTH
from zhigong.work.reception.rules import MOST_REPRESENTATIVES


@track_rows()
class ReceptionDay(ScopedModel):
    """A day on which a leader of a union receives members."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("工会")
    )
    host = models.CharField(_("接待领导"), max_length=NAME_LENGTH)
    place = models.CharField(_("接待地点"), max_length=TEXT_LENGTH)
    day = models.DateField(_("日期"))
    begins_at = models.TimeField(_("开始"))
    ends_at = models.TimeField(_("结束"))
    slot_minutes = models.PositiveSmallIntegerField(_("每批时长（分钟）"), default=30)
    is_published = models.BooleanField(_("已公布"), default=False)

    class Meta(ScopedModel.Meta):
        """It ends after it began."""

        verbose_name = _("接待日")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "day", "host"], name="one_reception_per_union_day_and_host"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="reception_ends_after_it_begins"
            ),
        ]


@track_rows(exclude=("matter_cipher", "record_cipher", "data_key"))
class Appointment(ScopedModel):
    """Somebody to be received, with what about and what came of it under a key of its own."""

    scope_path = "reception__union"
    person_path = "person_id"

    reception = models.ForeignKey(ReceptionDay, models.PROTECT, related_name="appointments")
    slot_at = models.TimeField(_("时间"))
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField(_("来访人数"), default=1)
    is_confidential = models.BooleanField(_("要求保密"), default=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED
    )
    matter_cipher = EncryptedField()
    record_cipher = EncryptedField()
    data_key = models.BinaryField(editable=False)
    case_key = models.UUIDField(null=True, unique=True, editable=False)
    booked_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        """A slot is one group's, of five at most."""

        verbose_name = _("接待预约")
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "slot_at"],
                condition=~Q(state=AppointmentState.CANCELLED),
                name="one_appointment_per_slot",
            ),
            models.UniqueConstraint(
                fields=["reception", "person"],
                condition=~Q(state=AppointmentState.CANCELLED),
                name="one_appointment_per_person_and_day",
            ),
            models.CheckConstraint(
                condition=Q(people__range=(1, MOST_REPRESENTATIVES)),
                name="five_representatives_at_most",
            ),
        ]
