"""What a seat types while somebody is on the telephone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.kernel.phone import Phone
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, UnionField
from zhigong.work.hotline import rules
from zhigong.work.hotline.contract import Consent, Difficulty, Kind

TEXT_LENGTH = 2_000
SUBJECT_WORDS = 30
SECRECY = (("", N_("按类型（投诉、举报、欠薪保密）")), ("yes", N_("保密")), ("no", N_("不保密")))


def area(rows: int, **attrs: str) -> forms.Textarea:
    """Return a text box of so many lines."""
    return forms.Textarea(attrs={"rows": rows, **attrs})


class SeatForm(ActorForm):
    """A call: who, what about, and, where it can be answered at once, the answer."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False)
    article = forms.IntegerField(widget=forms.HiddenInput, required=False)
    phone = forms.CharField(
        label=N_("来电号码"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": ""}),
    )
    name = forms.CharField(
        label=N_("来电人"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=N_("诉求内容"), max_length=TEXT_LENGTH, widget=area(5), min_length=4
    )
    kind = forms.ChoiceField(label=N_("诉求类型"), required=False)
    difficulty = forms.ChoiceField(
        label=N_("难易程度"), choices=Difficulty.choices, initial=Difficulty.PLAIN
    )
    accused = forms.CharField(
        label=N_("涉及单位"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=N_("写单位全称，自动识别它的工会；保密工单不会派到那里。"),
    )
    accused_union = UnionField(
        label=N_("涉及单位工会"),
        required=False,
        help_text=N_("自动识别不到时填写。"),
    )
    secrecy = forms.ChoiceField(label=N_("保密"), required=False, choices=SECRECY)
    consent = forms.ChoiceField(
        label=N_("是否同意告知下级工会姓名和电话"), required=False, choices=Consent.choices
    )
    subject = forms.CharField(
        label=N_("标题"), required=False, max_length=60, help_text=N_("不填则取内容的开头。")
    )
    answer = forms.CharField(
        label=N_("即时答复"),
        required=False,
        max_length=1_000,
        widget=area(4, **{"data-answer": ""}),
        help_text=N_("当场答复清楚的填写后直接办结；不填则转入派单。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("按内容判断")), *Kind.choices]

    def clean_phone(self) -> str:
        """Return a number that can be called back; hidden numbers are left empty."""
        text: str = self.cleaned_data["phone"].strip()
        if text and Phone.parse(text).kind == "invalid":
            raise ValidationError(_("不是电话号码。来电未显示号码的请留空。"))
        return Phone.parse(text).number

    def clean(self) -> dict[str, Any]:
        """Guess the kind, and take the title from the text, where nothing was typed."""
        found = super().clean() or {}
        text = found.get("text", "")
        found["kind"] = found.get("kind") or rules.guess_kind(text)
        found["subject"] = found.get("subject") or " ".join(text.split())[:SUBJECT_WORDS]
        is_secret = {"yes": True, "no": False}.get(found.get("secrecy", ""))
        found["is_secret"] = is_secret
        if found.get("person") is not None and found["person"] < 1:
            found["person"] = None
        return found
