"""Forms of numbers: taken, booked, checked in, sent on."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.work.reception.contract import Priority
from zhigong.work.reception.models import Hall, MatterGroup, Window


class TakeForm(forms.Form):
    """What somebody who is there comes for."""

    key = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    group = forms.ChoiceField(label=N_("事项"), widget=forms.RadioSelect)
    priority = forms.ChoiceField(label=N_("优先服务对象"), required=False, widget=forms.RadioSelect)

    def __init__(
        self, *arguments: Any, hall: Hall, groups: Sequence[MatterGroup], **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self.groups = {one.prefix: one for one in groups}
        field: Any = self.fields["group"]
        field.choices = [(one.prefix, f"{one.prefix} {one.title}") for one in groups]
        field = self.fields["priority"]
        kinds = [(str(c), str(label)) for c, label in Priority.choices if c in hall.priorities]
        field.choices = [("", _("不是")), *kinds]

    def clean_group(self) -> MatterGroup:
        """Return the group itself."""
        return self.groups[self.cleaned_data["group"]]


class BookForm(forms.Form):
    """A matter and a time to come."""

    group = forms.ChoiceField(label=N_("办什么事"), widget=forms.RadioSelect)
    slot = forms.ChoiceField(label=N_("什么时候来"))

    def __init__(
        self,
        *arguments: Any,
        groups: Sequence[MatterGroup],
        days: Sequence[tuple[date, Sequence[time]]],
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self.groups = {one.prefix: one for one in groups}
        field: Any = self.fields["group"]
        field.choices = [(one.prefix, one.title) for one in groups]
        field = self.fields["slot"]
        field.choices = [(_day_words(day), _times(day, slots)) for day, slots in days]

    def clean_group(self) -> MatterGroup:
        """Return the group itself."""
        return self.groups[self.cleaned_data["group"]]

    def clean_slot(self) -> datetime:
        """Return the time."""
        return datetime.fromisoformat(self.cleaned_data["slot"])


def _day_words(day: date) -> str:
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return _("%(month)d月%(day)d日 %(weekday)s") % {
        "month": day.month,
        "day": day.day,
        "weekday": names[day.weekday()],
    }


def _times(day: date, slots: Sequence[time]) -> list[tuple[str, str]]:
    moments = [datetime.combine(day, one, clock.ZONE) for one in slots]
    return [(one.isoformat(), f"{one:%H:%M}") for one in moments]


class PasscodeForm(forms.Form):
    """The code of a booking, typed in the hall."""

    passcode = forms.RegexField(
        r"^\d{6}$",
        label=N_("预约码"),
        error_messages={"invalid": N_("预约码是6位数字。"), "required": N_("请输入预约码。")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}
        ),
    )


class SendOnForm(forms.Form):
    """The window somebody is sent on to."""

    to = forms.TypedChoiceField(label=N_("转到"), coerce=int)

    def __init__(self, *arguments: Any, windows: Sequence[Window], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.windows = {one.pk: one for one in windows}
        field: Any = self.fields["to"]
        words = _("%(number)d号窗口 %(title)s")
        field.choices = [
            (one.pk, words % {"number": one.number, "title": one.title}) for one in windows
        ]

    def clean_to(self) -> Window:
        """Return the window itself."""
        found = self.windows.get(self.cleaned_data["to"])
        if found is None:
            raise ValidationError(_("请选择窗口。"))
        return found
