"""Change a declaration part by part, as an officer does in the browser. Pure.

Sections go by their place, questions, papers and steps by their codes. What is named and not there
leaves the declaration as it is: somebody else was faster.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from zhigong.engines.cases.rules.declaration import Paper, Programme, Question, Section, Step

Items = tuple[Any, ...]  # of questions, papers or steps: each has a code
Change = Callable[[Programme], Programme]


def shifted(items: Sequence[Any], place: int, by: int) -> list[Any]:
    """Return items with the one at a place moved; at the edge it stays."""
    found, target = list(items), place + by
    if 0 <= place < len(found) and 0 <= target < len(found):
        found.insert(target, found.pop(place))
    return found


def with_section(programme: Programme, title: str, *, place: int | None = None) -> Programme:
    """Return the declaration with one more section, or with the title of one changed."""
    sections = list(programme.sections)
    if place is None:
        sections.append(Section(title, ()))
    elif 0 <= place < len(sections):
        sections[place] = replace(sections[place], title=title)
    return replace(programme, sections=tuple(sections))


def without_section(programme: Programme, place: int) -> Programme:
    """Return the declaration without a section and its questions."""
    kept = tuple(one for number, one in enumerate(programme.sections) if number != place)
    return replace(programme, sections=kept)


def section_shifted(programme: Programme, place: int, by: int) -> Programme:
    """Return the declaration with a section moved up (-1) or down (+1)."""
    return replace(programme, sections=tuple(shifted(programme.sections, place, by)))


def section_of(programme: Programme, code: str) -> int:
    """Return the place of the section a question stands in; -1 when there is none."""
    for place, section in enumerate(programme.sections):
        if code in {question.code for question in section.questions}:
            return place
    return -1


def with_question(programme: Programme, question: Question, *, place: int) -> Programme:
    """Return the declaration with a question in a section: put in its place, or at the end."""
    sections = []
    for number, section in enumerate(programme.sections):
        known = {one.code for one in section.questions}
        if number == place and question.code in known:
            questions = tuple(
                question if one.code == question.code else one for one in section.questions
            )
        else:
            questions = tuple(one for one in section.questions if one.code != question.code)
            questions += (question,) if number == place else ()
        sections.append(replace(section, questions=questions))
    return replace(programme, sections=tuple(sections))


def without_question(programme: Programme, code: str) -> Programme:
    """Return the declaration without a question."""
    sections = tuple(
        replace(section, questions=tuple(q for q in section.questions if q.code != code))
        for section in programme.sections
    )
    return replace(programme, sections=sections)


def question_shifted(programme: Programme, code: str, by: int) -> Programme:
    """Return the declaration with a question moved, over the edge into the next section."""
    place = section_of(programme, code)
    if place < 0:
        return programme
    questions = programme.sections[place].questions
    number = [one.code for one in questions].index(code)
    if 0 <= number + by < len(questions):
        sections = list(programme.sections)
        moved = tuple(shifted(questions, number, by))
        sections[place] = replace(sections[place], questions=moved)
        return replace(programme, sections=tuple(sections))
    if not 0 <= place + by < len(programme.sections):
        return programme
    sections = list(without_question(programme, code).sections)
    other, question = sections[place + by], questions[number]
    joined = (*other.questions, question) if by < 0 else (question, *other.questions)
    sections[place + by] = replace(other, questions=joined)
    return replace(programme, sections=tuple(sections))


def _with(items: Items, item: Any) -> Items:
    if item.code in {one.code for one in items}:
        return tuple(item if one.code == item.code else one for one in items)
    return (*items, item)


def _without(items: Items, code: str) -> Items:
    return tuple(one for one in items if one.code != code)


def _moved(items: Items, code: str, by: int) -> Items:
    codes = [one.code for one in items]
    return tuple(shifted(items, codes.index(code), by)) if code in codes else items


def with_paper(programme: Programme, paper: Paper) -> Programme:
    """Return the declaration with a paper: put in its place, or at the end."""
    return replace(programme, papers=_with(programme.papers, paper))


def without_paper(programme: Programme, code: str) -> Programme:
    """Return the declaration without a paper."""
    return replace(programme, papers=_without(programme.papers, code))


def paper_shifted(programme: Programme, code: str, by: int) -> Programme:
    """Return the declaration with a paper moved up or down."""
    return replace(programme, papers=_moved(programme.papers, code, by))


def with_step(programme: Programme, step: Step) -> Programme:
    """Return the declaration with a step: put in its place, or at the end."""
    return replace(programme, route=_with(programme.route, step))


def without_step(programme: Programme, code: str) -> Programme:
    """Return the declaration without a step."""
    return replace(programme, route=_without(programme.route, code))


def step_shifted(programme: Programme, code: str, by: int) -> Programme:
    """Return the declaration with a step moved up or down."""
    return replace(programme, route=_moved(programme.route, code, by))


def codes_of(programme: Programme) -> frozenset[str]:
    """Return the codes in use, of questions, papers and steps together."""
    items: Items = (*programme.questions, *programme.papers, *programme.route)
    return frozenset(one.code for one in items)


def copied(programme: Programme, *, code: str, title: str) -> Programme:
    """Return a declaration to start from: what is code in a built-in programme stays behind."""
    return replace(
        programme,
        code=code,
        title=title,
        version=1,
        effect=None,
        eligibility=None,
        limits=(),
        contested_by=None,
    )
