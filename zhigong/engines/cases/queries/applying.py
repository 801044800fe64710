"""An application in the making: what is asked, known, typed and handed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.engines.cases.contract import (
    AUTHORISATION,
    AgencyBasis,
    CaseState,
    Paper,
    Programme,
    programme_of,
)
from zhigong.engines.cases.models import Case, CasePaper, Draft, ProgrammeVersion
from zhigong.engines.cases.queries import quotas
from zhigong.engines.cases.queries.cases import answers_of, get_own_case, own_drafts
from zhigong.engines.cases.queries.programmes import (
    get_programme,
    home_of,
    list_programmes,
    programme_of_case,
)
from zhigong.engines.cases.rules import applying
from zhigong.kernel.phone import mask_phone
from zhigong.registry.accounts.queries import open_user, phone_of
from zhigong.registry.documents.queries import kind_of
from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.queries import get_own_person, present_membership
from zhigong.registry.unions.queries import root

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.engines.cases.queries.agency import Principal
    from zhigong.registry.documents.models import Document
    from zhigong.registry.people.models import Membership, Person
    from zhigong.registry.unions.models import Union

# Where a draft keeps the documents handed in so far: code of the paper -> ids.
PAPERS = "_papers"
# Whom it is applied for, where somebody applies for another; and how such a draft is named.
PRINCIPAL = "_principal"
FOR = "for-"
_NO_ANSWER: tuple[Any, ...] = (None, "", [])


class NotReturned(UserError):
    """The case lies at a union, or has ended."""

    code = "case_not_returned"
    text = "办件 {number} 现在不需要补正，可以在“我的办件”查看进度。"
    status = 409


@dataclass(frozen=True)
class HandedIn:
    """A paper that is asked for, with the documents handed in for it."""

    paper: Paper
    documents: tuple["Document", ...] = ()
    earlier: tuple["Document", ...] = ()
    megabytes: int = 0
    errors: tuple[str, ...] = ()

    @property
    def has_room(self) -> bool:
        """Whether more files may be added."""
        return len(self.documents) < self.paper.most

    @property
    def is_missing(self) -> bool:
        """Whether it is required and nothing is there."""
        return self.paper.required and not self.documents and not self.earlier


@dataclass(frozen=True)
class Application:
    """One application of the actor, or the correction of one of her cases.

    :attr declared: the whole programme; ``asked`` what of it is left for her to answer.
    :attr facts: answers the platform knows, by code; ``shown`` the same in words.
    """

    declared: Programme
    facts: Mapping[str, Any]
    shown: tuple[tuple[str, str], ...]
    union: "Union"
    person: "Person | None" = None
    draft: Draft | None = None
    case: Case | None = None
    stored: Mapping[str, Any] = field(default_factory=dict)
    principal: "Principal | None" = None

    @property
    def code(self) -> str:
        """The code its draft lies under: of the programme, or the number of the case."""
        if self.case:
            return self.case.number
        return f"{FOR}{self.declared.code}" if self.principal else self.declared.code

    @property
    def needs_authorisation(self) -> bool:
        """Whether a paper says that somebody else may apply."""
        return self.principal is not None and self.principal.basis == AgencyBasis.PAPER

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The answers so far, as they were typed, and what is known."""
        typed = {c: value for c, value in self.stored.items() if c not in (PAPERS, PRINCIPAL)}
        return {**typed, **self.facts}

    @cached_property
    def asked(self) -> Programme:
        """The programme with the questions that are left."""
        return applying.narrowed(self.declared, set(self.facts), self.answers)

    @cached_property
    def papers(self) -> list[HandedIn]:
        """The papers asked for, with what was handed in."""
        if not self.takes_papers:
            return []
        ids = {code: tuple(map(UUID, found)) for code, found in self._paper_ids.items()}
        documents = documents_named([one for found in ids.values() for one in found])
        earlier = _earlier(self.case)
        return [
            HandedIn(
                paper,
                tuple(documents[one] for one in ids.get(paper.code, ()) if one in documents),
                earlier.get(paper.code, ()),
                kind_of(paper.kind).max_bytes // (1024 * 1024),
            )
            for paper in self._wanted
        ]

    @property
    def _wanted(self) -> list[Paper]:
        wanted = applying.wanted_papers(self.declared, self.answers)
        return [AUTHORISATION, *wanted] if self.needs_authorisation else wanted

    @property
    def _paper_ids(self) -> Mapping[str, list[str]]:
        found: Mapping[str, list[str]] = self.stored.get(PAPERS) or {}
        return found

    @property
    def lacking(self) -> list[Paper]:
        """The required papers for which nothing is there."""
        return [one.paper for one in self.papers if one.is_missing]

    @property
    def pages(self) -> int:
        """How many pages there are, the check included."""
        return len(self.asked.sections) + self.takes_papers + 1

    @property
    def takes_papers(self) -> bool:
        """Whether there is a page of papers."""
        return bool(self.declared.handed_in) or self.needs_authorisation

    @property
    def is_outdated(self) -> bool:
        """Whether the programme changed since the draft was written."""
        return self.draft is not None and self.draft.version != self.declared.version

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What changed since, as far as the old version is stored."""
        if self.draft is None or not self.is_outdated:
            return []
        old = _version(self.declared.code, self.draft.version)
        return [] if old is None else applying.changes_between(old, self.declared)

    def page_title(self, page: int) -> str:
        """Return the title of the section on a page, from 1."""
        return self.asked.sections[page - 1].title


def application_for(*, actor: Actor, code: str, place_id: int | None = None) -> Application:
    """Return the actor's own application for a programme, begun or not.

    :param place_id: the union whom somebody without a membership asks, where it is known: of the
        hall she stands in. What she began there stays with it.

    :raises UnknownProgramme: nothing is offered under that code.
    """
    person = get_own_person(actor=actor) if actor.person_id else None
    membership = present_membership(person=person) if person else None
    draft = draft_of(actor=actor, code=code)
    begun_at = draft.union if draft is not None else None
    union = membership.union if membership else begun_at or place_union(place_id)
    programme = get_programme(code, union=union)
    facts = _facts(programme, actor, person, membership)
    return Application(
        declared=programme,
        facts={code: value for code, value, _title, _words in facts},
        shown=tuple((title, words) for _code, _value, title, words in facts),
        union=union or root(),
        person=person,
        draft=draft,
        stored=answers_of(draft) if draft else {},
    )


def place_union(place_id: int | None) -> "Union | None":
    """Return the union a public screen stands at; what it offers is known to everybody there."""
    if place_id is None:
        return None
    model: Any = Draft._meta.get_field("union").related_model
    found: Union | None = (
        model.objects.trusted("where the screen stands").filter(pk=place_id).first()
    )
    return found


def correction_for(*, actor: Actor, number: str) -> Application:
    """Return the correction of a case that was returned to the actor.

    :raises Case.DoesNotExist: it is not hers.
    :raises NotReturned: nothing is to be mended.
    """
    case = get_own_case(actor=actor, number=number)
    if case.state != CaseState.RETURNED:
        raise NotReturned(number=case.number)
    programme = programme_of_case(case)
    given = answers_of(case)
    draft = draft_of(actor=actor, code=case.number)
    known = {q.code: given[q.code] for q in programme.questions if q.prefill and q.code in given}
    return Application(
        declared=programme,
        facts=known,
        shown=tuple(
            (q.title, _masked(q.prefill, given[q.code]))
            for q in programme.questions
            if q.code in known
        ),
        union=case.union,
        person=get_own_person(actor=actor),
        draft=draft,
        case=case,
        stored={**given, **(answers_of(draft) if draft else {})},
    )


def is_member(*, actor: Actor) -> bool:
    """Whether the actor is a member now; who waits for admission or left is not."""
    if actor.person_id is None:
        return False
    membership = present_membership(person=get_own_person(actor=actor))
    return (
        membership is not None
        and membership.ends_before is None
        and membership.state != MembershipState.PENDING
    )


def draft_of(*, actor: Actor, code: str) -> Draft | None:
    """Return what the actor has begun for herself under a code."""
    return _for_herself(actor).filter(programme_code=code).first()


def begun_by(*, actor: Actor) -> list[tuple[Draft, Programme | None]]:
    """Return the applications the actor has begun, each with its programme; none once closed."""
    found = [draft for draft in _for_herself(actor) if not draft.programme_code.startswith("GH-")]
    offered = {one.code: one for one in list_programmes(union=union_of(actor))} if found else {}
    return [(draft, offered.get(draft.programme_code)) for draft in found]


def union_of(actor: Actor) -> "Union | None":
    """Return the union whose member the actor is now, if she is one."""
    if actor.person_id is None:
        return None
    membership = present_membership(person=get_own_person(actor=actor))
    return membership.union if membership else None


def _for_herself(actor: Actor) -> "QuerySet[Draft]":
    """Return the actor's drafts, without those she writes as staff for somebody else."""
    rows = own_drafts(actor=actor)
    if actor.person_id is None:
        return rows.filter(person__isnull=True)
    return rows.filter(person_id=actor.person_id)


