"""Forms of halls, their hours, groups of matters and windows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.engines.cases.queries import list_programmes
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.reception.contract import Priority, Weekday
from zhigong.work.reception.models import Hall, MatterGroup
from zhigong.work.reception.models.halls import NAME_LENGTH, TEXT_LENGTH
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.queries.numbers import group_ids_of


class TimeField(forms.TimeField):
    """A time of day, chosen in the browser's clock."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**options)


class SpanForm(forms.Form):
    """A span of time; it ends after it began."""

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        given = super().clean() or self.cleaned_data
        begins, ends = given.get("opens_at"), given.get("closes_at")
        if begins is not None and ends is not None and ends <= begins:
            self.add_error("closes_at", _("结束时间要晚于开始时间。"))
        return given


class HallForm(ActorForm):
    """A hall, and how it is booked."""

    union = UnionField(label=N_("所属工会"), ability=MANAGE)
    name = forms.CharField(
        label=N_("大厅名称"), max_length=NAME_LENGTH, help_text=N_("如：区职工服务中心。")
    )
    address = forms.CharField(label=N_("地址"), max_length=TEXT_LENGTH)
    phone = forms.CharField(label=N_("咨询电话"), max_length=40, required=False)
    priorities = forms.MultipleChoiceField(
        label=N_("优先服务对象"),
        required=False,
        choices=Priority.choices,
        initial=Priority.values,
        widget=forms.CheckboxSelectMultiple,
        help_text=N_("勾选的对象取号后优先叫号；连续叫两个优先号后叫一个普通号。"),
    )
    slot_minutes = forms.IntegerField(
        label=N_("预约时段长度（分钟）"), min_value=5, max_value=240, initial=30
    )
    slot_places = forms.IntegerField(
        label=N_("每个时段可预约几人"), min_value=0, max_value=50, initial=2
    )
    book_days = forms.IntegerField(label=N_("可提前几天预约"), min_value=0, max_value=60, initial=7)
    is_active = forms.BooleanField(label=N_("对外开放取号和预约"), required=False, initial=True)

    def __init__(self, *arguments: Any, hall: Hall | None = None, **options: Any) -> None:
        if hall is not None:
            names = [name for name in self.base_fields if name != "union"]
            options["initial"] = {name: getattr(hall, name) for name in names}
        super().__init__(*arguments, **options)
        if hall is not None:
            del self.fields["union"]


class HoursForm(SpanForm):
    """A span of the week."""

    weekdays = forms.TypedMultipleChoiceField(
        label=N_("星期"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=N_("可为夜班、周末休息的职工开放夜间和周末时段。法定节假日自动不开放。"),
    )
    opens_at = TimeField(label=N_("开始"))
    closes_at = TimeField(label=N_("结束"))


class HallDayForm(SpanForm):
    """A day on which the hall is open otherwise, or shut."""

    day = DateField(label=N_("日期"))
    opens_at = TimeField(label=N_("开始"), required=False)
    closes_at = TimeField(
        label=N_("结束"), required=False, help_text=N_("两个时间都不填，表示这一天不开放。")
    )
    note = forms.CharField(label=N_("说明"), max_length=TEXT_LENGTH, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse half a span."""
        given = super().clean()
        if (given.get("opens_at") is None) is not (given.get("closes_at") is None):
            self.add_error("closes_at", _("开始和结束时间要同时填写，或都不填。"))
        return given


class GroupForm(forms.Form):
    """A group of matters with one queue."""

    prefix = forms.RegexField(  # type: ignore[assignment]
        r"^[A-Xa-x]$",
        label=N_("号码前缀"),
        max_length=1,
        help_text=N_("一个字母，如 A；号码就是 A001、A002。Y 留给预约号。"),
        error_messages={"invalid": N_("填写 A 到 X 中的一个字母。")},
    )
    title = forms.CharField(
        label=N_("事项名称"), max_length=NAME_LENGTH, help_text=N_("如：困难帮扶、法律咨询。")
    )
    hint = forms.CharField(
        label=N_("说明"), max_length=TEXT_LENGTH, required=False, help_text=N_("显示在取号机上。")
    )
    programmes = forms.MultipleChoiceField(
        label=N_("包含的服务事项"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=N_("窗口叫号后可直接登记这些事项。"),
    )
    is_active = forms.BooleanField(label=N_("开放取号"), required=False, initial=True)

    def __init__(self, *arguments: Any, group: MatterGroup | None = None, **options: Any) -> None:
        if group is not None:
            options["initial"] = {name: getattr(group, name) for name in self.base_fields}
        super().__init__(*arguments, **options)
        self.fields["programmes"].choices = [  # type: ignore[attr-defined]
            (one.code, one.title) for one in list_programmes()
        ]

    def clean_prefix(self) -> str:
        """Return a capital."""
        return str(self.cleaned_data["prefix"]).upper()


class WindowForm(forms.Form):
    """A window and what it serves."""

    number = forms.IntegerField(label=N_("窗口号"), min_value=1, max_value=99)
    title = forms.CharField(
        label=N_("部门（模块）"), max_length=NAME_LENGTH, help_text=N_("如：权益保障部。")
    )
    groups: Any = forms.ModelMultipleChoiceField(
        label=N_("受理事项"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=N_("一个窗口可以受理多类事项（一门式）。"),
    )
    is_open = forms.BooleanField(label=N_("开放叫号"), required=False, initial=True)

    def __init__(self, *arguments: Any, groups: Any, window: Any = None, **options: Any) -> None:
        if window is not None:
            names = [name for name in self.base_fields if name != "groups"]
            options["initial"] = {name: getattr(window, name) for name in names}
            options["initial"]["groups"] = list(group_ids_of(window))
        super().__init__(*arguments, **options)
        field: Any = self.fields["groups"]
        field.queryset = groups
        field.label_from_instance = lambda group: f"{group.prefix} {group.title}"

    def clean_groups(self) -> list[MatterGroup]:
        """Return the groups; a window serves one at least."""
        found = list(self.cleaned_data["groups"])
        if not found:
            raise ValidationError(_("请至少选择一类事项。"))
        return found
