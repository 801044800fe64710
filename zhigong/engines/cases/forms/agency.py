"""What somebody types who applies for another (代办): for whom, and the code she was told."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import AgencyBasis, AgentRelation
from zhigong.engines.cases.forms.answers import PhoneField
from zhigong.engines.cases.forms.trust import IdNumberField


class PrincipalForm(forms.Form):
    """For whom it is applied, and how she agrees."""

    name = forms.CharField(label="替谁办理（姓名）", max_length=60)
    id_number = IdNumberField(
        label="本人证件号码",
        max_length=30,
        help_text="用来核对会员身份，加密保存。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(
        label="本人手机号码",
        max_length=20,
        help_text="办理过程中用于联系本人。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label="您与本人的关系", choices=AgentRelation.choices, widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(
        label="本人怎样授权",
        choices=AgencyBasis.choices,
        widget=forms.RadioSelect,
        help_text="验证码发到本人的手机，由本人告诉您；也可以在下一步上传本人签名的授权委托书。",
    )

    def __init__(self, *arguments: Any, wants_number: bool, **options: Any) -> None:
        """Make the fields; who need not be a member may be described without a number."""
        super().__init__(*arguments, **options)
        self.fields["id_number"].required = wants_number
        if not wants_number:
            self.fields["id_number"].help_text = _("可以不填；填了便于核对，加密保存。")


class ConsentForm(forms.Form):
    """The code the principal was sent, and told."""

    code = forms.CharField(
        label="授权码",
        max_length=6,
        min_length=6,
        help_text="六位数字，发到本人手机，五分钟内有效。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
