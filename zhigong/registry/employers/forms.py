"""Clean what is typed about employers. Forms never save; operations decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhigong.base import clock
from zhigong.registry.employers import rules
from zhigong.registry.employers.models import (
    DeputyKind,
    EmployerStatus,
    HeadCountGroup,
    Ownership,
    Source,
    TargetGroup,
    Worksite,
)
from zhigong.registry.unions.contract import (
    ActorForm,
    Category,
    DateField,
    Sector,
    UnionField,
    Verification,
)

SECTORS = Sector.choices
CATEGORIES = Category.choices
OWNERSHIPS = Ownership.choices
STATUSES = EmployerStatus.choices
VERIFICATIONS = Verification.choices
TARGET_GROUPS = TargetGroup.choices
DEPUTIES = [(kind.value, kind.label) for kind in DeputyKind if kind.value]
SOURCES = Source.choices
BY_HAND = [
    (source.value, source.label)
    for source in (Source.CHECKED, Source.DECLARED, Source.SOCIAL_INSURANCE, Source.TAX)
]
_NOT_CHOSEN = ("", gettext_lazy("请选择"))


class EmployerForm(ActorForm):
    """The record of an employer."""

    headings = (
        (gettext_lazy("单位"), ("name", "credit_code", "area_union", "region", "address")),
        (gettext_lazy("分类"), ("category", "ownership", "sector", "target_groups", "deputy_kind")),
        (gettext_lazy("职工数"), ("workers", "women_workers")),
        (gettext_lazy("来源与核实"), ("source", "as_of", "verification", "reason")),
    )

    name = forms.CharField(label=gettext_lazy("单位名称"), max_length=200)
    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"), max_length=40, required=False
    )
    area_union = UnionField(
        label=gettext_lazy("归口工会"),
        ability="employers.open",
        help_text=gettext_lazy("负责该单位建会工作的乡镇街道、产业或系统工会。"),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("国民经济行业"), choices=[_NOT_CHOSEN, *SECTORS], required=False
    )
    category = forms.ChoiceField(
        label=gettext_lazy("单位类别"), choices=[_NOT_CHOSEN, *Category.choices], required=False
    )
    ownership = forms.ChoiceField(
        label=gettext_lazy("所有制"),
        choices=[_NOT_CHOSEN, *OWNERSHIPS],
        required=False,
        help_text=gettext_lazy("不填时按单位类别判定。"),
    )
    region = forms.RegexField(
        label=gettext_lazy("行政区划代码"),
        regex=r"^\d{6}(\d{3}(\d{3})?)?$",
        required=False,
        error_messages={"invalid": gettext_lazy("行政区划代码应为6位、9位或12位数字。")},
    )
    address = forms.CharField(label=gettext_lazy("地址"), max_length=200, required=False)
    workers = forms.IntegerField(label=gettext_lazy("职工数"), min_value=0, required=False)
    women_workers = forms.IntegerField(
        label=gettext_lazy("其中女职工"), min_value=0, required=False
    )
    deputy_kind = forms.ChoiceField(
        label=gettext_lazy("负责人为代表委员"),
        choices=[("", gettext_lazy("否")), *DEPUTIES],
        required=False,
    )
    target_groups = forms.MultipleChoiceField(
        label=gettext_lazy("重点领域"),
        choices=TARGET_GROUPS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Fill the ownership in from the category."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("ownership"):
            cleaned["ownership"] = rules.ownership_of(cleaned.get("category", ""))
        return cleaned


class OpenEmployer(EmployerForm):
    """A new employer, with the source of what is said."""

    source = forms.ChoiceField(label=gettext_lazy("数据来源"), choices=BY_HAND)
    as_of = DateField(label=gettext_lazy("数据截至"), initial=clock.today)


class ChangeEmployer(EmployerForm):
    """Changes of a record by somebody who checked, with a reason."""

    verification = forms.ChoiceField(label=gettext_lazy("核实情况"), choices=VERIFICATIONS)
    reason = forms.CharField(label=gettext_lazy("变更说明"), max_length=200, required=False)


class CountHeads(forms.Form):
    """How many workers of a group there are."""

    group = forms.ChoiceField(label=gettext_lazy("人员类别"), choices=HeadCountGroup.choices)
    number = forms.IntegerField(label=gettext_lazy("人数"), min_value=0)
    on = DateField(label=gettext_lazy("统计日期"), initial=clock.today)
    source = forms.ChoiceField(label=gettext_lazy("数据来源"), choices=SOURCES)


class Cover(ActorForm):
    """Which union covers an employer from a day on."""

    union = UnionField(label=gettext_lazy("覆盖工会"), ability="employers.affiliate")
    on = DateField(label=gettext_lazy("起始日期"), initial=clock.today)


class Leave(forms.Form):
    """From which day on no union covers an employer."""

    on = DateField(label=gettext_lazy("退出日期"), initial=clock.today)
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class CloseEmployer(forms.Form):
    """What became of an employer."""

    status = forms.ChoiceField(label=gettext_lazy("登记状态"), choices=STATUSES)
    on = DateField(label=gettext_lazy("变更日期"), initial=clock.today)
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=200)


class AddWorksite(forms.Form):
    """A place where people work, with or without coordinates."""

    name = forms.CharField(label=gettext_lazy("场所名称"), max_length=100)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=200, required=False)
    latitude = forms.DecimalField(
        label=gettext_lazy("纬度"), max_digits=9, decimal_places=6, required=False
    )
    longitude = forms.DecimalField(
        label=gettext_lazy("经度"), max_digits=9, decimal_places=6, required=False
    )
    datum = forms.ChoiceField(label=gettext_lazy("坐标系"), choices=Worksite.Datum.choices)

    def clean(self) -> dict[str, Any]:
        """Refuse one coordinate without the other."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("经度和纬度请同时填写，或都不填。"))
        return cleaned
