"""Decide what of a programme is still asked, what changed, and how it is found. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from zhigong.engines.cases.rules.declaration import Paper, Programme, Question, Step, StepKind
from zhigong.engines.cases.rules.routing import asked
from zhigong.kernel.later import later
from zhigong.kernel.legal import LegalSource

pypinyin = later("pypinyin")

FEWEST_LETTERS = 3  # of initials of which some may be left out
# What the platform knows is shown, not asked again; only what the matter needs is asked.
MINIMUM_SOURCE = LegalSource("中华人民共和国个人信息保护法", "6", "2021-11-01", "general knowledge")


def narrowed(
    programme: Programme, known: Collection[str], answers: Mapping[str, object]
) -> Programme:
    """Return a programme with the questions that are left for the applicant.

    What is known is left out, and so is what a condition on another page rules out; a condition on
    the same page stays, as its answer may change there. A section without questions is no page.

    :param known: codes of the questions whose answers are known.
    :param answers: what was answered so far, the known included.
    :legal: 个人信息保护法 art. 6 (``MINIMUM_SOURCE``).
    """
    sections = []
    for section in programme.sections:
        here = {question.code for question in section.questions} - set(known)
        kept = tuple(
            question
            for question in section.questions
            if question.code in here and _may_be_asked(question, here, answers)
        )
        if kept:
            sections.append(replace(section, questions=kept))
    return replace(programme, sections=tuple(sections))


def _may_be_asked(question: Question, here: Collection[str], answers: Mapping[str, object]) -> bool:
    condition = question.only_if
    return condition is None or condition.question in here or condition.holds(answers)


def wanted_papers(programme: Programme, answers: Mapping[str, object]) -> list[Paper]:
    """Return the papers that are asked for, given the answers so far."""
    return [paper for paper in asked(programme.handed_in, answers) if isinstance(paper, Paper)]


def changes_between(old: Programme, new: Programme) -> list[tuple[str, str]]:
    """Return what an applicant should know of a new version, as pairs of code and title.

    Codes: ``question_added``, ``question_gone``, ``paper_added``, ``paper_gone``, ``route``.
    """
    pairs = (
        ("question", old.questions, new.questions),
        ("paper", old.papers, new.papers),
    )
    found: list[tuple[str, str]] = []
    for kind, before, after in pairs:
        found += [(f"{kind}_added", title) for title in _only_in(after, before)]
        found += [(f"{kind}_gone", title) for title in _only_in(before, after)]
    if _limits(old.route) != _limits(new.route):
        found.append(("route", ""))
    return found


def _only_in(
    these: Sequence[Question] | Sequence[Paper], those: Sequence[Question] | Sequence[Paper]
) -> list[str]:
    codes = {one.code for one in those}
    return [one.title for one in these if one.code not in codes]


def _limits(route: Sequence[Step]) -> list[tuple[str, str, int, str]]:
    return [(step.code, step.level.value, step.days, step.unit) for step in route]


def days_of(programme: Programme) -> int:
    """Return the days the steps may take together; what waits for nobody's review included."""
    return sum(step.days for step in programme.route)


def is_publicised(programme: Programme) -> bool:
    """Whether the applicant's name will be shown to everybody for some days."""
    return any(step.kind is StepKind.PUBLICITY for step in programme.route)


def is_found_by(programme: Programme, words: str) -> bool:
    """Whether a programme is found by what was typed: everyday words, or initials of pinyin.

    Every word typed must be found.
    """
    named = (programme.title, programme.category, *programme.words)
    text = " ".join((programme.purpose, *named)).casefold()
    return all(word in text or _is_spelled(word, named) for word in words.casefold().split())


def _is_spelled(word: str, names: tuple[str, ...]) -> bool:
    """Whether letters are the pinyin of one of the names, or its initials."""
    if not word.isascii():
        return False
    spelled, initials = _spelling(names)
    return any(word in one for one in spelled) or any(_runs_through(word, i) for i in initials)


def _runs_through(word: str, initials: str) -> bool:
    """Whether letters follow each other in the initials; a few may be left out of long titles."""
    if len(word) < FEWEST_LETTERS:
        return word in initials
    rest = iter(initials)
    return all(letter in rest for letter in word)


@lru_cache(maxsize=500)
def _spelling(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names in pinyin, and the initials of each."""
    read = [_syllables(name) for name in names]
    initials = tuple("".join(one[0] for one in name if one) for name in read)
    return tuple("".join(name) for name in read), initials


def _syllables(name: str) -> list[str]:
    found = pypinyin.lazy_pinyin(name, v_to_u=False, errors="default")
    return [str(one).lower() for one in found]
