"""Forms made from what a programme declares. They clean; they never save."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor
from zhigong.engines.cases.contract import (
    STAFF_CHANNELS,
    AnswerKind,
    Decision,
    OnlyIf,
    Programme,
    Question,
)
from zhigong.engines.cases.rules import asked
from zhigong.kernel.phone import Phone, PhoneKind
from zhigong.kernel.resident_id import BadId, ResidentId
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 2_000
TABLE_ROWS = 8
ID_DIGITS = 16
CONSENT = "consent_"
CARD_DIGITS = (12, 19)
YES_NO = (("yes", "是"), ("no", "否"))


class TableWidget(forms.Widget):
    """Rows of inputs, one column per question; empty rows at the end are for more."""

    template_name = "cases/_table_widget.html"

    def __init__(self, columns: Iterable[Question]) -> None:
        super().__init__()
        self.columns = tuple(columns)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the columns and the rows, filled and empty."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = list(value or [])[:TABLE_ROWS]
        rows += [{}] * (min(max(len(rows) + 1, 3), TABLE_ROWS) - len(rows))
        context["columns"] = self.columns
        context["rows"] = [
            [(c, f"{name}-{number}-{c.code}", _cell(row.get(c.code))) for c in self.columns]
            for number, row in enumerate(rows)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return the rows in which something was typed."""
        rows = [
            {c.code: str(data.get(f"{name}-{number}-{c.code}", "")).strip() for c in self.columns}
            for number in range(TABLE_ROWS)
        ]
        return [row for row in rows if any(row.values())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Rows are never left out: no row is an answer as well."""
        return False


def _cell(value: Any) -> Any:
    return "" if value is None else value


class TableField(forms.Field):
    """Repeating rows, e.g. the people of a household; each cell is cleaned by its question."""

    def __init__(self, *, columns: tuple[Question, ...], **options: Any) -> None:
        self.columns = columns
        super().__init__(widget=TableWidget(columns), **options)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Return the rows, naming the row and the column of what is wrong."""
        rows = super().clean(value) or []
        return [self._row(number, row) for number, row in enumerate(rows, start=1)]

    def _row(self, number: int, row: Mapping[str, str]) -> dict[str, Any]:
        found = {}
        for column in self.columns:
            try:
                cell = plain(field_of(column).clean(row.get(column.code, "")))
            except ValidationError as error:
                raise ValidationError(
                    _("第%(row)d行“%(column)s”：%(why)s")
                    % {"row": number, "column": column.title, "why": " ".join(error.messages)}
                ) from error
            if cell not in (None, ""):
                found[column.code] = cell
        return found


class ProgrammeForm(forms.Form):
    """The questions of one page of a programme, or of all pages.

    ``answers()`` gives what is stored: by code of the question, as JSON carries it; what is not
    asked for under the other answers is left out.
    """

    def __init__(
        self,
        *arguments: Any,
        programme: Programme,
        page: int | None = None,
        known: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Make the fields.

        :param page: number of the section from 0; ``None`` = all, for staff and the check.
        :param known: answers given on other pages, on which conditions look.
        """
        self.programme, self.known = programme, dict(known or {})
        chosen = programme.sections if page is None else programme.sections[page : page + 1]
        self.questions = tuple(q for section in chosen for q in section.questions)
        super().__init__(*arguments, **options)
        for question in self.questions:
            self.fields[question.code] = field_of(question)
        for number, purpose in self._purposes():
            self.fields[f"{CONSENT}{number}"] = self._consent(purpose)
        self.sections = [
            (section.title, [self[q.code] for q in section.questions]) for section in chosen
        ]
        if consents := [self[name] for name in self.fields if name.startswith(CONSENT)]:
            self.sections.append((_("个人信息授权"), consents))

    def _purposes(self) -> list[tuple[int, str]]:
        """Return the purposes of this page, numbered as in the whole programme."""
        here = {q.consent for q in self.questions}
        return [one for one in enumerate(self.programme.consents) if one[1] in here]

    def _consent(self, purpose: str) -> forms.Field:
        """Return the box of a consent; it goes with its questions where these are conditional."""
        asked_for = [q for q in self.questions if q.consent == purpose]
        field = forms.BooleanField(
            label=_("单独同意：%(purpose)s") % {"purpose": purpose},
            help_text=_("涉及敏感个人信息，须经您单独同意后才能填写。"),
            required=any(q.required and q.only_if is None for q in asked_for),
        )
        if len(asked_for) == 1 and asked_for[0].only_if is not None:
            field.widget.attrs.update(_condition(asked_for[0].only_if))
        return field

    def clean(self) -> dict[str, Any]:
        """Ask for required answers only where they are asked for."""
        cleaned = super().clean() or {}
        answers = {**self.known, **{code: plain(value) for code, value in cleaned.items()}}
        for question in asked(self.questions, answers):
            assert isinstance(question, Question)
            is_wanted = question.only_if is not None and question.required
            is_empty = cleaned.get(question.code) in (None, "", [])
            if is_wanted and is_empty and question.code not in self.errors:
                self.add_error(question.code, _("请填写这一项。"))
        self._ask_for_consents(cleaned, answers)
        return cleaned

    def _ask_for_consents(self, cleaned: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
        """Want the consent for every answer given that must not be stored without."""
        given = {
            q.consent
            for q in asked(self.questions, answers)
            if isinstance(q, Question) and cleaned.get(q.code) not in (None, "", [])
        }
        for number, purpose in self._purposes():
            name = f"{CONSENT}{number}"
            if purpose in given and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("请勾选同意；不同意的，请清空相应内容或到窗口办理。"))

    def answers(self) -> dict[str, Any]:
        """Return the clean answers of this form as they are stored."""
        given = {**self.known, **{c: plain(v) for c, v in self.cleaned_data.items()}}
        wanted = {question.code for question in asked(self.questions, given)}
        found = {c: given[c] for c in wanted if given.get(c) not in (None, "", [])}
        for number, purpose in self._purposes():
            if given.get(f"{CONSENT}{number}") == "yes":
                found[f"{CONSENT}{number}"] = purpose
        return found

    def typed(self) -> dict[str, Any]:
        """Return what was typed, clean or not, as a draft keeps it."""
        return {name: self[name].data for name in self.fields}


class DecisionForm(forms.Form):
    """How a step ends, with the opinion."""

    decision = forms.ChoiceField(label="处理意见", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="意见内容",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-opinion": ""}),
        help_text="通过时可以不填；退回、不予批准、不予受理时必须写明原因，申请人会看到。",
    )
    missing = forms.CharField(
        label="需要补充的材料",
        required=False,
        max_length=400,
        help_text="一次告知全部缺少的材料，用顿号分开。",
        widget=forms.TextInput(
            attrs={"data-only-if": "decision", "data-only-answers": Decision.RETURN.value}
        ),
    )

    def __init__(
        self,
        *arguments: Any,
        choices: Iterable[tuple[str, str]],
        is_reply: bool = False,
        **options: Any,
    ) -> None:
        """Make the fields; the words of a reply are what the applicant asked for."""
        super().__init__(*arguments, **options)
        if is_reply:
            self.fields["reason"].label = _("答复内容")
            self.fields["reason"].help_text = _("申请人会看到。退回、不予受理时写明原因。")
            self.fields["reason"].required = True
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = offered = list(choices)
        if Decision.RETURN.value not in dict(offered):
            del self.fields["missing"]

    def clean(self) -> dict[str, Any]:
        """Want a reason for whatever is not a pass."""
        cleaned = super().clean() or {}
        passes = cleaned.get("decision") == Decision.PASS.value
        if cleaned.get("decision") and not passes and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("请写明原因，申请人会看到。"))
        return cleaned


def plain(value: Any) -> Any:
    """Return a clean value as JSON carries it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def field_of(question: Question) -> forms.Field:
    """Return the field of a question; conditions decide later whether its answer is required."""
    options: dict[str, Any] = {
        "label": question.title + (f"（{question.unit}）" if question.unit else ""),
        "required": question.required and question.only_if is None,
        "help_text": _help(question),
    }
    field = _FIELDS[question.kind](question, options)
    if question.only_if is not None:
        field.widget.attrs.update(_condition(question.only_if))
    return field


def _condition(only_if: OnlyIf) -> dict[str, str]:
    """Return how a browser finds out whether something is asked for."""
    return {"data-only-if": only_if.question, "data-only-answers": " ".join(only_if.answers)}


def _help(question: Question) -> str:
    example = _("例如：%(example)s") % {"example": question.example} if question.example else ""
    return " ".join(filter(None, (question.help, example)))


def _text(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=TEXT_LENGTH, min_length=question.least, **options)


def _long_text(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.CharField(
        max_length=question.most or LONG_TEXT_LENGTH,
        min_length=question.least,
        widget=forms.Textarea(attrs={"rows": 5}),
        **options,
    )


def _number(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(
        min_value=question.least if question.least is not None else 0,
        max_value=question.most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **options,
    )


def _money(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.DecimalField(
        max_digits=12,
        decimal_places=2,
        min_value=question.least if question.least is not None else 0,
        max_value=question.most,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
        **options,
    )


def _date(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def _choice(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=list(question.choices), widget=forms.RadioSelect, **options)


def _choices(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=list(question.choices), widget=forms.CheckboxSelectMultiple, **options
    )


def _yes_no(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=list(YES_NO), widget=forms.RadioSelect, **options)


class _PhoneField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        phone = Phone.parse(text)
        if phone.kind is not PhoneKind.MOBILE:
            raise ValidationError(_("请填写11位手机号码。"))
        return phone.number


class _IdField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        try:
            return ResidentId.parse(text, today=clock.today()).number
        except BadId as error:
            raise ValidationError(_("证件号码不正确，请对照证件逐位核对。")) from error


def _phone(question: Question, options: dict[str, Any]) -> forms.Field:
    return _PhoneField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}), **options)


class _CardField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        digits = "".join(filter(str.isdigit, text or ""))
        if text and not CARD_DIGITS[0] <= len(digits) <= CARD_DIGITS[1]:
            raise ValidationError(_("银行卡号为12至19位数字，请对照银行卡逐位核对。"))
        return digits


def _bank_card(question: Question, options: dict[str, Any]) -> forms.Field:
    return _CardField(
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **options,
    )


def _id_number(question: Question, options: dict[str, Any]) -> forms.Field:
    return _IdField(max_length=30, **options)


def _table(question: Question, options: dict[str, Any]) -> forms.Field:
    return TableField(columns=question.columns, **options)


_FIELDS = {
    AnswerKind.TEXT: _text,
    AnswerKind.LONG_TEXT: _long_text,
    AnswerKind.NUMBER: _number,
    AnswerKind.MONEY: _money,
    AnswerKind.DATE: _date,
    AnswerKind.CHOICE: _choice,
    AnswerKind.CHOICES: _choices,
    AnswerKind.YES_NO: _yes_no,
    AnswerKind.PHONE: _phone,
    AnswerKind.ID_NUMBER: _id_number,
    AnswerKind.BANK_CARD: _bank_card,
    AnswerKind.TABLE: _table,
}


REASON_LENGTH = 400


class Relay(ActorForm):
    """Where a step is handed to, and why."""

    to_union = UnionField(label="转往工会", ability="cases.move")
    reason = forms.CharField(
        label="原因",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="接收工会和申请人会看到。",
    )


class Transfer(Relay):
    """As above, for a union anywhere: a case that came to the wrong place goes to the right one."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        field = self.fields["to_union"]
        assert isinstance(field, UnionField)
        # Names and codes of unions are no secret; only suggestions keep to the reader's own.
        field.actor = SYSTEM
        field.help_text = _("填写工会编号或完整名称；不在您管辖范围内的工会也可以转。")


class Escalate(forms.Form):
    """Why a step goes up."""

    reason = forms.CharField(
        label="提级原因",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="交由上一级总工会办理。",
    )


class Supervise(ActorForm):
    """Until when a step is to be done, and what is asked of its union."""

    union = UnionField(label="督办工会", ability="cases.supervise")
    until = DateField(label="督办期限")
    reason = forms.CharField(
        label="督办要求",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="只有工会内部看到，申请人看不到。",
    )


class Settle(forms.Form):
    """The answer to an objection."""

    is_upheld = forms.ChoiceField(
        label="核查结论",
        choices=(("no", "异议不成立，继续办理"), ("yes", "异议成立，不予批准")),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="答复", max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class Intake(ActorForm):
    """How a case came in that staff registers, and whom to call back."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label="受理渠道")
    union = UnionField(label="所属工会", ability="cases.register")
    contact = forms.CharField(
        label="联系电话",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text="没有会员档案的来访人、来电人请务必填写，便于回复；加密保存。",
    )

    def __init__(self, *args: Any, has_person: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(one.value, one.label) for one in STAFF_CHANNELS]
        if has_person:  # her union is known, and her telephone is in her own record
            del self.fields["union"]
            del self.fields["contact"]


def as_typed(programme: Programme, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored answers as a browser would send them, to be cleaned once more."""
    found = dict(answers)
    for question in programme.questions:
        if question.kind is not AnswerKind.TABLE:
            continue
        for number, row in enumerate(found.pop(question.code, None) or []):
            found |= {f"{question.code}-{number}-{code}": cell for code, cell in row.items()}
    return found


STARS = ((5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意"))


class Rating(forms.Form):
    """How satisfied the applicant is (好差评), and in her own words why."""

    stars = forms.TypedChoiceField(
        label="您对这次办理是否满意", choices=STARS, coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="想说的话",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以不填。请不要写他人的个人信息。",
    )


class Reopening(forms.Form):
    """What was not settled."""

    reason = forms.CharField(
        label="哪里没有办好",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明希望工会再做什么，原办理工会和上级工会会看到。",
    )


class ObjectionText(forms.Form):
    """What is said against a publicised case."""

    text = forms.CharField(
        label="异议内容",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="请写明您了解的事实和依据。您的姓名只有核查人员看到，不会告诉申请人。",
    )


class Opinion(forms.Form):
    """One opinion for many cases."""

    reason = forms.CharField(
        label="意见内容",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-opinion": ""}),
    )

    def __init__(self, *arguments: Any, is_required: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["reason"].required = is_required


def chosen_ids(values: Iterable[str], most: int) -> list[int]:
    """Return what of the chosen ids can be ids, each once, at most so many."""
    numbers = [int(one) for one in values if one.isdecimal() and len(one) < ID_DIGITS]
    return list(dict.fromkeys(numbers))[:most]


class Promise(forms.Form):
    """The promise under an application, and the key under which it is sent once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    promise = forms.BooleanField(
        label="我承诺：以上填写的内容和提交的材料真实、完整，如有虚假愿承担相应责任。",
        error_messages={"required": "请先阅读并勾选承诺，再提交。"},
    )