def case_of_key(*, actor: Actor, key: UUID) -> Case | None:
    """Return the actor's own case that an earlier sending of the same form opened."""
    rows = Case.objects.trusted("opened by the actor herself").filter(submission_key=key)
    found: Case | None = rows.filter(opened_by_id=actor.user_id or -1).first()
    return found


def sent_case(*, actor: Actor, number: str) -> Case:
    """Return a case the actor opened herself.

    :raises Case.DoesNotExist: it is not hers.
    """
    rows = Case.objects.trusted("opened by the actor herself").select_related("union")
    found: Case = rows.get(number=number, opened_by_id=actor.user_id or -1)
    return found


def case_in_the_way(*, programme: Programme, person_id: int | None, on: date) -> Case | None:
    """Return the case because of which a person may not have another one now."""
    if not programme.once_per or person_id is None:
        return None
    rows = Case.objects.trusted("to refuse a second one").filter(
        person_id=person_id, programme_code=programme.code
    )
    if programme.once_per == "open":
        return rows.open().first()
    ended = (CaseState.REFUSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN, CaseState.ENDED)
    return rows.filter(opened_on__year=on.year).exclude(state__in=ended).first()


def why_not_now(*, programme: Programme, actor: Actor, union: "Union | None", on: date) -> str:
    """Return in words why the actor cannot apply today: season or quota; empty when she can."""
    home = home_of(programme, union, on=on) if union and programme.quota else None
    return quotas.why_not_now(programme=programme, union_id=home, person_id=actor.person_id, on=on)


