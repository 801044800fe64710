"""The questions of a programme as a finger answers them on a hall screen."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import AnswerKind, Question
from zhigong.engines.cases.forms.answers import CONSENT, ProgrammeForm

DATE_DIGITS = 8
PADS = {
    AnswerKind.NUMBER: ("digits", 9),
    AnswerKind.MONEY: ("number", 12),
    AnswerKind.DATE: ("date", DATE_DIGITS),
    AnswerKind.PHONE: ("digits", 11),
    AnswerKind.ID_NUMBER: ("id", 18),
    AnswerKind.BANK_CARD: ("digits", 19),
}
# What is left to be asked for: nobody types words at a hall screen.
WORDS = (
    AnswerKind.TEXT,
    AnswerKind.LONG_TEXT,
    AnswerKind.PERSON,
    AnswerKind.UNION,
    AnswerKind.EMPLOYER,
    AnswerKind.PLACE,
)
CHOOSING = (AnswerKind.CHOICE, AnswerKind.CHOICES, AnswerKind.YES_NO)


@dataclass(frozen=True, slots=True)
class Ask:
    """One question on the screen.

    :attr kind: ``pad``, ``choice``, ``words``, ``table`` or ``consent``.
    :attr condition: the attributes by which the page shows it only under a condition.
    """

    bound: forms.BoundField
    kind: str
    condition: dict[str, str]


def called_later() -> str:
    """Return what is written where somebody would have to type: staff asks her by telephone."""
    return _("（申请人在自助终端提交，请工作人员打电话询问后补记）")


class KioskForm(ProgrammeForm):
    """One page of a programme; numbers and dates have a pad, words are left to be asked for."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for question in self.questions:
            if question.kind in PADS:
                self._give_pad(question)
            elif question.kind in WORDS:
                widget = self.fields[question.code].widget
                self.fields[question.code].widget = forms.HiddenInput(attrs=_condition(widget))
            elif question.kind is AnswerKind.CHOICE:
                self._spread_out(question)

    def _spread_out(self, question: Question) -> None:
        """Show every choice, however many: a drop-down is too small for a finger in a hall."""
        field = self.fields[question.code]
        attributes = _condition(field.widget)
        field.widget = forms.RadioSelect(attrs=attributes, choices=list(question.choices))

    def _give_pad(self, question: Question) -> None:
        pad, most = PADS[question.kind]
        field = self.fields[question.code]
        attributes = {**_condition(field.widget), "data-pad": pad, "data-most": str(most)}
        field.widget = forms.TextInput(attrs=attributes)

    @property
    def asks(self) -> list[Ask]:
        """The questions in order, with the consents that go with them."""
        kinds = {question.code: question.kind for question in self.questions}
        return [self._ask(self[name], kinds.get(name)) for name in self.fields]

    def _ask(self, bound: forms.BoundField, kind: AnswerKind | None) -> Ask:
        condition = _condition(bound.field.widget)
        if bound.name.startswith(CONSENT):
            return Ask(bound, "consent", condition)
        if kind in CHOOSING:
            return Ask(bound, "choice", condition)
        if kind is AnswerKind.TABLE:
            return Ask(bound, "table", condition)
        return Ask(bound, "pad" if kind in PADS else "words", condition)

    @property
    def has_pad(self) -> bool:
        """Whether a question of the page is answered with digits."""
        return any(question.kind in PADS for question in self.questions)

    @property
    def later(self) -> str:
        """The words that ask staff to telephone."""
        return called_later()


def _condition(widget: forms.Widget) -> dict[str, str]:
    return {name: widget.attrs[name] for name in widget.attrs if name.startswith("data-only")}
