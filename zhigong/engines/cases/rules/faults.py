"""Say what hinders a declaration from being published, and where. Pure; codes, no texts."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from zhigong.engines.cases.rules.declaration import (
    AnswerKind,
    Level,
    Paper,
    Programme,
    Question,
    Quota,
    Season,
    Step,
    StepKind,
)
from zhigong.engines.cases.rules.eligibility import Known, fault_of

ABILITIES = ("cases.handle", "cases.decide")
DAYS = range(366)
SHARES = range(101)
FILES = range(1, 21)
LONGEST_TITLE = 60
MOST_QUESTIONS = 80
_CHOOSING = (AnswerKind.CHOICE, AnswerKind.CHOICES)
FEWEST_CHOICES = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend.

    :param part: ``texts``, ``form``, ``papers``, ``route`` or ``terms``.
    :param item: code of the question, paper or step; ``section-<place>``; empty for the part.
    :param what: title of what is meant, or what it names.
    """

    code: str
    part: str
    item: str = ""
    what: str = ""


def faults_of(
    programme: Programme, *, known: Known, kinds: Collection[str] = ("paper",)
) -> list[Fault]:
    """Return everything that is wrong with a declaration, in the order of its parts.

    :param known: the facts eligibility may name.
    :param kinds: codes of the kinds of document papers may be of.
    """
    return [
        *_texts(programme),
        *_form(programme),
        *_papers(programme, kinds),
        *_route(programme),
        *_terms(programme, known),
    ]


def _texts(programme: Programme) -> Iterator[Fault]:
    for name in ("title", "purpose", "category", "where", "result", "words"):
        if not getattr(programme, name):
            yield Fault(f"{name}_missing", "texts", name)


def _form(programme: Programme) -> Iterator[Fault]:
    if not programme.questions:
        yield Fault("no_questions", "form")
    if len(programme.questions) > MOST_QUESTIONS:
        yield Fault("too_many_questions", "form")
    for code in _doubled(programme.questions):
        yield Fault("code_doubled", "form", code)
    for place, section in enumerate(programme.sections):
        item = f"section-{place}"
        if not section.title:
            yield Fault("section_untitled", "form", item)
        if not section.questions:
            yield Fault("section_empty", "form", item, section.title)
    before: dict[str, Question] = {}
    for question in programme.questions:
        yield from _question(question)
        yield from _condition(question, before, programme)
        before[question.code] = question


def _question(question: Question) -> Iterator[Fault]:
    if not question.title:
        yield Fault("untitled", "form", question.code)
    if question.kind in _CHOOSING:
        labels = [label for _value, label in question.choices]
        if len(labels) < FEWEST_CHOICES:
            yield Fault("choices_missing", "form", question.code, question.title)
        if len(set(labels)) < len(labels):
            yield Fault("choices_doubled", "form", question.code, question.title)
    if question.kind is AnswerKind.TABLE:
        if not question.columns:
            yield Fault("columns_missing", "form", question.code, question.title)
        if any(_is_broken(column) for column in question.columns) or _doubled(question.columns):
            yield Fault("column_broken", "form", question.code, question.title)
    least, most = question.least, question.most
    if least is not None and most is not None and least > most:
        yield Fault("least_over_most", "form", question.code, question.title)


def _is_broken(column: Question) -> bool:
    nested = (AnswerKind.TABLE, AnswerKind.ATTACHMENT, *_CHOOSING)
    is_nested = column.kind in nested
    return not column.title or is_nested or column.only_if is not None


def _condition(
    item: Question | Paper, before: dict[str, Question], programme: Programme
) -> Iterator[Fault]:
    """Check that a condition names an answer that was given before it is looked at."""
    part = "papers" if isinstance(item, Paper) else "form"
    only_if = item.only_if
    if only_if is None:
        return
    asked = before.get(only_if.question)
    if asked is None:
        is_later = only_if.question in {question.code for question in programme.questions}
        code = "condition_later" if is_later else "condition_gone"
        yield Fault(code, part, item.code, item.title)
        return
    values = answers_of(asked)
    if not only_if.answers or not set(only_if.answers) <= set(values):
        yield Fault("condition_answer", part, item.code, item.title)


def answers_of(question: Question) -> dict[str, str]:
    """Return the answers a condition may name, with their labels where they have some."""
    if question.kind is AnswerKind.YES_NO:
        return {"yes": "", "no": ""}
    return dict(question.choices) if question.kind in _CHOOSING else {}


def _papers(programme: Programme, kinds: Collection[str]) -> Iterator[Fault]:
    before = {question.code: question for question in programme.questions}
    for code in _doubled(programme.handed_in):
        yield Fault("code_doubled", "papers", code)
    for paper in programme.papers:
        if not paper.title:
            yield Fault("untitled", "papers", paper.code)
        if paper.most not in FILES:
            yield Fault("files", "papers", paper.code, paper.title)
        if paper.kind not in kinds:
            yield Fault("paper_kind", "papers", paper.code, paper.title)
        yield from _condition(paper, before, programme)


def _route(programme: Programme) -> Iterator[Fault]:
    if not programme.route:
        yield Fault("no_steps", "route")
    elif all(step.kind is StepKind.PUBLICITY for step in programme.route):
        yield Fault("only_publicity", "route")
    for code in _doubled(programme.route):
        yield Fault("code_doubled", "route", code)
    for step in programme.route:
        yield from _step(step)
        if programme.is_confidential:
            yield from _confidential(step)
    if programme.is_confidential and programme.home is Level.OWN:
        yield Fault("confidential_home", "terms")


def _step(step: Step) -> Iterator[Fault]:
    if not step.title:
        yield Fault("untitled", "route", step.code)
    if step.days not in DAYS or (step.kind is StepKind.PUBLICITY and not step.days):
        yield Fault("days", "route", step.code, step.title)
    if (step.kind is StepKind.COUNTERSIGN) != bool(step.parts):
        yield Fault("parts", "route", step.code, step.title)
    if step.ability not in ABILITIES:
        yield Fault("ability", "route", step.code, step.title)


def _confidential(step: Step) -> Iterator[Fault]:
    if {step.level, *step.parts} & {Level.OWN, Level.STREET}:
        yield Fault("confidential_step", "route", step.code, step.title)
    if step.kind is StepKind.PUBLICITY:
        yield Fault("confidential_publicity", "route", step.code, step.title)


def _terms(programme: Programme, known: Known) -> Iterator[Fault]:
    yield from _season(programme.season)
    yield from _quota(programme.quota)
    if programme.calls_back not in SHARES:
        yield Fault("calls_back", "terms")
    lines = programme.rule.lines if programme.rule else ()
    if programme.is_strict and not lines and programme.eligibility is None:
        yield Fault("strict_without_rule", "terms")
    for place, line in enumerate(lines):
        if fault_of(line, known):
            yield Fault("rule_line", "terms", f"line-{place}", line.fact)


def _season(season: Season | None) -> Iterator[Fault]:
    if season is None:
        return
    if season.first and season.last:
        if season.first > season.last and not season.is_yearly:
            yield Fault("season_reversed", "terms")
    elif season.is_yearly:
        yield Fault("season_open", "terms")


def _quota(quota: Quota | None) -> Iterator[Fault]:
    if quota is None:
        return
    order = [n for n in (quota.per_person, quota.per_union, quota.total) if n is not None]
    if any(number < 1 for number in order):
        yield Fault("quota_small", "terms")
    elif order != sorted(order):
        yield Fault("quota_order", "terms")


def _doubled(items: Iterable[Question | Paper | Step]) -> list[str]:
    return [code for code, n in Counter(one.code for one in items).items() if n > 1]
