"""Forms beside the buildings: exemptions, targets, rules, delays, plans, grids."""

from datetime import timedelta
from typing import Any

from django import forms

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.employers.queries import exemption_reasons
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.organisation.contract import Approver, Engagement
from zhigong.work.organisation.forms.steps import area, number

HALF_A_YEAR = timedelta(days=182)


class Exemption(forms.Form):
    """Why no union can be set up at a firm, and when to look again."""

    reason = forms.ChoiceField(
        label=N_("原因"), choices=exemption_reasons, widget=forms.RadioSelect
    )
    evidence = forms.CharField(
        label=N_("核实情况"),
        max_length=1_000,
        widget=area(4),
        help_text=N_("写明什么时候、向谁、怎样核实的，例如实地走访、社保参保人数、税务申报。"),
    )
    scan = forms.FileField(
        label=N_("证明材料"), required=False, help_text=N_("照片、截图或说明，不超过20MB。")
    )
    recheck_on = DateField(label=N_("复查日期"), help_text=N_("最长一年后须重新核实。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"recheck_on": clock.today() + HALF_A_YEAR})
        super().__init__(*args, **options)


class ExemptionDecision(forms.Form):
    """Whether a firm leaves the due set."""

    is_granted = forms.ChoiceField(
        label=N_("审批意见"),
        choices=(("yes", N_("同意，暂不列入建会对象")), ("no", N_("不同意"))),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=N_("说明"), required=False, max_length=1_000, widget=area(),
        help_text=N_("不同意时必须写明原因。"),
    )  # fmt: skip


class Restore(forms.Form):
    """Why a firm is due again."""

    words = forms.CharField(label=N_("复查情况"), max_length=1_000, widget=area())


class TargetForm(ActorForm):
    """What a union is to gain in a year."""

    union = UnionField(label=N_("工会"), ability="organisation.settle")
    year = forms.IntegerField(label=N_("年度"), min_value=2000, max_value=2100)
    unions = number(N_("新建工会"))
    firms = number(N_("新覆盖单位"))
    members = number(N_("新发展会员"))


class PracticeForm(ActorForm):
    """Who approves below a union."""

    union = UnionField(label=N_("适用范围"), ability="organisation.settle",
                       help_text=N_("对该工会及下级生效。"))  # fmt: skip
    founding = forms.ChoiceField(
        label=N_("组建工会由谁批准"), choices=Approver.choices, widget=forms.RadioSelect
    )
    election = forms.ChoiceField(
        label=N_("换届、补选由谁批准"), choices=Approver.choices, widget=forms.RadioSelect
    )
    reply_days = forms.IntegerField(label=N_("批复时限（工作日）"), min_value=1, max_value=60)
    starts_on = DateField(label=N_("起用日期"))


class PlacementForm(forms.Form):
    """How an officer serves."""

    kind = forms.ChoiceField(
        label=N_("任职方式"), choices=Engagement.choices, widget=forms.RadioSelect
    )


class TermDelayForm(forms.Form):
    """Until when an election is put off, and why."""

    until = DateField(label=N_("延期至"))
    reason = forms.CharField(label=N_("延期原因"), max_length=1_000, widget=area())
    number = forms.CharField(label=N_("批准文号"), max_length=60, required=False)


class PlanUpload(ActorForm):
    """A sheet of moves, mergers and renames."""

    union = UnionField(
        label=N_("调整范围"),
        ability="organisation.reorganise",
        help_text=N_("方案里的工会都应在该工会及下级范围内。"),
    )
    title = forms.CharField(
        label=N_("方案名称"), max_length=100, help_text=N_("例如：2026年机构改革系统工会调整方案")
    )
    effective_on = DateField(
        label=N_("生效日期"), help_text=N_("从这一天起按新的隶属关系统计，以前的数字不变。")
    )
    file = forms.FileField(label=N_("方案表格"), help_text=N_("Excel 或 CSV，按模板填写。"))


class GridForm(ActorForm):
    """A grid and its keeper."""

    union = UnionField(label=N_("所属工会"), ability="organisation.grids")
    name = forms.CharField(label=N_("网格名称"), max_length=60)
    keeper = forms.CharField(label=N_("网格员"), max_length=60)
    phone = forms.CharField(label=N_("联系电话"), max_length=40, required=False)
    bounds = forms.CharField(label=N_("范围"), max_length=1_000, required=False, widget=area())


class GridMember(ActorForm):
    """What is put into a grid."""

    member = UnionField(label=N_("工会"), required=False, ability="organisation.grids")
    firm = forms.CharField(
        label=N_("单位"), required=False, max_length=200,
        help_text=N_("填写单位编号、完整名称或统一社会信用代码。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for one of them."""
        found = super().clean() or {}
        if not self.errors and not found.get("member") and not found.get("firm"):
            raise forms.ValidationError(N_("请填写要加入网格的工会或单位。"))
        return found
