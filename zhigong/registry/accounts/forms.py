"""Forms of logging in and of giving rights. They clean input and never save."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from zhigong.base.abilities import all_abilities
from zhigong.base.errors import UserError
from zhigong.kernel.phone import Phone, normalise_phone
from zhigong.registry.accounts.operations import never_in_business_roles, never_in_tokens
from zhigong.registry.unions.contract import ActorForm, UnionField

# Rights end before a day; people are asked for the last one.
_ASKED_AS = {"ends_before": "last_day"}


def show(form: forms.Form, error: UserError) -> None:
    """Put a refusal beside the field it is about, else above the form."""
    asked = _ASKED_AS.get(error.field or "", error.field)
    place = asked if asked in form.fields else None
    form.add_error(place, error.message)


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


def _phone() -> PhoneField:
    return PhoneField(
        label=_("手机号码"),
        max_length=20,
        error_messages={"required": _("请输入手机号码。")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


def _code() -> DigitsField:
    return DigitsField(
        label=_("验证码"),
        max_length=12,
        error_messages={"required": _("请输入6位验证码。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def _password(label: Any, hint: str, *, strip: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=strip,
        max_length=128,
        error_messages={"required": _("请输入密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": hint}),
    )


class MemberCodeForm(forms.Form):
    """A member's phone and the code sent to it."""

    phone = _phone()
    code = _code()
    answer = DigitsField(
        label=_("安全问题"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not sending

    def ask(self, question: str) -> None:
        """Show a question with an empty field for its answer."""
        self.fields["answer"].label = _("安全问题：{question}等于几").format(question=question)
        # What was typed before stays, all but the answer to the question before.
        self.data = {**self.data.dict(), "answer": ""}  # type: ignore[attr-defined]


class MemberPasswordForm(forms.Form):
    """A member's phone and her optional password."""

    phone = _phone()
    password = _password(_("密码"), "current-password")


class StaffForm(forms.Form):
    """A staff account and its password."""

    login = forms.CharField(
        label=_("账号"),
        max_length=64,
        error_messages={"required": _("请输入账号。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = _password(_("密码"), "current-password")


class SecondFactorForm(forms.Form):
    """Six digits of the authenticator or by SMS, or a recovery code."""

    code = forms.CharField(
        label=_("动态码"),
        max_length=16,
        error_messages={"required": _("请输入6位动态码。")},
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Return the code without blanks, half-width."""
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["code"]))


class IdentityForm(forms.Form):
    """Which of several people with one phone this is."""

    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        error_messages={"required": _("请输入本人证件号码。")},
    )


class PasswordForm(forms.Form):
    """A new password, twice; the present one unless there is none."""

    old = _password(_("原密码"), "current-password")
    new = _password(_("新密码"), "new-password")
    again = _password(_("再次输入新密码"), "new-password")

    def __init__(self, *args: Any, has_old: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_old:
            del self.fields["old"]

    def clean(self) -> dict[str, Any]:
        """Refuse two different new passwords."""
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("两次输入的新密码不一致，请重新输入。"))
        return cleaned


class _DateInput(forms.DateInput):
    input_type = "date"


def _date(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=_DateInput(format="%Y-%m-%d"),
        error_messages={
            "required": _("请选择日期。"),
            "invalid": _("日期格式应为 2026-11-21。"),
        },
    )


def _account(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=64, error_messages={"required": _("请输入账号。")}
    )


def _union(label: Any, *, ability: str) -> UnionField:
    return UnionField(
        label=label,
        ability=ability,
        error_messages={"required": _("请填写工会编号或名称。")},
    )


def _why(*, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=_("说明"),
        required=required,
        max_length=200,
        error_messages={"required": _("请写明原因。")},
    )


class GrantForm(ActorForm):
    """A role for an account at a union."""

    user = _account(_("账号"))
    role = forms.ChoiceField(label=_("角色"))
    union = _union(_("工会"), ability="accounts.grant")
    starts_on = _date(_("开始日期"))
    last_day = _date(_("最后一天"), required=False, hint=_("不填表示长期有效。"))
    reason = _why()

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("请选择")), *roles]  # type: ignore[attr-defined]


class AdministratorForm(forms.Form):
    """Who becomes the administrator of a union: an account that exists, or a new one."""

    user = _account(_("账号"))
    name = forms.CharField(
        label=_("姓名"),
        max_length=64,
        required=False,
        help_text=_("账号不存在时填写，将同时开通新账号。"),
    )
    phone = PhoneField(label=_("手机号码"), max_length=20, required=False)
    reason = _why()

    def clean_phone(self) -> str:
        """Refuse a number that receives no message: the second factor may be sent to it."""
        number = str(self.cleaned_data["phone"])
        if number and not Phone.parse(number).is_mobile:
            raise forms.ValidationError(_("手机号码应为11位，请核对。"))
        return number


class StewardForm(ActorForm):
    """Which officer works for which union."""

    user = _account(_("代管人账号"))
    union = _union(_("被代管的工会"), ability="accounts.steward")
    last_day = _date(_("最后一天"), required=False, hint=_("不填表示长期有效。"))
    reason = _why(required=True)


class UnionAsked(ActorForm):
    """About which union somebody asks why she may see it."""

    union = _union(_("工会"), ability="unions.view")


class DelegateForm(forms.Form):
    """To whom one's own grant is lent, and until when."""

    grant = forms.ChoiceField(label=_("要委托的授权"))
    user = _account(_("代办人账号"))
    starts_on = _date(_("开始日期"))
    last_day = _date(_("最后一天"))
    reason = _why(required=True)

    def __init__(self, *args: Any, grants: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant"].choices = grants  # type: ignore[attr-defined]


def grouped_abilities(left_out: frozenset[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the abilities under the names of their apps."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for known in all_abilities():
        if known.code not in left_out:
            label = known.code.partition(".")[0]
            groups.setdefault(label, []).append((known.code, known.title))
    return [(_app_title(label), found) for label, found in groups.items()]


def _app_title(label: str) -> str:
    """Return the Chinese name of an app; those without one are gathered under another heading."""
    try:
        title = str(apps.get_app_config(label).verbose_name)
    except LookupError:
        return str(_("其他"))
    return str(_("其他")) if title.isascii() else title


def _abilities(left_out: Callable[[], frozenset[str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("权限"),
        choices=lambda: grouped_abilities(left_out()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项权限。")},
    )


@dataclass(frozen=True, slots=True)
class Option:
    """One ability to tick."""

    code: str
    title: str
    is_chosen: bool


class AbilitiesForm(forms.Form):
    """A form in which abilities are ticked, app by app."""

    def ability_groups(self) -> list[tuple[str, list[Option]]]:
        """Return the abilities under the names of their apps, with what is ticked."""
        chosen = set(self["abilities"].value() or ())
        groups: Any = self.fields["abilities"].choices  # type: ignore[attr-defined]
        return [
            (title, [Option(code, name, code in chosen) for code, name in found])
            for title, found in groups
        ]


class RoleForm(AbilitiesForm):
    """A composed role."""

    code = forms.SlugField(
        label=_("角色代码"),
        max_length=40,
        help_text=_("小写字母、数字和下划线。"),
        error_messages={
            "required": _("请输入角色代码。"),
            "invalid": _("角色代码只能包含字母、数字、下划线和短横线。"),
        },
    )
    title = forms.CharField(
        label=_("角色名称"), max_length=40, error_messages={"required": _("请输入角色名称。")}
    )
    abilities = _abilities(never_in_business_roles)


class TokenForm(AbilitiesForm, ActorForm):
    """A key for another system."""

    name = forms.CharField(
        label=_("用途"),
        max_length=80,
        help_text=_("例如：与省总平台每日同步。"),
        error_messages={"required": _("请写明用途。")},
    )
    union = _union(_("工会"), ability="accounts.issue_token")
    last_day = _date(_("最后一天"))
    abilities = _abilities(never_in_tokens)
