"""What is typed on the hall screen itself, and about it on the desk. Forms never save."""

import re
import unicodedata
from typing import Any

from django import forms

from zhigong.kernel.phone import normalise_phone
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, UnionField
from zhigong.screens.kiosk.permissions import MANAGE


class DigitsField(forms.CharField):
    """Digits as a pad or a scanner sends them."""

    def to_python(self, value: Any) -> str:
        """Return the digits alone."""
        text = unicodedata.normalize("NFKC", str(value or ""))
        return re.sub(r"[\s\-]", "", text)


class PhoneField(forms.CharField):
    """A telephone number as it is typed on a pad."""

    def to_python(self, value: Any) -> str:
        """Return the digits alone, without the country code."""
        return normalise_phone(str(value or ""))


def _pad(kind: str, most: int) -> forms.TextInput:
    return forms.TextInput(attrs={"data-pad": kind, "data-most": most})


class PhoneForm(forms.Form):
    """Where the code is sent."""

    phone = PhoneField(
        label=N_("手机号码"),
        max_length=20,
        error_messages={"required": N_("请输入11位手机号码。")},
        widget=_pad("digits", 11),
    )


class CodeForm(forms.Form):
    """The code that came by SMS."""

    code = DigitsField(
        label=N_("短信验证码"),
        max_length=12,
        error_messages={"required": N_("请输入6位验证码。")},
        widget=_pad("digits", 6),
    )


class IdentityForm(forms.Form):
    """Which of the people with one telephone this is."""

    id_number = forms.CharField(
        label=N_("身份证号码"),
        max_length=30,
        error_messages={"required": N_("请输入身份证号码。")},
        widget=_pad("id", 18),
    )


class SetupForm(forms.Form):
    """The code an officer was shown on the desk."""

    code = DigitsField(
        label=N_("启用码"),
        max_length=12,
        error_messages={"required": N_("请输入8位启用码。")},
        widget=_pad("digits", 8),
    )


class KioskForm(ActorForm):
    """A screen that is to be set up."""

    name = forms.CharField(
        label=N_("终端名称"), max_length=60, help_text=N_("例如：服务大厅1号机。")
    )
    place = forms.CharField(
        label=N_("摆放位置"),
        max_length=120,
        required=False,
        help_text=N_("例如：一楼大厅入口左侧，方便巡检。"),
    )
    union = UnionField(
        label=N_("所属工会"),
        ability=MANAGE,
        help_text=N_("没有会员档案的来访人在这台终端提交的办件，由这个工会受理。"),
    )
