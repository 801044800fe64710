"""Appeal centres and stations (员工诉求中心、诉求工作站) of unions, and the appeals made there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel

NAME_LENGTH = 80
LINE_LENGTH = 120


class StationLevel(models.TextChoices):
    """A centre of the whole firm, or a station of a workshop or branch."""

    CENTRE = "centre", _("员工诉求中心")
    STATION = "station", _("诉求工作站")


@track_rows()
class Station(ScopedModel):
    """A place in a firm where workers say what is wrong, and are answered.

    Its head and telephone hang on the firm's wall: they are no secret.
    """

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", verbose_name=_("所属工会"), on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(_("类型"), max_length=10, choices=StationLevel)
    name = models.CharField(_("名称"), max_length=NAME_LENGTH)
    place = models.CharField(_("地点"), max_length=LINE_LENGTH)
    hours = models.CharField(_("接待时间"), max_length=LINE_LENGTH)
    head = models.CharField(_("负责人"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=20)
    starts_on = models.DateField(_("成立日期"))
    ends_before = models.DateField(_("撤销日期"), null=True)
    photo = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = _("员工诉求中心（站）")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                condition=models.Q(ends_before__isnull=True),
                name="one_open_station_of_a_name",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_before__isnull=True)
                | models.Q(ends_before__gt=models.F("starts_on")),
                name="station_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["union", "starts_on"], name="station_by_union")]


class StationAppeal(ScopedModel):
    """An appeal (a case) was made at a station."""

    scope_path = "station__union"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="appeals")
    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="appeal_station"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = _("诉求站办件")


class StationChoice(ScopedModel):
    """At which station a worker makes her appeal today: that of the poster she scanned."""

    scope_path = "station__union"
    person_path = "person_id"

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="+")
    chosen_on = models.DateField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("选定的诉求站")
