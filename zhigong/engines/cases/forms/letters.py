"""What staff types about letters. Forms never save."""

from typing import Any

from django import forms

from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, UnionField

REASON_LENGTH = 400
LETTER_LENGTH = 4_000


class ScansInput(forms.ClearableFileInput):
    """Several pictures or files at once."""

    allow_multiple_selected = True


class ScansField(forms.FileField):
    """Any number of files; what each is is looked at where it is kept."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files."""
        return [one for one in (data if isinstance(data, list) else [data]) if one]


class LetterForm(ActorForm):
    """A letter that came by post."""

    union = UnionField(label=N_("收信工会"), ability="cases.register")
    sender_name = forms.CharField(
        label=N_("来信人"), max_length=60, required=False, help_text=N_("未署名的不填。")
    )
    subject = forms.CharField(label=N_("主题"), max_length=200)
    text = forms.CharField(
        label=N_("内容摘要"),
        max_length=LETTER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    scans = ScansField(
        label=N_("扫描件"),
        required=False,
        widget=ScansInput(attrs={"multiple": True, "accept": "image/*,.pdf"}),
        help_text=N_("信件和信封的照片或扫描件，可以选多个。"),
    )

    def given(self) -> dict[str, Any]:
        """Return what the operation takes; files are taken apart, each on its own."""
        return {name: value for name, value in self.cleaned_data.items() if name != "scans"}


class AsideForm(forms.Form):
    """Why a letter is no case."""

    reason = forms.CharField(
        label=N_("不予登记的原因"),
        max_length=REASON_LENGTH,
        help_text=N_("例如：广告推销；应由其他单位办理，已电话告知。"),
    )
