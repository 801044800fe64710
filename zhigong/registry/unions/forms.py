"""Clean what is typed about unions. Forms never save; operations decide."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhigong.base import clock
from zhigong.registry.unions import rules
from zhigong.registry.unions.contract import (
    ActorForm,
    Category,
    DateField,
    Sector,
    UnionField,
    Verification,
)
from zhigong.registry.unions.models import (
    BusinessLine,
    Committee,
    DuesCollection,
    UnionKind,
    UnionStatus,
)

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

KINDS = UnionKind.choices
STATUSES = UnionStatus.choices
VERIFICATIONS = Verification.choices
LIVING_STATUSES = [
    (status.value, status.label)
    for status in (UnionStatus.PREPARING, UnionStatus.NORMAL, UnionStatus.OVERDUE_ELECTION)
]
COMMITTEE_KINDS = Committee.Kind.choices
COMMITTEE_FORMS = [*Committee.Form.choices, ("", gettext_lazy("未设立"))]
_NOT_CHOSEN = ("", gettext_lazy("请选择"))


class TreeDay(forms.Form):
    """Which day's tree is shown; a day to come has none."""

    on = DateField(
        label=gettext_lazy("截至日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("请按“2024-06-30”的样子填写日期。")},
    )

    def clean_on(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > clock.today():
            raise ValidationError(_("还没有到这一天，下面显示的是今天的组织树。"))
        return day

    def day(self) -> date:
        """Return the day asked for; today when none or no good one was given."""
        self.is_valid()
        return self.cleaned_data.get("on") or clock.today()


class UnionRecordForm(ActorForm):
    """The record of a union."""

    headings = (
        (gettext_lazy("组织"), ("parent", "name", "kind", "established_on", "approval_number")),
        (gettext_lazy("单位与地区"), ("category", "sector", "region", "address", "phone")),
        (
            gettext_lazy("法人资格与经费"),
            (
                "credit_code",
                "legal_person",
                "certificate_number",
                "certificate_from",
                "certificate_until",
                "dues_collection",
            ),
        ),
        (gettext_lazy("状态与说明"), ("status", "verification", "reason")),
    )

    name = forms.CharField(label=gettext_lazy("工会名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("组织类型"), choices=[_NOT_CHOSEN, *KINDS])
    region = forms.RegexField(
        label=gettext_lazy("行政区划代码"),
        regex=r"^\d{6}(\d{3}(\d{3})?)?$",
        required=False,
        help_text=gettext_lazy("6位、9位或12位数字。"),
        error_messages={"invalid": gettext_lazy("行政区划代码应为6位、9位或12位数字。")},
    )
    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"), max_length=40, required=False
    )
    established_on = DateField(label=gettext_lazy("建会日期"), required=False)
    approval_number = forms.CharField(
        label=gettext_lazy("批复文号"), max_length=100, required=False
    )
    category = forms.ChoiceField(
        label=gettext_lazy("单位类别"), choices=[_NOT_CHOSEN, *Category.choices], required=False
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("国民经济行业"), choices=[_NOT_CHOSEN, *Sector.choices], required=False
    )
    dues_collection = forms.ChoiceField(
        label=gettext_lazy("经费收缴方式"), choices=DuesCollection.choices, required=False
    )
    address = forms.CharField(label=gettext_lazy("地址"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("办公电话"), max_length=40, required=False)
    legal_person = forms.BooleanField(label=gettext_lazy("具有工会法人资格"), required=False)
    certificate_number = forms.CharField(
        label=gettext_lazy("法人资格证书编号"), max_length=64, required=False
    )
    certificate_from = DateField(label=gettext_lazy("证书生效日期"), required=False)
    certificate_until = DateField(label=gettext_lazy("证书有效期至"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a certificate that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("certificate_from"), cleaned.get("certificate_until")
        if first and last and last <= first:
            self.add_error("certificate_until", _("有效期至应晚于生效日期。"))
        return cleaned


class OpenUnion(UnionRecordForm):
    """A new union and its place."""

    parent = UnionField(label=gettext_lazy("上级工会"), ability="unions.open")
    field_order = ("parent", "name", "kind")


class ChangeUnion(UnionRecordForm):
    """Changes of a record, with a reason."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), choices=LIVING_STATUSES)
    verification = forms.ChoiceField(label=gettext_lazy("核实情况"), choices=VERIFICATIONS)
    reason = forms.CharField(label=gettext_lazy("变更说明"), max_length=200, required=False)


class MoveUnions(ActorForm):
    """Where unions go, and from which day on."""

    parent = UnionField(label=gettext_lazy("新的上级工会"), ability="unions.move")
    on = DateField(label=gettext_lazy("调整日期"), initial=clock.today)
    reason = forms.CharField(
        label=gettext_lazy("依据或原因"),
        max_length=200,
        help_text=gettext_lazy("例如机构改革后系统工会调整方案的文号。"),
    )


class MergeUnion(ActorForm):
    """Into which union one is merged."""

    into = UnionField(label=gettext_lazy("并入的工会"), ability="unions.end")
    on = DateField(label=gettext_lazy("合并日期"), initial=clock.today)
    reason = forms.CharField(label=gettext_lazy("依据或原因"), max_length=200)


class SplitUnion(ActorForm):
    """A new union taken out of one, with the unions below that go with it."""

    name = forms.CharField(label=gettext_lazy("新工会名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("组织类型"), choices=[_NOT_CHOSEN, *KINDS])
    on = DateField(label=gettext_lazy("拆分日期"), initial=clock.today)
    children = forms.MultipleChoiceField(
        label=gettext_lazy("随新工会划出的下级工会"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("依据或原因"), max_length=200)

    def __init__(self, *args: Any, children: "Sequence[Union]", **options: Any) -> None:
        super().__init__(*args, **options)
        self._children = {str(child.pk): child for child in children}
        field = self.fields["children"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(pk, child.name) for pk, child in self._children.items()]
        if not self._children:
            del self.fields["children"]

    def clean_children(self) -> "tuple[Union, ...]":
        """Return the chosen unions."""
        return tuple(self._children[pk] for pk in self.cleaned_data["children"])


class DissolveUnion(ActorForm):
    """When a union ends, and where those below go."""

    on = DateField(label=gettext_lazy("撤销日期"), initial=clock.today)
    children_to = UnionField(
        label=gettext_lazy("下级工会改由哪个工会领导"), ability="unions.end", required=False
    )
    reason = forms.CharField(label=gettext_lazy("撤销原因"), max_length=200)


class DeclareNumbers(forms.Form):
    """Declared numbers of a union itself."""

    as_of = DateField(label=gettext_lazy("统计截至"), initial=clock.today)
    workers = forms.IntegerField(label=gettext_lazy("职工数"), min_value=0)
    women_workers = forms.IntegerField(label=gettext_lazy("其中女职工"), min_value=0)
    members = forms.IntegerField(label=gettext_lazy("会员数"), min_value=0)
    women_members = forms.IntegerField(label=gettext_lazy("其中女会员"), min_value=0)
    migrant_members = forms.IntegerField(label=gettext_lazy("其中农民工会员"), min_value=0)
    source = forms.CharField(
        label=gettext_lazy("数据来源"),
        max_length=100,
        help_text=gettext_lazy("例如二〇二六年第三季度报表。"),
    )


class SetCommittee(forms.Form):
    """What committee there is from a day on."""

    kind = forms.ChoiceField(label=gettext_lazy("专门委员会"), choices=COMMITTEE_KINDS)
    form = forms.ChoiceField(
        label=gettext_lazy("设立形式"), choices=COMMITTEE_FORMS, required=False
    )
    on = DateField(label=gettext_lazy("起始日期"), initial=clock.today)


class SetTerm(forms.Form):
    """A term of office."""

    number = forms.IntegerField(label=gettext_lazy("第几届"), min_value=1, max_value=99)
    starts_on = DateField(label=gettext_lazy("届期起始日"))
    years = forms.TypedChoiceField(label=gettext_lazy("任期"), coerce=int)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        years = self.fields["years"]
        assert isinstance(years, forms.TypedChoiceField)
        years.choices = [
            (length, _("%(years)d年") % {"years": length}) for length in rules.term_years(kind)
        ]


class SetAccount(forms.Form):
    """The bank account of a union."""

    bank = forms.CharField(label=gettext_lazy("开户银行"), max_length=100, required=False)
    account = forms.RegexField(
        label=gettext_lazy("银行账号"),
        regex=r"^[0-9 \-]{8,40}$",
        required=False,
        help_text=gettext_lazy("加密保存，查看须说明原因并留下记录。已登记过的，不填就不变。"),
        error_messages={"invalid": gettext_lazy("银行账号应为8位以上的数字。")},
    )


class AddBusinessLine(ActorForm):
    """A further parent by trade or business."""

    parent = UnionField(label=gettext_lazy("业务指导工会"))
    kind = forms.ChoiceField(label=gettext_lazy("业务关系"), choices=BusinessLine.Kind.choices)
    on = DateField(label=gettext_lazy("起始日期"), initial=clock.today)


class Reason(forms.Form):
    """Why something masked is opened."""

    reason = forms.CharField(label=gettext_lazy("查看原因"), min_length=2, max_length=200)
