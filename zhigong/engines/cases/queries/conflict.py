"""The facts by which somebody is kept from handling a case; what an officer declared herself."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.fields import reveal
from zhigong.engines.cases.contract import StepState
from zhigong.engines.cases.models import Agency, Case, CaseEntry, CaseStep, Relative
from zhigong.engines.cases.queries.programmes import programme_of_case
from zhigong.engines.cases.rules import has_conflict
from zhigong.engines.cases.rules.conflict import Somebody, relation_to
from zhigong.kernel.resident_id import mask_id

if TYPE_CHECKING:
    from django.db.models import QuerySet


def conflict_of(*, actor: Actor, step: CaseStep, case: Case) -> str:
    """Return why the actor may not handle a step of a case, as ``has_conflict`` names it.

    Or ``contested``: the programme bars those whose own decision the case contests.
    """
    programme = programme_of_case(case)
    if programme.barred is not None and actor.user_id in programme.barred(case):
        return "contested"
    agency = _agency(case)
    concerned = {case.person_id, agency.agent_person_id if agency else None} - {None}
    reviewers, first_judges = _earlier(case, step)
    return has_conflict(
        handler_person_id=actor.person_id,
        handler_user_id=actor.user_id,
        concerned={one for one in concerned if one is not None},
        agent_user_id=agency.agent_id if agency else None,
        reviewers=reviewers,
        first_judges=first_judges,
        relation=_relation(actor, case, agency),
        step=programme.step(step.code),
    )


def _earlier(case: Case, step: CaseStep) -> tuple[set[int], set[int]]:
    """Return who passed another step of this round, and who did any before it was reopened."""
    reopened = CaseEntry.objects.filter(case=case, verb="reopened").order_by("-id")
    since = reopened.values_list("at", flat=True).first() if case.reopened_times else None
    reviewers: set[int] = set()
    judges: set[int] = set()
    for one in _decided(case):
        if since is not None and one.decided_at is not None and one.decided_at <= since:
            judges.add(one.decided_by_id or 0)
        elif one.state == StepState.DONE and one.code != step.code:
            reviewers.add(one.decided_by_id or 0)
    return reviewers, judges


@dataclass(slots=True)
class _Read:
    """What was read for many cases together."""

    case_ids: frozenset[int]
    agencies: dict[int, Agency]
    relatives: list[Relative]
    decided: dict[int, list[CaseStep]] = field(default_factory=dict)


_read: ContextVar[_Read | None] = ContextVar("read", default=None)


@contextmanager
def read_together(case_ids: Iterable[int], *, actor: Actor) -> Iterator[None]:
    """Ask about many locked cases, each of them once: what is looked at is read before, for all."""
    ids = frozenset(case_ids)
    agencies = Agency._base_manager.filter(case__in=ids).select_related("agent_person")
    found = _Read(ids, {one.case_id: one for one in agencies}, list(relatives_of(actor=actor)))
    for step in _decided_rows().filter(case__in=ids):
        found.decided.setdefault(step.case_id, []).append(step)
    token = _read.set(found)
    try:
        yield
    finally:
        _read.reset(token)


def _agency(case: Case) -> Agency | None:
    read = _read.get()
    if read is not None and case.pk in read.case_ids:
        return read.agencies.get(case.pk)
    return Agency._base_manager.filter(case=case).select_related("agent_person").first()


def _decided(case: Case) -> "Iterable[CaseStep]":
    read = _read.get()
    if read is not None and case.pk in read.case_ids:
        return read.decided.get(case.pk, ())
    return _decided_rows().filter(case=case)


def _decided_rows() -> "QuerySet[CaseStep]":
    rows = CaseStep._base_manager.filter(decided_by__isnull=False)
    return rows.only("case_id", "code", "state", "decided_by_id", "decided_at")


def _relation(actor: Actor, case: Case, agency: Agency | None) -> str:
    read = _read.get()
    relatives = relatives_of(actor=actor) if read is None else read.relatives
    declared = [Somebody(one.name, one.id_blind) for one in relatives]
    return relation_to(declared, _concerned(case, agency)) if declared else ""


def _concerned(case: Case, agency: Agency | None) -> list[Somebody]:
    """Return the applicant and who applied for her, as far as they are known."""
    found = []
    if case.person is not None:
        found.append(Somebody(case.person.name, case.person.id_blind))
    elif case.applicant_name:
        found.append(Somebody(case.applicant_name, agency.id_blind if agency else None))
    if agency is not None:
        person = agency.agent_person
        found.append(Somebody(agency.agent_name, person.id_blind if person else None))
    return found


def relatives_of(*, actor: Actor) -> "QuerySet[Relative]":
    """Return the relatives the actor declared and did not take back, oldest first."""
    rows = Relative.objects.trusted("declared by the actor herself")
    return rows.filter(user_id=actor.user_id or -1, ended_at__isnull=True).order_by("id")


def get_relative_for(*, actor: Actor, relative_id: int) -> Relative:
    """Return a relative the actor declared.

    :raises Relative.DoesNotExist: it is not hers.
    """
    return relatives_of(actor=actor).get(pk=relative_id)


def masked_number_of(relative: Relative) -> str:
    """Return the identity number of a relative, masked; nothing where none was given."""
    cipher = None if relative.id_cipher is None else bytes(relative.id_cipher)
    number = reveal(bytes(relative.data_key), cipher)
    return mask_id(number) if number else ""
