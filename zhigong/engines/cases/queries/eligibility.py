"""Whether somebody may have what she asks for, as far as the platform knows her."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import FACTS, Applicant, Programme
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.rules.eligibility import Known
from zhigong.kernel.outcome import Answer, Outcome, Reason
from zhigong.kernel.predicate import (
    AllOf,
    AnyOf,
    Condition,
    Not,
    evaluate,
    facts_of,
    leaves_of,
    say,
)
from zhigong.registry.people.queries import get_own_person, present_membership


@cache
def known_facts() -> Known:
    """Return the declared facts by code, each with the labels of its values."""
    return {one.code: (one.fact, dict(one.options)) for one in FACTS.entries()}


def verdict_of(*, programme: Programme, person: Any, membership: Any, on: date) -> Outcome | None:
    """Return what the conditions of a programme answer for a person; ``None`` without any."""
    if programme.eligibility is None:
        return None
    applicant = Applicant(person=person, membership=membership, on=on)
    wanted = {fact.name for fact in facts_of(programme.eligibility)}
    values = {one.code: one.value(applicant) for one in FACTS.entries() if one.code in wanted}
    return evaluate(programme.eligibility, values)


def verdict_for_person(*, programme: Programme, person: Any, on: date) -> Outcome | None:
    """Return what the conditions answer for a person, by her membership; ``None`` without any."""
    if programme.eligibility is None or person is None:
        return None
    membership = present_membership(person=person)
    return verdict_of(programme=programme, person=person, membership=membership, on=on)


def own_verdict(*, actor: Actor, programme: Programme, on: date) -> Outcome | None:
    """Return what the conditions answer for the actor herself; ``None`` where nothing is known."""
    if programme.eligibility is None or actor.person_id is None:
        return None
    return verdict_for_person(programme=programme, person=get_own_person(actor=actor), on=on)


def verdict_of_case(case: Case, programme: Programme) -> Outcome | None:
    """Return what the conditions answered for a case's applicant on the day it was opened.

    Of an older version of a programme the conditions are not stored, and nothing is said.
    """
    if case.person is None:
        return None
    return verdict_for_person(programme=programme, person=case.person, on=case.opened_on)


def refusal_of(programme: Programme, verdict: Outcome | None) -> str:
    """Return in words why a strict programme cannot be applied for; empty where it can."""
    if verdict is None or not programme.is_strict or not verdict.is_no:
        return ""
    reasons = "；".join(one.text.rstrip("。；") for one in verdict.reasons)
    return _("不符合申请条件：%(reasons)s。") % {"reasons": reasons}


def answers_in(programme: Programme, verdict: Outcome | None) -> dict[str, Any] | None:
    """Return a verdict as a template shows it: a line for each condition, ``None`` without one.

    Conditions of which one is enough are one line together: nobody reads that she is no man.
    """
    if verdict is None or programme.eligibility is None:
        return None
    found = programme.eligibility
    parts = found.parts if isinstance(found, AllOf) else (found,)
    leaves, lines = list(verdict.leaves), []
    for part in parts:
        mine = leaves[: len(leaves_of(part))]
        leaves = leaves[len(mine) :]
        lines.append(_line(part, mine))
    return {"lines": lines, "is_yes": verdict.is_yes, "is_no": verdict.is_no}


def _line(part: Condition, leaves: list[Reason]) -> dict[str, Any]:
    if len(leaves) == 1:
        (one,) = leaves
        return {"text": one.text, "source": one.source, "answer": one.answer}
    told = {leaf: one.answer for leaf, one in zip(map(id, leaves_of(part)), leaves, strict=True)}
    source = next((one.source for one in leaves if one.source), None)
    return {"text": say(part), "source": source, "answer": _answer(part, told)}


def _answer(part: Condition, told: Mapping[int, Answer | None]) -> Answer:
    """Return the answer of a condition from those of its leaves, by their identity."""
    if isinstance(part, Not):
        turned = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}
        inner = _answer(part.part, told)
        return turned.get(inner, inner)
    if not isinstance(part, AllOf | AnyOf):
        return told[id(part)] or Answer.UNDECIDED
    inner_answers = [_answer(one, told) for one in part.parts]
    strong = Answer.NO if isinstance(part, AllOf) else Answer.YES
    weak = Answer.YES if isinstance(part, AllOf) else Answer.NO
    if strong in inner_answers:
        return strong
    return Answer.UNDECIDED if Answer.UNDECIDED in inner_answers else weak
