"""What a field says of an empty or wrong entry where its form says nothing of its own.

Django's own sentences say what is wrong; these also say what to do.
"""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("请填写这一项。")},
    forms.ChoiceField: {
        "required": _("请选择一项。"),
        "invalid_choice": _("没有“%(value)s”这个选项，请从列出的选项中选择。"),
    },
    forms.MultipleChoiceField: {
        "required": _("请至少选择一项。"),
        "invalid_choice": _("没有“%(value)s”这个选项，请从列出的选项中选择。"),
    },
    forms.BooleanField: {"required": _("请勾选这一项。")},
    forms.DateField: {
        "required": _("请选择日期。"),
        "invalid": _("没有这一天，请按“2026-11-21”的写法重新填写。"),
    },
    forms.IntegerField: {"invalid": _("请用数字填写整数。")},
    forms.DecimalField: {"invalid": _("请用数字填写。")},
    forms.FileField: {
        "required": _("请选择文件。"),
        "missing": _("没有收到文件，请重新选择。"),
        "empty": _("这个文件是空的，请检查后重新选择。"),
    },
}
LIMITS: dict[type[validators.BaseValidator], Any] = {
    validators.MinValueValidator: _("请填写不小于%(limit_value)s的数。"),
    validators.MaxValueValidator: _("请填写不大于%(limit_value)s的数。"),
    validators.MinLengthValidator: _("至少填写%(limit_value)d个字，现在是%(show_value)d个字。"),
    validators.MaxLengthValidator: _(
        "最多填写%(limit_value)d个字，现在是%(show_value)d个字，请缩短。"
    ),
}


def speak() -> None:
    """Give every field of the project these sentences as its defaults."""
    for kind, texts in REFUSALS.items():
        kind.default_error_messages = {**vars(kind).get("default_error_messages", {}), **texts}
    for limit, text in LIMITS.items():
        limit.message = text
