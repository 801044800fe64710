"""What staff types about relatives of hers and about emergencies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.kernel.resident_id import BadId, ResidentId


class IdNumberField(forms.CharField):
    """An identity number, checked to its last digit; empty where it is not required."""

    def clean(self, value: Any) -> Any:
        """Return the number in its one form."""
        text = super().clean(value)
        if not text:
            return text
        try:
            return ResidentId.parse(text, today=clock.today()).number
        except BadId as error:
            raise ValidationError(_("证件号码不正确，请对照证件逐位核对。")) from error


class RelativeForm(forms.Form):
    """One relative of the officer herself."""

    name = forms.CharField(label="亲属姓名", max_length=60)
    relation = forms.CharField(
        label="与您的关系", max_length=20, help_text="如：配偶、父亲、表弟。"
    )
    id_number = IdNumberField(
        label="证件号码",
        required=False,
        max_length=30,
        help_text="加密保存，只用来核对申请人。不填时，同名的申请人都要由同事办理。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class BreakGlassForm(forms.Form):
    """Which confidential case is opened, and why it cannot wait."""

    number = forms.CharField(label="办件编号", max_length=32, help_text="完整的办件编号。")
    reason = forms.CharField(
        label="紧急理由",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写清紧急情况和查看的必要。承办团队和审计员会立即收到通知并看到您的理由。",
    )

    def clean_number(self) -> str:
        """Return the number as it is stored."""
        return str(self.cleaned_data["number"]).upper().replace(" ", "")
