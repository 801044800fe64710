"""One question, paper or step as an officer types it; see ``composing`` for what is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    OnlyIf,
    Paper,
    Programme,
    Question,
    Step,
    StepKind,
)
from zhigong.engines.cases.forms.composing import LARGEST, PartForm, area
from zhigong.engines.cases.rules.faults import ABILITIES, answers_of
from zhigong.kernel.text import N_

KINDS = {
    AnswerKind.TEXT: N_("单行文字"),
    AnswerKind.LONG_TEXT: N_("多行文字"),
    AnswerKind.NUMBER: N_("整数"),
    AnswerKind.MONEY: N_("金额（元）"),
    AnswerKind.DATE: N_("日期"),
    AnswerKind.CHOICE: N_("单选"),
    AnswerKind.CHOICES: N_("多选"),
    AnswerKind.YES_NO: N_("是或否"),
    AnswerKind.PHONE: N_("手机号码"),
    AnswerKind.ID_NUMBER: N_("居民身份证号码"),
    AnswerKind.BANK_CARD: N_("银行卡号"),
    AnswerKind.EMPLOYER: N_("单位（名称或信用代码）"),
    AnswerKind.UNION: N_("工会（名称或编号）"),
    AnswerKind.PERSON: N_("人员（姓名和证件号码）"),
    AnswerKind.PLACE: N_("地点"),
    AnswerKind.ATTACHMENT: N_("附件（照片或文件）"),
    AnswerKind.TABLE: N_("表格（可填多行）"),
}
COLUMN_KINDS = tuple(
    kind
    for kind in KINDS
    if kind not in (AnswerKind.TABLE, AnswerKind.CHOICE, AnswerKind.CHOICES, AnswerKind.ATTACHMENT)
)
STEP_KINDS = {
    StepKind.REVIEW: N_("审核"),
    StepKind.DECIDE: N_("审批"),
    StepKind.COUNTERSIGN: N_("会签（几个工会都要同意）"),
    StepKind.PUBLICITY: N_("公示（到期自动往下走）"),
    StepKind.DELIVER: N_("发放或办理"),
    StepKind.REPLY: N_("答复"),
}
LEVELS = {
    Level.OWN: N_("职工所在的工会"),
    Level.STREET: N_("乡镇街道工会"),
    Level.COUNTY: N_("区县总工会"),
    Level.CITY: N_("市总工会"),
    Level.PROVINCE: N_("省总工会"),
}
ABILITY_TITLES = {
    "cases.handle": N_("办理人员（审核、办理）"),
    "cases.decide": N_("审批人员"),
}
UNITS = (("working", N_("工作日")), ("calendar", N_("自然日")))
PREFILLS = (
    ("", N_("不带出，由职工填写")),
    ("name", N_("姓名")),
    ("phone", N_("手机号")),
    ("union", N_("所在工会")),
    ("employer", N_("工作单位")),
)
COLUMNS = 6


def _labels(titles: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(value), _(title)) for value, title in titles.items()]


def _when(name: str, *answers: str) -> dict[str, str]:
    """Return how a browser finds out whether a field is asked for."""
    return {"data-only-if": name, "data-only-answers": " ".join(answers)}


def _condition_choices(questions: Iterable[Question]) -> list[tuple[str, str]]:
    """Return every answer a condition may wait for, as ``question:answer`` with both titles."""
    words = {"yes": _("是"), "no": _("否")}
    return [
        (f"{q.code}:{value}", f"{q.title or _('未命名')}：{label or words[value]}")
        for q in questions
        for value, label in answers_of(q).items()
    ]


class ConditionalForm(PartForm):
    """A question or a paper that may be asked for only under some answers of one question."""

    only_if = forms.MultipleChoiceField(
        label="什么情况下才出现", required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, questions: Iterable[Question]) -> None:
        """Offer the answers of the questions before it; without any there is no condition."""
        field = self.fields["only_if"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = found = _condition_choices(questions)
        field.help_text = _("都不选，表示总是出现；只能看同一个问题的答案。")
        if not found:
            del self.fields["only_if"]

    def clean_only_if(self) -> list[str]:
        """Refuse answers of several questions."""
        chosen: list[str] = self.cleaned_data["only_if"]
        if len({one.partition(":")[0] for one in chosen}) > 1:
            raise forms.ValidationError(_("请只选同一个问题的答案。"))
        return chosen


def _only_if_typed(only_if: OnlyIf | None) -> list[str]:
    return [f"{only_if.question}:{value}" for value in only_if.answers] if only_if else []


def _only_if_of(chosen: list[str]) -> OnlyIf | None:
    pairs = [one.partition(":") for one in chosen]
    return OnlyIf(pairs[0][0], tuple(value for _q, _s, value in pairs)) if pairs else None


class QuestionForm(ConditionalForm):
    """One question of the form."""

    title = forms.CharField(label="问题", max_length=60, required=False)
    kind = forms.ChoiceField(label="怎样回答")
    required = forms.BooleanField(label="必须填写", required=False)
    choices = forms.CharField(
        label="选项",
        required=False,
        max_length=2_000,
        widget=area(5, **_when("kind", "choice", "choices")),
        help_text="一行一个。",
    )
    least = forms.IntegerField(
        label="最小值",
        required=False,
        max_value=LARGEST,
        min_value=0,
        widget=forms.NumberInput(attrs=_when("kind", "number", "money")),
    )
    most = forms.IntegerField(
        label="最大值",
        required=False,
        max_value=LARGEST,
        min_value=0,
        widget=forms.NumberInput(attrs=_when("kind", "number", "money")),
    )
    unit = forms.CharField(
        label="单位",
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs=_when("kind", "number", "money")),
        help_text="如：元、天、人。",
    )
    help = forms.CharField(label="填写提示", required=False, max_length=200)
    example = forms.CharField(label="示例", required=False, max_length=60)
    prefill = forms.ChoiceField(
        label="自动带出",
        required=False,
        choices=PREFILLS,
        help_text="平台已有的信息不再让职工重复填写。",
    )
    consent = forms.CharField(
        label="单独同意的用途",
        required=False,
        max_length=60,
        help_text="问健康、身份证号、银行账户等敏感信息时必须填写，如：发放慰问金。职工要单独勾选同意。",
    )
    section = forms.ChoiceField(label="放在哪一页")

    def __init__(
        self, *args: Any, programme: Programme, question: Question, place: int, **options: Any
    ) -> None:
        """Make the fields, with room for the columns of a table."""
        options["initial"] = self._typed_of(question, place)
        super().__init__(*args, **options)
        self.question, self.place = question, place
        kind, section = self.fields["kind"], self.fields["section"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(section, forms.ChoiceField)
        kind.choices = _labels(KINDS)
        section.choices = [
            (str(n), one.title or _("未命名的页")) for n, one in enumerate(programme.sections)
        ]
        codes = [one.code for one in programme.questions]
        before = codes.index(question.code) if question.code in codes else len(codes)
        self.offer(programme.questions[:before])
        self._columns(question)

    def _columns(self, question: Question) -> None:
        kinds = [(kind.value, _(KINDS[kind])) for kind in COLUMN_KINDS]
        for n in range(COLUMNS):
            known = question.columns[n] if n < len(question.columns) else None
            shown = _when("kind", "table")
            self.fields[f"column_{n}"] = forms.CharField(
                label=_("第%(n)d列") % {"n": n + 1},
                required=False,
                max_length=30,
                initial=known.title if known else "",
                widget=forms.TextInput(attrs=shown),
            )
            self.fields[f"column_kind_{n}"] = forms.ChoiceField(
                label=_("第%(n)d列怎样回答") % {"n": n + 1},
                choices=kinds,
                required=False,
                initial=known.kind.value if known else AnswerKind.TEXT.value,
                widget=forms.Select(attrs=shown),
            )

    @staticmethod
    def _typed_of(question: Question, place: int) -> dict[str, Any]:
        names = ("title", "required", "help", "example", "least", "most", "unit", "prefill")
        return {
            **{name: getattr(question, name) for name in names},
            "kind": question.kind.value,
            "consent": question.consent,
            "choices": "\n".join(label for _value, label in question.choices),
            "only_if": _only_if_typed(question.only_if),
            "section": str(place),
        }

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """The fields under headings."""
        columns = [self[name] for name in self.fields if name.startswith("column_")]
        first = [self[n] for n in ("title", "kind", "required", "choices", "least", "most", "unit")]
        more = [self[n] for n in ("help", "example", "prefill", "consent", "section")]
        found = [(_("问题"), first), (_("表格的列"), columns), (_("更多"), more)]
        if "only_if" in self.fields:
            found.append((_("出现条件"), [self["only_if"]]))
        return found

    def applied(self) -> tuple[Question, int]:
        """Return the question as typed, and the place of its section."""
        found = self.fine()
        names = ("title", "required", "help", "example", "least", "most", "unit", "prefill")
        changes: dict[str, Any] = {n: found[n] for n in (*names, "consent") if n in found}
        kind = AnswerKind(found.get("kind", self.question.kind.value))
        changes["kind"] = kind
        if "choices" in found:
            is_chosen = kind in (AnswerKind.CHOICE, AnswerKind.CHOICES)
            changes["choices"] = _choices(found["choices"], self.question) if is_chosen else ()
        if kind not in (AnswerKind.NUMBER, AnswerKind.MONEY):
            changes |= {"least": None, "most": None, "unit": ""}
        if "only_if" in found:
            changes["only_if"] = _only_if_of(found["only_if"])
        elif "only_if" not in self.fields:
            changes["only_if"] = None
        changes["columns"] = self._typed_columns(found) if kind is AnswerKind.TABLE else ()
        return replace(self.question, **changes), int(found.get("section", self.place))

    def _typed_columns(self, found: Mapping[str, Any]) -> tuple[Question, ...]:
        """Return the columns; one keeps its code as long as it stays in its place."""
        made = []
        used = {column.code for column in self.question.columns}
        for n in range(COLUMNS):
            title = found.get(f"column_{n}", "")
            if not title:
                continue
            known = self.question.columns[n] if n < len(self.question.columns) else None
            code = known.code if known else _unused("k", used)
            used.add(code)
            kind = AnswerKind(found.get(f"column_kind_{n}") or AnswerKind.TEXT.value)
            base = known or Question(code, title, required=False)
            made.append(replace(base, title=title, kind=kind))
        return tuple(made)


def _unused(letter: str, used: set[str]) -> str:
    number = 1
    while f"{letter}{number}" in used:
        number += 1
    return f"{letter}{number}"


def _choices(text: str, question: Question) -> tuple[tuple[str, str], ...]:
    """Return the options, one a line; one whose words stay or are mended keeps its value."""
    labels = list(filter(None, (line.strip() for line in text.splitlines())))
    known = {label: value for value, label in question.choices}
    used, made = {value for value, _label in question.choices}, []
    is_reworded = len(labels) == len(question.choices)
    for place, label in enumerate(labels):
        value = known.get(label)
        old_value, old_label = question.choices[place] if is_reworded else ("", "")
        if value is None and is_reworded and old_label not in labels:
            value = old_value
        if value is None:
            value = _unused("o", used)
            used.add(value)
        made.append((value, label))
    return tuple(made)


class PaperForm(ConditionalForm):
    """One paper to hand in."""

    title = forms.CharField(label="材料名称", max_length=60, required=False)
    required = forms.BooleanField(label="必须提交", required=False)
    help = forms.CharField(
        label="要求",
        required=False,
        max_length=200,
        help_text="如：医院盖章的诊断证明，拍清楚全页。",
    )
    kind = forms.ChoiceField(
        label="材料类型",
        choices=(("paper", "一般材料"), ("identity_scan", "身份证件（查看要留记录）")),
    )
    most = forms.IntegerField(label="最多上传几个文件", min_value=1, max_value=20, required=False)

    def __init__(self, *args: Any, programme: Programme, paper: Paper, **options: Any) -> None:
        names = ("title", "required", "help", "kind", "most")
        options["initial"] = {
            **{name: getattr(paper, name) for name in names},
            "only_if": _only_if_typed(paper.only_if),
        }
        super().__init__(*args, **options)
        self.paper = paper
        self.offer(programme.questions)

    def applied(self) -> Paper:
        """Return the paper as typed."""
        found = self.fine()
        names = ("title", "required", "help", "kind")
        changes: dict[str, Any] = {name: found[name] for name in names if name in found}
        if found.get("most"):
            changes["most"] = found["most"]
        if "only_if" in found:
            changes["only_if"] = _only_if_of(found["only_if"])
        elif "only_if" not in self.fields:
            changes["only_if"] = None
        return replace(self.paper, **changes)


class SampleForm(forms.Form):
    """A picture or file that shows how a paper should look."""

    file = forms.FileField(label="样张", help_text="图片或 PDF，不要有真实的个人信息。")


class StepForm(PartForm):
    """One step of the route."""

    title = forms.CharField(label="环节名称", max_length=60, required=False)
    kind = forms.ChoiceField(label="做什么")
    level = forms.ChoiceField(label="哪一级工会")
    parts = forms.MultipleChoiceField(
        label="参加会签的工会",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_when("kind", "countersign")),
    )
    ability = forms.ChoiceField(label="由谁办理")
    days = forms.IntegerField(label="期限（天）", min_value=0, max_value=365, required=False)
    unit = forms.ChoiceField(label="期限按", choices=UNITS, widget=forms.RadioSelect)
    merges = forms.BooleanField(
        label="与上一环节是同一个工会时跳过",
        required=False,
        widget=forms.CheckboxInput(attrs=_when("kind", "review")),
    )

    def __init__(self, *args: Any, step: Step, **options: Any) -> None:
        names = ("title", "ability", "days", "unit", "merges")
        options["initial"] = {
            **{name: getattr(step, name) for name in names},
            "kind": step.kind.value,
            "level": step.level.value,
            "parts": [part.value for part in step.parts],
        }
        super().__init__(*args, **options)
        self.step = step
        titles: dict[str, Mapping[Any, str]] = {
            "kind": STEP_KINDS,
            "level": LEVELS,
            "parts": LEVELS,
            "ability": {code: ABILITY_TITLES[code] for code in ABILITIES},
        }
        for name, choices in titles.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _labels(choices)

    def applied(self) -> Step:
        """Return the step as typed."""
        found = self.fine()
        names = ("title", "ability", "unit", "merges")
        changes: dict[str, Any] = {name: found[name] for name in names if name in found}
        if found.get("days") is not None:
            changes["days"] = found["days"]
        kind = StepKind(found.get("kind", self.step.kind.value))
        changes["kind"] = kind
        changes["level"] = Level(found.get("level", self.step.level.value))
        if "parts" in found:
            parts = tuple(Level(one) for one in found["parts"])
            changes["parts"] = parts if kind is StepKind.COUNTERSIGN else ()
        return replace(self.step, **changes)
