"""Whether somebody may have what she asks for, as far as the platform knows her."""

from datetime import date
from functools import cache
from typing import Any

from zhigong.engines.cases.contract import FACTS, Applicant, Programme
from zhigong.engines.cases.rules.eligibility import Known
from zhigong.kernel.outcome import Outcome
from zhigong.kernel.predicate import evaluate, facts_of


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
