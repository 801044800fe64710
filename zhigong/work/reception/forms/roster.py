"""Forms of the duty roster."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.reception.contract import AdviserKind, Weekday
from zhigong.work.reception.forms.halls import TimeField
from zhigong.work.reception.models import Adviser
from zhigong.work.reception.models.halls import NAME_LENGTH, TEXT_LENGTH
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.rules import LONGEST_PATTERN_DAYS, Pattern


def _choose(field: Any, rows: Any, label: Any) -> None:
    field.queryset = rows
    field.label_from_instance = label


def adviser_words(adviser: Adviser) -> str:
    """Return somebody as she stands in a choice."""
    return f"{adviser.name}（{adviser.get_kind_display()}）"


class AdviserForm(ActorForm):
    """Somebody of the roster."""

    union = UnionField(label=N_("所属工会"), ability=MANAGE)
    name = forms.CharField(label=N_("姓名"), max_length=NAME_LENGTH)
    kind = forms.ChoiceField(label=N_("身份"), choices=AdviserKind.choices)
    organisation = forms.CharField(
        label=N_("所在单位"),
        max_length=TEXT_LENGTH,
        required=False,
        help_text=N_("如：律师事务所、医院。"),
    )
    licence = forms.CharField(label=N_("资格证书编号"), max_length=60, required=False)
    qualified_until = DateField(
        label=N_("资格有效期至"), required=False, help_text=N_("过期后不能排班。")
    )
    is_active = forms.BooleanField(label=N_("在任"), required=False, initial=True)

    def __init__(self, *arguments: Any, adviser: Adviser | None = None, **options: Any) -> None:
        if adviser is not None:
            options["initial"] = {
                name: getattr(adviser, name) for name in self.base_fields if name != "union"
            }
        super().__init__(*arguments, **options)
        if adviser is not None:
            del self.fields["union"]


class PlanForm(forms.Form):
    """A recurring duty."""

    adviser: Any = forms.ModelChoiceField(label=N_("值班人员"), queryset=None)
    weekday = forms.TypedChoiceField(label=N_("星期"), choices=Weekday.choices, coerce=int)
    begins_at = TimeField(label=N_("开始"))
    ends_at = TimeField(label=N_("结束"))
    every_weeks = forms.TypedChoiceField(
        label=N_("周期"),
        choices=((1, N_("每周")), (2, N_("每两周")), (4, N_("每四周"))),
        coerce=int,
        initial=1,
    )
    starts_on = DateField(label=N_("自"))
    until = DateField(label=N_("至（含）"), help_text=N_("法定节假日自动跳过。"))
    without = forms.CharField(
        label=N_("除外日期"),
        required=False,
        max_length=400,
        help_text=N_("如 2026-12-02；多个日期用顿号或空格分开。"),
    )

    def __init__(self, *arguments: Any, advisers: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        _choose(self.fields["adviser"], advisers, adviser_words)

    def clean_without(self) -> list[date]:
        """Return the days left out."""
        words = self.cleaned_data["without"].replace("、", " ").replace("，", " ").split()
        found = []
        for word in words:
            try:
                day = parse_date(word)
            except ValueError:
                day = None
            if day is None:
                raise ValidationError(_("“%(word)s”不是日期，请写成 2026-12-02。") % {"word": word})
            found.append(day)
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse what ends before it begins, and patterns longer than a year."""
        given = super().clean() or self.cleaned_data
        begins, ends = given.get("begins_at"), given.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("结束时间要晚于开始时间。"))
        since, until = given.get("starts_on"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        elif since and until and (until - since).days >= LONGEST_PATTERN_DAYS:
            self.add_error("until", _("一次最多排一年。"))
        return given

    def plan(self) -> dict[str, Any]:
        """Return what the operation takes."""
        given = self.cleaned_data
        pattern = Pattern(
            given["weekday"],
            given["starts_on"],
            given["until"] + timedelta(days=1),
            given["every_weeks"],
        )
        kept = ("adviser", "begins_at", "ends_at", "without")
        return {"pattern": pattern, **{name: given[name] for name in kept}}


class VisitForm(forms.Form):
    """Visitors somebody on duty received."""

    people = forms.IntegerField(label=N_("人数"), min_value=1, max_value=999, initial=1)
    matter = forms.CharField(
        label=N_("咨询事项"),
        max_length=TEXT_LENGTH,
        help_text=N_("只写事项，不写来访人姓名。要办理的，请到窗口登记办件。"),
    )


class SwapForm(forms.Form):
    """Whom a duty is offered to."""

    to: Any = forms.ModelChoiceField(label=N_("换给"), queryset=None)
    reason = forms.CharField(label=N_("原因"), max_length=TEXT_LENGTH)

    def __init__(self, *arguments: Any, advisers: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        _choose(self.fields["to"], advisers, adviser_words)


class AnswerForm(forms.Form):
    """How somebody without an account agreed."""

    consent = forms.CharField(
        label=N_("同意方式"),
        max_length=TEXT_LENGTH,
        help_text=N_("如：11月20日电话同意。"),
    )
