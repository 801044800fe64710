"""Forms made from what a programme declares. They clean; they never save."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.engines.cases.contract import AnswerKind, Decision, Programme, Question
from zhigong.engines.cases.rules import asked
from zhigong.kernel.phone import Phone, PhoneKind
from zhigong.kernel.resident_id import BadId, ResidentId

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 2_000
TABLE_ROWS = 8
CONSENT = "consent_"
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
            [(c, f"{name}-{number}-{c.code}", row.get(c.code, "")) for c in self.columns]
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
                found[column.code] = plain(field_of(column).clean(row.get(column.code, "")))
            except ValidationError as error:
                raise ValidationError(
                    _("第%(row)d行“%(column)s”：%(why)s")
                    % {"row": number, "column": column.title, "why": " ".join(error.messages)}
                ) from error
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
        for number, purpose in enumerate(self._purposes()):
            self.fields[f"{CONSENT}{number}"] = forms.BooleanField(
                label=_("单独同意：%(purpose)s") % {"purpose": purpose},
                help_text=_("涉及敏感个人信息，须经您单独同意后才能填写。"),
            )
        self.sections = [
            (section.title, [self[q.code] for q in section.questions]) for section in chosen
        ]
        if consents := [self[name] for name in self.fields if name.startswith(CONSENT)]:
            self.sections.append((_("个人信息授权"), consents))

    def _purposes(self) -> list[str]:
        return list(dict.fromkeys(q.consent for q in self.questions if q.consent))

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
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return the clean answers of this form as they are stored."""
        given = {**self.known, **{c: plain(v) for c, v in self.cleaned_data.items()}}
        wanted = {question.code for question in asked(self.questions, given)}
        found = {c: given[c] for c in wanted if given.get(c) not in (None, "", [])}
        for number, purpose in enumerate(self._purposes()):
            found[f"{CONSENT}{number}"] = purpose
        return found


class DecisionForm(forms.Form):
    """How a step ends, with the opinion."""

    decision = forms.ChoiceField(label="处理意见", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="意见内容",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="通过时可以不填；退回、不予批准、不予受理时必须写明原因，申请人会看到。",
    )
    missing = forms.CharField(
        label="需要补充的材料",
        required=False,
        max_length=400,
        help_text="退回补正时填写，一次告知全部缺少的材料，用顿号分开。",
    )

    def __init__(self, *arguments: Any, choices: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = list(choices)

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
        field.widget.attrs["data-only-if"] = question.only_if.question
        field.widget.attrs["data-only-answers"] = " ".join(question.only_if.answers)
    return field


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
    AnswerKind.TABLE: _table,
}
