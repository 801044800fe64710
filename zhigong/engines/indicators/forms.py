"""What is asked when a gap list is handed out."""

from datetime import date

from django import forms

from zhigong.base.holidays import calendar_of
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import DateField

WORKING_DAYS = 10
TITLE_LENGTH, TEXT_LENGTH = 80, 2_000


def preset_deadline(today: date) -> date:
    """Return the deadline a form proposes: ten working days on."""
    return calendar_of().add_working_days(today, WORKING_DAYS)


class HandOutForm(forms.Form):
    """Title, demand, deadline, and whether papers are wanted."""

    title = forms.CharField(label=N_("任务名称"), max_length=TITLE_LENGTH)
    instructions = forms.CharField(
        label=N_("要求"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=N_("写清要做到什么程度。系统数据达到后，名单自动销号。"),
    )
    due_on = DateField(
        label=N_("办理期限"), help_text=N_("逢休息日顺延到下一个工作日；默认十个工作日。")
    )
    needs_evidence = forms.BooleanField(label=N_("反馈时须附材料"), required=False)
