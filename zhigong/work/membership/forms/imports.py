"""Forms of the import wizard: clean input, nothing is saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhigong.base.actor import Actor
from zhigong.registry.unions import queries as unions

MODES = (
    ("incremental", gettext_lazy("增量导入：新增和更新名册中的人，其他人不动")),
    ("reconcile", gettext_lazy("全量核对：另外列出已登记而名册中没有的人，由您逐个处理")),
)
SOURCES = (
    ("market", gettext_lazy("市场监管登记")),
    ("social_insurance", gettext_lazy("社保参保数据")),
    ("tax", gettext_lazy("税务数据")),
)
ACCEPTED = ".xlsx,.xls,.xlsb,.ods,.csv"


def find_union(actor: Actor, ability: str, text: str) -> Any:
    """Return the union of a code or name within the actor's scope.

    :raises forms.ValidationError: none, or several.
    """
    said = text.strip()
    found = unions.unions_for(actor=actor, ability=ability)
    matches = list(found.filter(code__iexact=said)[:1]) or list(found.filter(name=said)[:2])
    if not matches:
        matches = list(found.filter(name__contains=said).order_by("level", "code")[:4])
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise forms.ValidationError(_("您的管理范围内没有这个工会，请核对名称或编号。"))
    names = "、".join(f"{union.name}（{union.code}）" for union in matches[:3])
    raise forms.ValidationError(_("有几个工会符合，请填编号：%(names)s。") % {"names": names})


class Upload(forms.Form):
    """The first step: which file, for which union."""

    union = forms.CharField(
        label=gettext_lazy("导入到哪个工会"),
        help_text=gettext_lazy("填工会名称或编号；名册中的人只会登记到该工会及其下级。"),
        widget=forms.TextInput(attrs={"list": "unions", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        help_text=gettext_lazy("支持 .xlsx、.xls、.xlsb、.ods、.csv，不超过 50 MB、20 万行。"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, actor: Actor, ability: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._ability = actor, ability

    def clean_union(self) -> Any:
        """Return the union of that code or name within the actor's scope."""
        return find_union(self._actor, self._ability, self.cleaned_data["union"])

    @property
    def upload(self) -> Any:
        """The file handed in."""
        return self.cleaned_data["file"]


class RosterUpload(Upload):
    """A roster, and what it is taken for."""

    mode = forms.ChoiceField(
        label=gettext_lazy("导入方式"),
        choices=MODES,
        initial="incremental",
        widget=forms.RadioSelect,
    )


class EmployersUpload(Upload):
    """A register of employers, where it comes from and which day it is of."""

    union = forms.CharField(
        label=gettext_lazy("导入到哪个工会"),
        help_text=gettext_lazy("填工会名称或编号；单位只会归到该工会及其下级名下。"),
        widget=forms.TextInput(attrs={"list": "unions", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("企业名录文件"),
        help_text=gettext_lazy("支持 .xlsx、.xls、.xlsb、.ods、.csv，不超过 50 MB、20 万行。"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    source = forms.ChoiceField(
        label=gettext_lazy("数据来源"), choices=SOURCES, widget=forms.RadioSelect
    )
    as_of = forms.DateField(
        label=gettext_lazy("数据截至日期"), widget=forms.DateInput(attrs={"type": "date"})
    )


class ReportUp(forms.Form):
    """What goes up in which table, and why; with a file: what differs, or what is taken over."""

    union = forms.CharField(
        label=gettext_lazy("上报哪个工会（含下级）"),
        widget=forms.TextInput(attrs={"list": "unions", "autocomplete": "off"}),
    )
    format = forms.ChoiceField(label=gettext_lazy("上报口径"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        help_text=gettext_lazy("会员表中有身份证号和手机号明文，导出人、时间和原因会留痕。"),
    )
    file = forms.FileField(
        label=gettext_lazy("上级系统导出的表（对账时上传）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    take_over = forms.BooleanField(
        label=gettext_lazy("把上级表中的工会补录进来"),
        required=False,
        help_text=gettext_lazy(
            "只用于工会组织表：本系统没有的工会登记为待核实，空着的资料按上级的补上，"
            "已有的内容不改。建议先对账，再补录。"
        ),
    )

    def __init__(self, *args: Any, actor: Actor, formats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        choices = [(one.code, f"{one.title}（{one.system}）") for one in formats]
        self.fields["format"] = forms.ChoiceField(
            label=gettext_lazy("上报口径"), choices=choices, widget=forms.RadioSelect
        )

        self._subjects = {one.code: one.subject for one in formats}
        if not actor.may("unions.open"):
            del self.fields["take_over"]

    def clean_union(self) -> Any:
        """Return the union of that code or name within the actor's scope."""
        return find_union(self._actor, "exchange.report_up", self.cleaned_data["union"])

    def clean(self) -> dict[str, Any]:
        """Refuse to take over without a file, or from a table of anything but unions."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("take_over"):
            return cleaned
        if self._subjects.get(cleaned.get("format", "")) != "unions":
            self.add_error("take_over", _("只有工会组织表可以补录，请改选口径或取消补录。"))
        if not cleaned.get("file"):
            self.add_error("file", _("补录要用上级系统导出的表，请选择文件。"))
        return cleaned


class Reason(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("撤回原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
