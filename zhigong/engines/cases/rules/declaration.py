"""How a programme is declared, and how its declaration is stored. Pure data.

A case is decided years later under the version it was opened with, so everything here goes to JSON
and back (``definition_of``, ``programme_of``). Eligibility and effects are code and stay out.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

from zhigong.kernel.predicate import Condition
from zhigong.kernel.text import N_


class Level(StrEnum):
    """At which union of the applicant's line upwards a step is done."""

    OWN = "own"
    STREET = "street"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


LEVEL_TITLES = {
    Level.OWN: N_("基层工会"),
    Level.STREET: N_("乡镇街道工会"),
    Level.COUNTY: N_("区县总工会"),
    Level.CITY: N_("市总工会"),
    Level.PROVINCE: N_("省总工会"),
}


class StepKind(StrEnum):
    """What is done in a step."""

    REVIEW = "review"
    DECIDE = "decide"
    COUNTERSIGN = "countersign"
    PUBLICITY = "publicity"
    DELIVER = "deliver"
    REPLY = "reply"


class AnswerKind(StrEnum):
    """What a question is answered with."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    PERSON = "person"
    UNION = "union"
    EMPLOYER = "employer"
    PLACE = "place"
    ATTACHMENT = "attachment"
    TABLE = "table"


class Decision(StrEnum):
    """What may be done with a waiting step."""

    PASS = "pass"  # noqa: S105  a word, no password
    RETURN = "return"
    REFUSE = "refuse"
    NOT_ACCEPT = "not_accept"


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """A question or a paper is asked for only if another question has one of these answers."""

    question: str
    answers: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is asked for, given the answers so far."""
        given = answers.get(self.question)
        found = given if isinstance(given, list) else [given]
        return any(str(one) in self.answers for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    :param choices: pairs of value and label, for CHOICE and CHOICES.
    :param least: smallest number or amount, or shortest text; ``most`` the largest.
    :param columns: the questions of one row, for TABLE.
    :param prefill: what the platform knows already: ``name``, ``phone``, ``union``, ``employer``.
    :param consent: purpose for which sensitive data is asked; it wants a consent of its own.
    :legal: 个人信息保护法 art. 29 (separate consent).
    """

    code: str
    title: str
    kind: AnswerKind = AnswerKind.TEXT
    required: bool = True
    help: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: int | None = None
    most: int | None = None
    unit: str = ""
    columns: tuple["Question", ...] = ()
    only_if: OnlyIf | None = None
    prefill: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form: questions that belong together."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to hand in.

    :param kind: code of the kind of document, in ``documents``.
    :param most: how many files it may consist of.
    :param sample: id of a document that shows how it should look; empty for none.
    """

    code: str
    title: str
    required: bool = True
    help: str = ""
    kind: str = "paper"
    most: int = 5
    only_if: OnlyIf | None = None
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the route.

    :param days: limit, counted from the day after it began; 0 = the same day.
    :param unit: in which days the limit is counted.
    :param parts: levels that countersign in parallel, for COUNTERSIGN; all must agree.
    :param merges: skipped when the same union has just passed the step before: nobody reviews
        what she reviewed.
    """

    code: str
    title: str
    level: Level
    kind: StepKind = StepKind.REVIEW
    ability: str = "cases.handle"
    days: int = 5
    unit: Literal["working", "calendar"] = "working"
    parts: tuple[Level, ...] = ()
    merges: bool = True


@dataclass(frozen=True, slots=True)
class Season:
    """When applications are taken; the first and the last day belong to it.

    :param first: ``None`` = since ever; ``last``: ``None`` = until it is closed.
    :param is_yearly: month and day count, every year; it may run over New Year.
    """

    first: date | None = None
    last: date | None = None
    is_yearly: bool = False

    def holds(self, on: date) -> bool:
        """Whether applications are taken on a day."""
        if not self.is_yearly or self.first is None or self.last is None:
            return (self.first or on) <= on <= (self.last or on)
        first, last, day = ((d.month, d.day) for d in (self.first, self.last, on))
        return first <= day <= last if first <= last else day >= first or day <= last


@dataclass(frozen=True, slots=True)
class Quota:
    """How many may be had: of all, of one union, of one person; ``None`` = as many as there are.

    Cases count that were not refused, not accepted, withdrawn or ended.

    :param is_yearly: counted anew in every calendar year, by the day a case was opened.
    """

    total: int | None = None
    per_union: int | None = None
    per_person: int | None = None
    is_yearly: bool = True


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One condition as it was chosen in the browser: a declared fact, a sign, a value as text."""

    fact: str
    sign: str
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may have it, as data: all of the lines must hold, or any of them."""

    lines: tuple[RuleLine, ...] = ()
    joined: Literal["all", "any"] = "all"


@dataclass(frozen=True, slots=True)
class Contest:
    """By what an answer is contested.

    :param programme: code of the programme; ``question`` that of its form which asks for the number
        of the case.
    :param days: calendar days from the answer in which it may be.
    """

    programme: str
    question: str
    days: int


# A field that came after versions were stored: it is stored only where a programme uses it, so
# that what was stored without it stays as it was declared.
LATER = {"later": True}


@dataclass(frozen=True)
class Programme:
    """Something a union does for people, or asks of them.

    :param version: raised by one with every change; the engine refuses a silent one.
    :param audience: who may apply: a member, anybody who logged in, or only staff for somebody.
    :param words: everyday words it is found by, besides its title.
    :param once_per: how often one person may have it: ``year``, ``open`` (one open case at a
        time), or empty.
    :param is_confidential: seen only by those who handle it; the home union does not see it.
    :param home: whose case it is: the applicant's own union, or the county's.
    :param calls_back: of a hundred cases that were done, in how many the applicant is called back
        (回访) by somebody who did not handle hers; who rated badly always is.
    :param limits: days by difficulty (code, title, working days), where the handler grades it.
    :param led_by: label of the work app that leads its cases: they are opened, moved and decided by
        operations of that app alone; ``page`` is the name of its page, asked for by number.
    :param effect: what the last step does to the platform's own rows, e.g. corrects a record;
        called with the case inside the same transaction.
    :param is_strict: whether a plain "no" of the eligibility forbids to apply; else it only warns,
        as who decides may know more than the platform.
    :param on_open: asked with the new case and its answers in the transaction that opens it; what
        it raises refuses the case.
    :param on_done: asked before a case ends well, with the case; what it raises keeps it open.
    :param barred: gives, for a case, the ids of users none of whom may handle it, such as those
        whose own decision it contests.
    :param contested_by: how somebody contests the answer she got.
    :param season: when applications are taken; ``None`` = always.
    :param rule: eligibility of a composed programme, as data; ``eligibility`` is built from it.
    """

    code: str
    title: str
    purpose: str
    version: int
    route: tuple[Step, ...]
    sections: tuple[Section, ...] = ()
    papers: tuple[Paper, ...] = ()
    category: str = ""
    audience: Literal["member", "known", "staff"] = "member"
    words: tuple[str, ...] = ()
    where: str = ""
    result: str = ""
    once_per: Literal["", "open", "year"] = ""
    is_confidential: bool = False
    home: Level = Level.OWN
    limits: tuple[tuple[str, str, int], ...] = ()
    is_rated: bool = True
    calls_back: int = field(default=0, metadata=LATER)
    order: int = 100
    eligibility: Condition | None = None
    effect: Callable[..., None] | None = None
    on_open: Callable[..., None] | None = None
    on_done: Callable[..., None] | None = None
    barred: Callable[..., Collection[int]] | None = None
    icon: str = "file-text"
    is_strict: bool = field(default=False, metadata=LATER)
    season: Season | None = field(default=None, metadata=LATER)
    quota: Quota | None = field(default=None, metadata=LATER)
    rule: Rule | None = field(default=None, metadata=LATER)
    led_by: str = ""
    page: str = ""
    contested_by: Contest | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(q for section in self.sections for q in section.questions)

    @property
    def handed_in(self) -> tuple[Paper, ...]:
        """Everything to hand in: the papers, and those that answer a question of the form."""
        asked = (q for q in self.questions if q.kind is AnswerKind.ATTACHMENT)
        return self.papers + tuple(
            Paper(q.code, q.title, q.required, q.help, only_if=q.only_if) for q in asked
        )

    @property
    def consents(self) -> tuple[str, ...]:
        """The purposes that want a consent of their own, each once."""
        return tuple(dict.fromkeys(q.consent for q in self.questions if q.consent))

    def step(self, code: str) -> Step:
        """Return a step of the route.

        :raises KeyError: the route has no such step.
        """
        return {step.code: step for step in self.route}[code]


# What a version does not store: code, and what only decides how pages look and lead on.
_NOT_STORED = frozenset(
    {"eligibility", "effect", "on_open", "on_done", "barred", "led_by", "page", "contested_by"}
)


def definition_of(value: Any) -> Any:
    """Return a declaration as JSON carries it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: definition_of(getattr(value, one.name))
            for one in fields(value)
            if one.name not in _NOT_STORED and not _is_unused(one, value)
        }
    if isinstance(value, tuple | list):
        return [definition_of(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _is_unused(one: "Field[Any]", value: Any) -> bool:
    return "later" in one.metadata and getattr(value, one.name) == one.default


def programme_of(definition: Mapping[str, Any]) -> Programme:
    """Return the programme a stored definition describes; without its code."""
    return _built(Programme, definition)


def _built(kind: type[Any], definition: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    known = {one.name for one in fields(kind)} & definition.keys()
    return kind(**{name: _value(hints[name], definition[name]) for name in known})


def _value(hint: Any, value: Any) -> Any:
    """Return a stored value as its field wants it."""
    if value is None:
        return None
    if get_origin(hint) is UnionType:
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        each = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        return tuple(_value(one, part) for one, part in zip(each, value, strict=True))
    if isinstance(hint, type) and is_dataclass(hint):
        return _built(hint, value)
    if hint is date:
        return date.fromisoformat(value)
    return hint(value) if isinstance(hint, type) and issubclass(hint, StrEnum) else value


@dataclass(frozen=True, slots=True)
class Place:
    """A union of the applicant's line upwards, as routing needs it."""

    union_id: int
    kind: str
    is_staffed: bool = True

    @classmethod
    def of(cls, union: Any, staffed: frozenset[int]) -> Self:
        """Return the place of a union, given those that have somebody to work there."""
        return cls(union.pk, union.kind, union.pk in staffed)
