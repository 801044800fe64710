"""Forms of the supervision box. They clean; they never save."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, UnionField
from zhigong.work.service_centre.permissions import OPEN_BOX
from zhigong.work.service_centre.queries import Matter, default_union, unions_called

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

TEXT_LENGTH = 4_000
SHORT_TEXT = 500
CODE_LENGTH = 40


def _text(label: str, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 7, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=TEXT_LENGTH, widget=widget, **options)


class LetterForm(forms.Form):
    """A letter to a union; nothing is asked about its writer."""

    union = forms.CharField(
        label=N_("交给哪个工会"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    matter = forms.ChoiceField(label=N_("事项"), choices=Matter.choices, initial="suggestion")
    text = _text(
        N_("内容"),
        min_length=5,
        help_text=N_("说清什么事、在哪里、什么时候。不想让人认出您，就不要写姓名、工号和电话。"),
    )
    offered = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=120)

    candidates: "list[Union]"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidates = []
        self.fields["union"].help_text = _(
            "填写工会名称或编号；不填就交给%(name)s。写给本单位工会的信，本单位工会管理员看得到；"
            "反映本单位工会负责人的，请交给上级工会。"
        ) % {"name": default_union().name}

    def clean_union(self) -> "Union":
        """Return the union; several that fit are offered to choose from."""
        words = self.cleaned_data["union"].strip()
        if not words:
            return default_union()
        found = unions_called(words)
        if not found:
            raise ValidationError(_("没有找到“%(words)s”，请换一种写法。") % {"words": words})
        if len(found) > 1:
            self.candidates = found
            raise ValidationError(_("有多个工会名称相近，请选一个。"))
        return found[0]


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=N_("查询码"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=N_("寄信后给您的16位字母和数字，横线可不填，大小写均可。"),
    )


class AgainForm(forms.Form):
    """A further text by the writer, who proves herself by the code."""

    code = forms.CharField(widget=forms.HiddenInput(), max_length=CODE_LENGTH)
    text = _text(N_("继续写"), min_length=2)


class ReplyForm(forms.Form):
    """What the union writes back."""

    text = _text(
        N_("答复"),
        min_length=2,
        help_text=N_("来信人凭查询码阅读。不要追问来信人的身份。"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)


class OpeningForm(ActorForm):
    """A box on a wall that was just opened."""

    union = UnionField(label=N_("工会"), ability=OPEN_BOX)
    place = forms.CharField(
        label=N_("信箱位置"), max_length=80, help_text=N_("如：门卫办公室北墙。每次写法一致。")
    )
    letters = forms.IntegerField(label=N_("信件数"), min_value=0, max_value=999)


class ItemForm(forms.Form):
    """One letter found in a box, without its writer."""

    matter = forms.ChoiceField(label=N_("事项"), choices=Matter.choices)
    summary = forms.CharField(
        label=N_("内容摘要"),
        max_length=SHORT_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=N_("只写事情，不写来信人的姓名、岗位和笔迹等特征。"),
    )


class ResultForm(forms.Form):
    """What became of a matter from a box."""

    number = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)
    result = forms.CharField(label=N_("办理结果"), max_length=SHORT_TEXT)