def with_errors(papers: list[HandedIn], errors: Mapping[str, list[str]]) -> list[HandedIn]:
    """Return the papers with what was wrong with the files of each."""
    return [replace(one, errors=tuple(errors.get(one.paper.code, ()))) for one in papers]


def _version(code: str, version: int) -> Programme | None:
    row = ProgrammeVersion.objects.filter(code=code, version=version).first()
    return None if row is None else programme_of(row.definition)


def _facts(
    programme: Programme,
    actor: Actor,
    person: "Person | None",
    membership: "Membership | None",
) -> list[tuple[str, Any, str, str]]:
    """Return code, value, title and shown words of what is known of an applicant."""
    wanted = [question for question in programme.questions if question.prefill]
    if not wanted:
        return []
    user = open_user(user_id=actor.user_id or -1)
    known = {
        "name": person.name if person else actor.name,
        "phone": phone_of(user) if user else "",
        "union": membership.union.name if membership else "",
        "employer": membership.employer.name if membership and membership.employer else "",
    }
    return [
        (q.code, known[q.prefill], q.title, _masked(q.prefill, known[q.prefill]))
        for q in wanted
        if known.get(q.prefill) not in _NO_ANSWER
    ]


def _masked(prefill: str, value: Any) -> str:
    return mask_phone(str(value)) if prefill == "phone" else str(value)


def documents_named(ids: Iterable[UUID]) -> dict[UUID, "Document"]:
    """Return documents named by a draft its caller holds, as far as they still exist."""
    wanted = list(ids)
    if not wanted:
        return {}
    model: Any = CasePaper._meta.get_field("document").related_model
    rows = model.objects.trusted("named by the actor's own draft")
    return {one.pk: one for one in rows.filter(pk__in=wanted, erased_at__isnull=True)}


def sample_of(programme: Programme, code: str) -> "Document | None":
    """Return the document that shows how a paper of a programme should look, if there is one."""
    named = next((paper.sample for paper in programme.papers if paper.code == code), "")
    return next(iter(documents_named([UUID(named)]).values()), None) if named else None


def _earlier(case: Case | None) -> dict[str, tuple["Document", ...]]:
    if case is None:
        return {}
    found: dict[str, tuple[Document, ...]] = {}
    rows = CasePaper._base_manager.filter(case=case).select_related("document").order_by("id")
    for row in rows:
        found[row.code] = (*found.get(row.code, ()), row.document)
    return found
