"""Forms made from what a programme declares. They clean; they never save."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.engines.cases.contract import (
    AnswerKind,
    OnlyIf,
    Programme,
    Question,
)
from zhigong.engines.cases.forms.named import (
    EmployerAnswer,
    PersonAnswer,
    PersonWidget,
    PlaceAnswer,
    PlaceWidget,
    UnionAnswer,
)
from zhigong.engines.cases.rules import asked
from zhigong.kernel.phone import Phone, PhoneKind
from zhigong.kernel.resident_id import BadId, ResidentId

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 2_000
TABLE_ROWS = 8
MOST_AT_ONCE = 9  # choices to pick one of with all in sight; more are a drop-down

CONSENT = "consent_"
CARD_DIGITS = (12, 19)
FEWEST_SIGNS = 2  # of the name of a firm
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
        self._all = tuple(q for section in chosen for q in section.questions)
        self.questions = tuple(q for q in self._all if q.kind is not AnswerKind.ATTACHMENT)
        super().__init__(*arguments, **options)
        for question in self.questions:
            self.fields[question.code] = field_of(question)
        for number, purpose in self._purposes():
            self.fields[f"{CONSENT}{number}"] = self._consent(purpose)
        self.sections = [
            (section.title, [self[q.code] for q in section.questions if q.code in self.fields])
            for section in chosen
        ]
        if consents := [self[name] for name in self.fields if name.startswith(CONSENT)]:
            self.sections.append((_("个人信息授权"), consents))

    @property
    def attachments(self) -> list[str]:
        """The titles of what is handed in as a file, on the page of papers."""
        return [q.title for q in self._all if q.kind is AnswerKind.ATTACHMENT]

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
    choices = list(question.choices)
    if len(choices) <= MOST_AT_ONCE:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    return forms.ChoiceField(choices=[("", _("请选择")), *choices], **options)


def _choices(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=list(question.choices), widget=forms.CheckboxSelectMultiple, **options
    )


def _yes_no(question: Question, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=list(YES_NO), widget=forms.RadioSelect, **options)


class PhoneField(forms.CharField):
    """A mobile number in its one form."""

    def clean(self, value: Any) -> Any:
        """Return eleven digits."""
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
    return PhoneField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}), **options)


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


def _person(question: Question, options: dict[str, Any]) -> forms.Field:
    return PersonAnswer(max_length=TEXT_LENGTH, widget=PersonWidget, **options)


def _place(question: Question, options: dict[str, Any]) -> forms.Field:
    return PlaceAnswer(max_length=TEXT_LENGTH, widget=PlaceWidget, **options)


def _union(question: Question, options: dict[str, Any]) -> forms.Field:
    return UnionAnswer(max_length=TEXT_LENGTH, **options)


def _employer(question: Question, options: dict[str, Any]) -> forms.Field:
    return EmployerAnswer(max_length=TEXT_LENGTH, min_length=FEWEST_SIGNS, **options)


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
    AnswerKind.UNION: _union,
    AnswerKind.EMPLOYER: _employer,
    AnswerKind.PERSON: _person,
    AnswerKind.PLACE: _place,
}


def as_typed(programme: Programme, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored answers as a browser would send them, to be cleaned once more."""
    found = dict(answers)
    for question in programme.questions:
        if question.kind is not AnswerKind.TABLE:
            continue
        for number, row in enumerate(found.pop(question.code, None) or []):
            found |= {f"{question.code}-{number}-{code}": cell for code, cell in row.items()}
    return found
