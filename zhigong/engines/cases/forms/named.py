"""Fields that name somebody, a union, a firm or a place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.engines.cases.queries.naming import BadCreditCode, employer_meant, union_meant
from zhigong.engines.cases.rules.naming import person_named, place_fault
from zhigong.kernel.person_name import normalise_name
from zhigong.kernel.resident_id import BadId, ResidentId

MOST_MEANT = 5  # unions named where a name means several


class PersonWidget(forms.TextInput):
    """Two inputs, name and number, whose words are one answer."""

    template_name = "cases/_person_widget.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the words apart: a number that is none stays with the name, as it was typed."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["named"], context["number"] = person_named(str(value or "")) or (value or "", "")
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return both inputs as one text; the whole answer where it was sent as one."""
        parts = [str(data.get(f"{name}-{part}", "")).strip() for part in ("name", "number")]
        return " ".join(filter(None, parts)) or data.get(name)


class PersonAnswer(forms.CharField):
    """Somebody, by name and identity number; whether the registry has her is not told."""

    def clean(self, value: Any) -> Any:
        """Return ``姓名（证件号码）``."""
        text = super().clean(value)
        if not text:
            return text
        named = person_named(text)
        if named is None:
            raise ValidationError(_("请填写姓名和证件号码。"))
        try:
            number = ResidentId.parse(named[1], today=clock.today()).number
        except BadId as error:
            raise ValidationError(_("证件号码不正确，请对照证件逐位核对。")) from error
        return f"{normalise_name(named[0])}（{number}）"


class PlaceWidget(forms.TextInput):
    """An address, with a button that adds where the telephone is."""

    template_name = "cases/_place_widget.html"


class PlaceAnswer(forms.CharField):
    """A place: an address, and its degrees where the telephone found them."""

    def clean(self, value: Any) -> Any:
        """Return the words as they are stored."""
        text = super().clean(value)
        fault = place_fault(text) if text else ""
        if fault == "short":
            raise ValidationError(_("请写清楚地点，例如街道、路名和门牌。"))
        if fault == "abroad":
            raise ValidationError(_("定位不在国内，请手工填写地点。"))
        return text


class UnionAnswer(forms.CharField):
    """A union of the registry, by its code or name."""

    def clean(self, value: Any) -> Any:
        """Return ``名称（编号）``."""
        text = super().clean(value)
        if not text:
            return text
        found = union_meant(text)
        if not found:
            raise ValidationError(_("没有找到这个工会，请填写完整名称或工会编号。"))
        if len(found) > 1:
            shown = "、".join(found[:MOST_MEANT])
            raise ValidationError(_("有几个工会符合，请填写编号：%(which)s。") % {"which": shown})
        return found[0]


class EmployerAnswer(forms.CharField):
    """A firm, by name or credit code; one the registry has is written as it is there."""

    def clean(self, value: Any) -> Any:
        """Return ``名称（信用代码）``, or the name alone."""
        text = super().clean(value)
        try:
            return employer_meant(text) if text else text
        except BadCreditCode as error:
            raise ValidationError(
                _("统一社会信用代码不正确，请对照营业执照核对，或只填写单位名称。")
            ) from error
