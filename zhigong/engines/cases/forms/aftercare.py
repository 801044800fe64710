"""What staff types after the end of a case: what a call-back came to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import CallBackResult
from zhigong.engines.cases.rules.aftercare import MOST_TRIES

_RESULTS = (CallBackResult.SATISFIED, CallBackResult.UNSATISFIED, CallBackResult.UNREACHABLE)


class CallForm(forms.Form):
    """The result of one call, and what was said."""

    result = forms.ChoiceField(
        label="回访结果",
        choices=[(one.value, one.label) for one in _RESULTS],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="回访记录",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明职工的原话要点；不满意时必须填写，重新办理的工会会看到。",
    )
    reopens = forms.BooleanField(
        label="退回重新办理",
        required=False,
        help_text="从第一个环节重新办理，每件办件只能重新办理一次。",
        widget=forms.CheckboxInput(
            attrs={
                "data-only-if": "result",
                "data-only-answers": CallBackResult.UNSATISFIED.value,
            }
        ),
    )

    def __init__(self, *arguments: Any, may_reopen: bool, tries: int, **options: Any) -> None:
        """Make the fields; a case that was reopened once is not reopened again."""
        super().__init__(*arguments, **options)
        words = _("打了%(n)d次都没有人接，自动记为无法接通；之前已打过%(tries)d次。")
        self.fields["result"].help_text = words % {"n": MOST_TRIES, "tries": tries}
        if not may_reopen:
            del self.fields["reopens"]

    def clean(self) -> dict[str, Any]:
        """Want words from who is not satisfied."""
        cleaned = super().clean() or {}
        is_bad = cleaned.get("result") == CallBackResult.UNSATISFIED.value
        if is_bad and not cleaned.get("words", "").strip():
            self.add_error("words", _("请写明哪里没有办好。"))
        return cleaned
