"""An application for somebody else (代办): who she is, and what is known of her."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.fields import reveal
from zhigong.engines.cases.contract import AgencyBasis, Programme
from zhigong.engines.cases.models import Agency, Case
from zhigong.engines.cases.queries import applying
from zhigong.engines.cases.queries.applying import FOR, PRINCIPAL, Application
from zhigong.engines.cases.queries.cases import answers_of
from zhigong.engines.cases.queries.programmes import get_programme
from zhigong.kernel.phone import mask_phone
from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.queries import find_person_id, get_own_person, present_membership
from zhigong.registry.unions.queries import root

if TYPE_CHECKING:
    from zhigong.registry.people.models import Membership, Person


class PrincipalMissing(UserError):
    """Nobody was named yet for whom it is applied, or she has not agreed."""

    code = "principal_missing"
    text = "请先填写替谁办理，并取得本人授权。"


@dataclass(frozen=True, slots=True)
class Principal:
    """For whom somebody applies, as she described her.

    :attr person_id: her record where name and number fit one.
    :attr agreed_at: when she agreed by the code sent to her phone; ``None`` before, or on paper.
    """

    name: str
    phone: str
    relation: str
    basis: str
    id_number: str = ""
    person_id: int | None = None
    agreed_at: datetime | None = None

    @property
    def is_authorised(self) -> bool:
        """Whether the way is open: by code once she agreed, on paper with the paper itself."""
        return self.basis == AgencyBasis.PAPER or self.agreed_at is not None

    def as_stored(self) -> dict[str, Any]:
        """Return it as a draft keeps it."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "agreed_at": self.agreed_at.isoformat() if self.agreed_at else None}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Principal":
        """Return what a draft keeps."""
        at = stored.get("agreed_at")
        return cls(**{**stored, "agreed_at": datetime.fromisoformat(at) if at else None})


def application_for(*, actor: Actor, code: str) -> Application:
    """Return the actor's application for a programme: her own, or for somebody (``for-<code>``).

    :raises UnknownProgramme: nothing is offered under that code.
    :raises PrincipalMissing: it is for somebody, who was not named or has not agreed.
    """
    if not code.startswith(FOR):
        return applying.application_for(actor=actor, code=code)
    draft = applying.draft_of(actor=actor, code=code)
    stored = answers_of(draft) if draft else {}
    principal = principal_in(stored)
    if draft is None or principal is None or not principal.is_authorised:
        raise PrincipalMissing
    person = person_of(principal)
    membership = present_membership(person=person) if person else None
    programme = get_programme(code.removeprefix(FOR), union=_union(membership))
    facts = _facts(programme, principal, membership)
    return Application(
        declared=programme,
        facts={q: value for q, value, _title, _words in facts},
        shown=tuple((title, words) for _q, _value, title, words in facts if words),
        union=_union(membership) or _union_of_agent(actor) or root(),
        person=person,
        draft=draft,
        stored=stored,
        principal=principal,
    )


def principal_of(*, actor: Actor, code: str) -> Principal | None:
    """Return whom the actor named in her draft under ``for-<code>``."""
    draft = applying.draft_of(actor=actor, code=f"{FOR}{code}")
    return principal_in(answers_of(draft)) if draft else None


def principal_in(stored: Mapping[str, Any]) -> Principal | None:
    """Return whom the answers of a draft name."""
    found = stored.get(PRINCIPAL)
    return Principal.of(found) if found else None


def found_person(*, name: str, id_number: str) -> "Person | None":
    """Return the record of somebody by name and identity number, both right.

    For whom it is applied; nothing of the record is shown to who asks.
    """
    person_id = find_person_id(id_number=id_number) if id_number else None
    person = _person(person_id)
    return person if person is not None and person.name == name.strip() else None


def person_of(principal: Principal) -> "Person | None":
    """Return the record of a principal, where she has one."""
    return _person(principal.person_id)


def _person(person_id: int | None) -> "Person | None":
    if person_id is None:
        return None
    model: Any = Case._meta.get_field("person").related_model
    rows = model.objects.trusted("named by name and number; nothing is shown of her")
    found: Person | None = rows.filter(pk=person_id, deceased_on__isnull=True).first()
    return found


def phone_of_person(person: "Person") -> str:
    """Return the telephone in a record, in clear, to send a code to; it is not shown."""
    key, cipher = (None if v is None else bytes(v) for v in (person.data_key, person.phone_cipher))
    return reveal(key, cipher) or ""


def is_present_member(person: "Person | None") -> bool:
    """Whether somebody is a member now."""
    held = present_membership(person=person) if person else None
    return held is not None and held.ends_before is None and held.state != MembershipState.PENDING


def agency_of(case: Case) -> Agency | None:
    """Return on whose application a case of somebody else rests."""
    rows = Agency._base_manager.filter(case=case).select_related("agent")
    return rows.first()


def _union(membership: "Membership | None") -> Any:
    return membership.union if membership else None


def _union_of_agent(actor: Actor) -> Any:
    if actor.person_id is None:  # a relative need not be a member herself
        return None
    return _union(present_membership(person=get_own_person(actor=actor)))


def _facts(
    programme: Programme, principal: Principal, membership: "Membership | None"
) -> list[tuple[str, Any, str, str]]:
    """Return code, value, title and shown words of what is known of a principal.

    Her union and employer are taken from her record only once she agreed, and never shown.
    """
    known = {"name": principal.name, "phone": principal.phone}
    if membership is not None and principal.agreed_at is not None:
        known["union"] = membership.union.name
        known["employer"] = membership.employer.name if membership.employer else ""
    shown = {"name": principal.name, "phone": mask_phone(principal.phone)}
    return [
        (q.code, known[q.prefill], q.title, shown.get(q.prefill, ""))
        for q in programme.questions
        if known.get(q.prefill)
    ]


def agent_words(case: Case) -> str:
    """Return who applied for the person of a case, and on what she did; nothing for her own."""
    agency = agency_of(case)
    if agency is None:
        return ""
    on = f"{localtime(agency.agreed_at):%Y-%m-%d %H:%M}" if agency.agreed_at else ""
    return _("%(name)s（%(relation)s，%(basis)s %(on)s）") % {
        "name": agency.agent_name,
        "relation": agency.get_relation_display(),
        "basis": agency.get_basis_display(),
        "on": on,
    }
