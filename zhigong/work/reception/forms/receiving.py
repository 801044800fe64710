"""Forms of reception days and their appointments."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.reception.forms.halls import TimeField
from zhigong.work.reception.models.halls import NAME_LENGTH, TEXT_LENGTH
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.rules import MOST_REPRESENTATIVES

MATTER_LENGTH = 1_000
RECORD_LENGTH = 4_000


class ReceptionForm(ActorForm):
    """A reception day."""

    union = UnionField(label=N_("工会"), ability=MANAGE)
    host = forms.CharField(
        label=N_("接待领导"), max_length=NAME_LENGTH, help_text=N_("姓名和职务，如：周敏 主席。")
    )
    place = forms.CharField(label=N_("接待地点"), max_length=TEXT_LENGTH)
    day = DateField(label=N_("日期"))
    begins_at = TimeField(label=N_("开始"))
    ends_at = TimeField(label=N_("结束"))
    slot_minutes = forms.IntegerField(
        label=N_("每批时长（分钟）"), min_value=10, max_value=240, initial=30
    )

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse a past day, and a day that ends before it begins."""
        given = super().clean() or self.cleaned_data
        if (day := given.get("day")) and day < self.today:
            self.add_error("day", _("日期不能早于今天。"))
        begins, ends = given.get("begins_at"), given.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("结束时间要晚于开始时间。"))
        return given


class AppointmentForm(forms.Form):
    """What somebody wants to be received about, and when."""

    slot_at = forms.ChoiceField(label=N_("时间"))
    number = forms.IntegerField(
        label=N_("一起来几人"),
        min_value=1,
        initial=1,
        max_value=MOST_REPRESENTATIVES,
        help_text=N_("多人反映同一事项的，推选代表，不超过5人。"),
        error_messages={"max_value": N_("多人反映同一事项的，请推选代表，不超过5人。")},
    )
    matter = forms.CharField(
        label=N_("反映什么事"),
        max_length=MATTER_LENGTH,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=N_("简要说明，便于提前了解。内容加密保存，只有负责接待的人员看得到。"),
    )
    is_confidential = forms.BooleanField(label=N_("要求保密：不要告诉我单位的工会"), required=False)

    def __init__(self, *arguments: Any, times: Sequence[time], **more: Any) -> None:
        super().__init__(*arguments, **more)
        field: Any = self.fields["slot_at"]
        field.choices = [(f"{one:%H:%M}", f"{one:%H:%M}") for one in times]

    def clean_slot_at(self) -> time:
        """Return the time."""
        return time.fromisoformat(self.cleaned_data["slot_at"])


class RecordForm(forms.Form):
    """What was said and promised."""

    record = forms.CharField(
        label=N_("接待记录"),
        max_length=RECORD_LENGTH,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=N_("反映的情况、当面答复、交办单位和时限。"),
    )
