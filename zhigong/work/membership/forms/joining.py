"""Forms of joining: the application on the phone, the code on the wall, the decision."""

import base64
import binascii
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.people.contract import EMPLOYMENT_FORMS, NEW_FORM_GROUPS
from zhigong.registry.unions.contract import ActorForm, UnionField
from zhigong.work.membership import queries
from zhigong.work.membership.permissions import KEEP_POINTS
from zhigong.work.membership.queries import PointKind
from zhigong.work.membership.rules.joining import GROUP_LIST, GROUP_LISTS

if TYPE_CHECKING:
    from zhigong.work.membership.models import JoinPoint

DRAWN = "data:image/png;base64,"
DRAWN_LENGTH = 400_000
REASON_LENGTH = 400


def groups_of(place: str) -> list[tuple[str, str]]:
    """Return the groups a place counts (新就业形态群体, 八大群体, 九大员), and none of them."""
    codes = GROUP_LISTS[GROUP_LIST.on(clock.today(), place)]
    return [("", _("不属于以上群体")), *((code, _(NEW_FORM_GROUPS[code])) for code in codes)]


class JoinForm(forms.Form):
    """What somebody writes on her phone who wants to join."""

    name = forms.CharField(
        label=N_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    id_number = forms.CharField(
        label=N_("证件号码"),
        max_length=30,
        help_text=N_("身份证18位；港澳台居民居住证、外国人永久居留证也可以。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    employer_name = forms.CharField(
        label=N_("工作单位"),
        max_length=200,
        required=False,
        help_text=N_("输入两个字后从提示中选择；没有固定单位的可以不填。"),
    )
    new_form_group = forms.ChoiceField(
        label=N_("从事的职业"), required=False, widget=forms.Select()
    )
    employment_form = forms.ChoiceField(
        label=N_("用工形式"),
        required=False,
        choices=[("", N_("不清楚可以不选")), *EMPLOYMENT_FORMS.items()],
    )
    migrant = forms.BooleanField(label=N_("我是农村户籍，外出务工"), required=False)
    agreed = forms.BooleanField(
        label=N_("我自愿加入中国工会，遵守工会章程，执行工会决议，按月交纳会费。")
    )
    drawn = forms.CharField(required=False, max_length=DRAWN_LENGTH, widget=forms.HiddenInput())
    signature = forms.FileField(label=N_("拍一张纸上的签名"), required=False)

    def __init__(self, *args: Any, point: "JoinPoint", **options: Any) -> None:
        super().__init__(*args, **options)
        self.point = point
        groups = cast("forms.ChoiceField", self.fields["new_form_group"])
        groups.choices = groups_of(point.receiving.region)
        if point.employer is not None:
            del self.fields["employer_name"]

    def clean_drawn(self) -> str:
        """Keep only a picture."""
        text: str = self.cleaned_data["drawn"]
        return text if text.startswith(DRAWN) else ""

    def clean(self) -> dict[str, Any]:
        """Ask for a signature, drawn or photographed."""
        given = super().clean() or {}
        if not given.get("drawn") and not given.get("signature"):
            raise ValidationError({"drawn": _("请在签名框内手写签名。")})
        return given

    def picture(self) -> Iterable[bytes]:
        """Return the bytes of the signature; nothing when the drawing is torn."""
        if file := self.cleaned_data.get("signature"):
            return file.chunks()
        try:
            return [base64.b64decode(self.cleaned_data["drawn"][len(DRAWN) :], validate=True)]
        except binascii.Error:
            return []

    def wish(self) -> dict[str, Any]:
        """Return what ``operations.Wish`` takes."""
        names = ("name", "id_number", "employment_form", "new_form_group", "migrant")
        given = {name: self.cleaned_data[name] for name in names}
        if self.point.employer is not None:
            return given | {"employer": self.point.employer}
        typed = " ".join(self.cleaned_data["employer_name"].split())
        found = queries.employer_named(name=typed, near=self.point.receiving)
        return given | {"employer": found, "employer_name": typed}


class PointForm(ActorForm):
    """A code to join by."""

    union = UnionField(label=N_("哪个工会的入会码"), ability=KEEP_POINTS)
    kind = forms.ChoiceField(label=N_("类型"), choices=PointKind.choices)
    title = forms.CharField(
        label=N_("名称"), max_length=80, help_text=N_("印在海报上，如：招宝山街道欢迎您加入工会。")
    )
    receiving = UnionField(
        label=N_("没有单位工会的人由谁接收"),
        ability=KEEP_POINTS,
        required=False,
    )
    employer = forms.CharField(
        label=N_("用人单位"),
        max_length=200,
        required=False,
        help_text=N_("类型是“用人单位”时填写完整名称。"),
    )
    new_form_group = forms.ChoiceField(
        label=N_("面向群体"),
        required=False,
        choices=[("", N_("不限")), *NEW_FORM_GROUPS.items()],
    )
    place = forms.CharField(label=N_("张贴或活动地点"), max_length=120, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["receiving"].help_text = _("街道填联合工会；不填就是这个工会自己。")

    def clean(self) -> dict[str, Any]:
        """Find the firm of a firm's code."""
        given = super().clean() or {}
        union, text = given.get("union"), str(given.get("employer") or "").strip()
        given["employer"] = None
        if given.get("kind") != "employer" or union is None:
            return given
        given["employer"] = queries.employer_named(name=text, near=union)
        if given["employer"] is None:
            self.add_error("employer", _("没有找到这个用人单位，请填写名录中的完整名称。"))
        return given

    def particulars(self) -> dict[str, Any]:
        """Return what the operation takes besides the union."""
        return {k: v for k, v in self.cleaned_data.items() if k != "union"}


class Decision(forms.Form):
    """An approval; the card is compared where the record says something else."""

    has_looked = forms.BooleanField(
        label=N_("已核对本人证件原件，以申请填写的为准"), required=False
    )


class Refusal(forms.Form):
    """Why an application is refused; the applicant reads it."""

    reason = forms.CharField(
        label=N_("不予批准的原因"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=N_("申请人会看到，请写明怎样补正。"),
    )
