"""Forms of group files and visits."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.service_centre.permissions import KEEP_GROUPS
from zhigong.work.service_centre.queries import GroupKind, GroupState
from zhigong.work.service_centre.rules import MOST_REPRESENTATIVES

TEXT_LENGTH = 1_000
MOST_OPINIONS = 20


def _long(label: str, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=TEXT_LENGTH, widget=widget, **options)


class GroupFileForm(ActorForm):
    """A matter of many people."""

    union = UnionField(label=N_("牵头工会"), ability=KEEP_GROUPS)
    title = forms.CharField(
        label=N_("事项"), max_length=120, help_text=N_("如：原纺织厂家属工养老补缴。")
    )
    kind = forms.ChoiceField(label=N_("类别"), choices=GroupKind.choices)
    people = forms.IntegerField(label=N_("涉及人数"), min_value=2, max_value=999_999)
    since = DateField(label=N_("问题开始日期"))
    demand = _long(N_("诉求"))
    representatives = forms.CharField(
        label=N_("代表"),
        required=False,
        max_length=200,
        help_text=N_("姓名之间用顿号分开，不超过5人；不要写证件号码。"),
    )

    def clean_representatives(self) -> str:
        """Refuse more than five.

        :legal: 信访工作条例 art. 20.
        """
        text = str(self.cleaned_data["representatives"])
        names = [name.strip() for name in text.replace("，", "、").replace(",", "、").split("、")]
        names = [name for name in names if name]
        if len(names) > MOST_REPRESENTATIVES:
            raise ValidationError(_("代表不超过%(n)d人。") % {"n": MOST_REPRESENTATIVES})
        return "、".join(names)

    def particulars(self) -> dict[str, Any]:
        """Return what the operation takes besides the union."""
        return {name: value for name, value in self.cleaned_data.items() if name != "union"}


class FileCaseForm(forms.Form):
    """The number of a case to put on a file."""

    number = forms.CharField(label=N_("办件编号"), max_length=40)

    def clean_number(self) -> str:
        """Return the number as it is stored."""
        return "".join(str(self.cleaned_data["number"]).split()).upper()


class MeasureForm(forms.Form):
    """What was done about a matter, and how far it is now."""

    on = DateField(label=N_("日期"))
    text = _long(N_("措施"), help_text=N_("谁做了什么、答复了什么、下一步是什么。"))
    state = forms.ChoiceField(label=N_("现在的状态"), choices=GroupState.choices)


class VisitForm(ActorForm):
    """A visit and the opinions heard, one a line."""

    union = UnionField(label=N_("走访单位（工会）"), ability=KEEP_GROUPS)
    visited_on = DateField(label=N_("走访日期"))
    cadres = forms.CharField(label=N_("走访干部"), max_length=120)
    met = forms.IntegerField(label=N_("走访职工数"), min_value=1, max_value=9_999)
    summary = _long(N_("走访情况"))
    opinions = forms.CharField(
        label=N_("职工提出的意见建议"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=N_("一行一条。每条都会成为一件“意见建议”办件，由这个工会答复。"),
    )

    def clean_visited_on(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["visited_on"]
        if day > clock.today():
            raise ValidationError(_("走访日期不能晚于今天。"))
        return day

    def clean_opinions(self) -> list[str]:
        """Return the opinions, one a line."""
        lines = [line.strip() for line in str(self.cleaned_data["opinions"]).splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_OPINIONS or any(len(line) > TEXT_LENGTH for line in found):
            raise ValidationError(_("最多%(n)d条，每条不超过1000字。") % {"n": MOST_OPINIONS})
        return found

    def particulars(self) -> dict[str, Any]:
        """Return what the operation takes besides the union and the opinions."""
        kept = ("visited_on", "cadres", "met", "summary")
        return {name: self.cleaned_data[name] for name in kept}
