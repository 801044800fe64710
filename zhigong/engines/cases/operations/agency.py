"""Apply for somebody else (代办): name her, get her word, write down who acted for whom."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.engines.cases.contract import AUTHORISATION, AgencyBasis, Programme
from zhigong.engines.cases.models import Agency, Case, Draft
from zhigong.engines.cases.operations.drafting import save_draft
from zhigong.engines.cases.queries.agency import (
    Principal,
    found_person,
    is_present_member,
    person_of,
    phone_of_person,
)
from zhigong.engines.cases.queries.applying import FOR, PRINCIPAL, draft_of
from zhigong.engines.cases.queries.cases import answers_of
from zhigong.registry.accounts.contract import CONSENT
from zhigong.registry.accounts.operations import (
    check_code,
    issue_code,
    record_failure,
    refuse_when_locked,
)
from zhigong.registry.people.queries import get_own_person

_LOCK = "principal"


class PrincipalNotFound(UserError):
    """Name and number fit no member."""

    code = "principal_not_found"
    text = "没有找到姓名和证件号码相符的会员，请核对。还不是会员的，请本人先入会。"


class NotForOneself(UserError):
    """Nobody acts for herself."""

    code = "not_for_oneself"
    text = "这是您本人，请直接办理。"


class NoPhoneOnRecord(UserError):
    """No code can be sent."""

    code = "no_phone_on_record"
    text = "本人在工会登记的资料里没有手机号码，不能发送授权码，请改用授权委托书。"


class ConsentCodeWrong(UserError):
    """The code is not the one that was sent, or is too old."""

    code = "consent_code_wrong"
    text = "授权码不正确或已过期，请核对或重新发送。"


class AuthorisationMissing(UserError):
    """Who acts on paper hands the paper in."""

    code = "authorisation_missing"
    text = "还缺少授权委托书，请上传后再提交。"


def name_principal(
    *, actor: Actor, at: datetime, programme: Programme, principal: Principal
) -> Draft:
    """Begin an application for somebody, and keep who she is in the draft.

    Five wrong pairs of name and number lock the actor out for half an hour, so that nobody finds
    out by trying who is a member.

    :raises PrincipalNotFound, NotForOneself, NoPhoneOnRecord, LockedOut: as they say.
    """
    real, lock = timezone.now(), str(actor.user_id)
    refuse_when_locked(kind=_LOCK, name=lock, at=real, field="id_number")
    person = found_person(name=principal.name, id_number=principal.id_number)
    if person is not None and person.pk == actor.person_id:
        raise NotForOneself(field="name")
    if programme.audience == "member" and not is_present_member(person):
        record_failure(kind=_LOCK, name=lock, at=real)
        raise PrincipalNotFound(field="id_number")
    by_code = principal.basis == AgencyBasis.CODE
    if by_code and person is not None and not phone_of_person(person):
        raise NoPhoneOnRecord(field="basis")
    named = replace(principal, person_id=person.pk if person else None, agreed_at=None)
    return _keep(actor, at, programme, named)


def send_consent_code(*, actor: Actor, principal: Principal, address: str) -> str:
    """Send a code to the principal: to the phone of her record, else to the one described.

    :raises CodeJustSent, TooManyCodes, NotAMobile: as they say.
    """
    return issue_code(phone=_phone(principal), purpose=CONSENT, address=address, at=timezone.now())


def take_consent(
    *, actor: Actor, at: datetime, programme: Programme, principal: Principal, code: str
) -> Draft:
    """Write down that the principal agreed, when the code is the one sent to her.

    :raises ConsentCodeWrong: it is not.
    """
    if not check_code(phone=_phone(principal), purpose=CONSENT, code=code, at=timezone.now()):
        raise ConsentCodeWrong(field="code")
    return _keep(actor, at, programme, replace(principal, agreed_at=at))


def record_agency(
    case: Case, principal: Principal, *, actor: Actor, papers: Collection[str]
) -> Agency:
    """Write down beside a new case who acted for whom. Called while the case is opened.

    :param papers: codes of the papers handed in.
    :raises AuthorisationMissing: on paper without the paper.
    """
    on_paper = principal.basis == AgencyBasis.PAPER
    if on_paper and AUTHORISATION.code not in papers:
        raise AuthorisationMissing
    number = principal.id_number
    assert actor.user_id is not None  # a page of a member
    made: Agency = Agency._base_manager.create(
        case=case,
        agent_id=actor.user_id,
        agent_person_id=actor.person_id,
        agent_name=actor.name,
        relation=principal.relation,
        basis=principal.basis,
        agreed_at=principal.agreed_at,
        id_cipher=conceal(bytes(case.data_key or b""), number),
        id_blind=blind_index("id", number) if number else None,  # type: ignore[misc]
    )
    return made


def _phone(principal: Principal) -> str:
    person = person_of(principal)
    return phone_of_person(person) if person else principal.phone


def _keep(actor: Actor, at: datetime, programme: Programme, principal: Principal) -> Draft:
    code = f"{FOR}{programme.code}"
    draft = draft_of(actor=actor, code=code)
    typed = answers_of(draft) if draft else {}
    return save_draft(
        actor=actor,
        at=at,
        programme=replace(programme, code=code),
        answers={**typed, PRINCIPAL: principal.as_stored()},
        page=draft.page if draft else 1,
        person=get_own_person(actor=actor) if actor.person_id else None,
    )
