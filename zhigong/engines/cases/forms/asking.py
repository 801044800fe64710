"""What is typed to ask about a case without an account."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.kernel.phone import normalise_phone
from zhigong.kernel.text import N_


class DigitsField(forms.CharField):
    """Digits as people type them: full-width, with blanks or dashes."""

    def to_python(self, value: Any) -> str:
        """Return the digits alone."""
        text = unicodedata.normalize("NFKC", str(value or ""))
        return re.sub(r"[\s\-]", "", text)


class PhoneField(forms.CharField):
    """A telephone number as people type it."""

    def to_python(self, value: Any) -> str:
        """Return the digits alone, without the country code."""
        return normalise_phone(str(value or ""))


class AskForm(forms.Form):
    """The number of a case and the telephone it was handed in with."""

    number = forms.CharField(
        label=N_("办件编号"),
        max_length=40,
        help_text=N_("在受理回执和短信里，例如 GH-330211-20261121-000123。"),
        error_messages={"required": N_("请输入办件编号。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-pad": "case", "data-most": 20}),
    )
    phone = PhoneField(
        label=N_("提交时留的手机号码"),
        max_length=20,
        error_messages={"required": N_("请输入11位手机号码。")},
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "tel", "data-pad": "digits", "data-most": 11}
        ),
    )


class AskPortalForm(AskForm):
    """The same on one's own telephone, with the code and the answer of a browser that asks."""

    answer = DigitsField(label=N_("安全问题"), max_length=4, required=False)
    code = DigitsField(
        label=N_("短信验证码"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *arguments: Any, is_sending: bool = True, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["code"].required = not is_sending
        self.fields["code"].error_messages["required"] = N_("请输入6位验证码。")

    def ask(self, question: str) -> None:
        """Show a question with an empty field for its answer."""
        self.fields["answer"].label = _("安全问题：{question}等于几").format(question=question)
        # What was typed before stays, all but the answer to the question before.
        self.data = {**self.data.dict(), "answer": ""}  # type: ignore[attr-defined]


class AskCodeForm(forms.Form):
    """The code that came by SMS, typed on a hall screen."""

    code = DigitsField(
        label=N_("短信验证码"),
        max_length=12,
        error_messages={"required": N_("请输入6位验证码。")},
        widget=forms.TextInput(attrs={"data-pad": "digits", "data-most": 6}),
    )
