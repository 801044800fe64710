"""Condolences (慰问): what was given in a case, and the sheet it was signed for on (签收表)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel


class GiftForm(models.TextChoices):
    """In what a gift consists."""

    CASH = "cash", _("慰问金")
    GOODS = "goods", _("慰问品")


@track_rows()
class Voucher(ScopedModel):
    """A sheet of gifts to be signed for, which goes with the union's voucher (记账凭证)."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", verbose_name=_("工会"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(_("签收表编号"), max_length=40, unique=True)
    made_on = models.DateField(_("制表日期"))
    made_by_name = models.CharField(_("制表人"), max_length=60)
    handed_on = models.DateField(_("签收日期"), null=True)
    photo = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = _("慰问签收表")
        indexes = [models.Index(fields=["union", "-made_on"], name="voucher_by_union")]


@track_rows()
class Gift(ScopedModel):
    """What a union gave in a case from its own funds, and the limit that held."""

    scope_path = "case__union"
    person_path = "case__person_id"

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="gift")
    form = models.CharField(_("形式"), max_length=6, choices=GiftForm, default=GiftForm.CASH)
    goods = models.CharField(_("慰问品"), max_length=80, blank=True, default="")
    amount = models.DecimalField(_("金额"), max_digits=9, decimal_places=2)
    limit = models.DecimalField(_("标准"), max_digits=9, decimal_places=2)
    limit_source = models.CharField(_("标准依据"), max_length=120)
    excess_reason = models.CharField(_("超标准理由"), max_length=200, blank=True, default="")
    recorded_by_name = models.CharField(_("登记人"), max_length=60)
    recorded_at = models.DateTimeField(_("登记时间"))
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, null=True, related_name="gifts")

    class Meta(ScopedModel.Meta):
        verbose_name = _("慰问")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="gift_is_not_nothing"),
            models.CheckConstraint(
                condition=models.Q(amount__lte=models.F("limit")) | ~models.Q(excess_reason=""),
                name="gift_above_its_limit_has_a_reason",
            ),
        ]
