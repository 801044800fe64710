"""Write persons: register, change, verify, open what is masked, appoint, erase."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index, encrypt, new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.fields import conceal, reveal
from zhigong.base.operations import act, operation
from zhigong.base.workflow import ReasonMissing
from zhigong.kernel.person_name import normalise_name
from zhigong.kernel.phone import Phone, PhoneKind
from zhigong.kernel.resident_id import BadId, IdKind, ResidentId
from zhigong.registry.audit.operations import record_reading
from zhigong.registry.people.events import PeopleChanged
from zhigong.registry.people.models import Membership, Officer, Person
from zhigong.registry.people.operations.access import OutsideScope, require
from zhigong.registry.people.rules import name_keys
from zhigong.registry.unions.contract import audits_own_books

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

ERASED_NAME = "（已删除）"


class NameMissing(UserError):
    """There is no name."""

    code = "name_missing"
    text = "请填写姓名。"


class IdNumberNotValid(UserError):
    """The identity number is no valid number of its kind."""

    code = "id_number_not_valid"
    text = "证件号码有误，请对照证件逐位核对后重新填写。"


class PhoneNotValid(UserError):
    """The text is no telephone number."""

    code = "phone_not_valid"
    text = "手机号码有误，请填写11位手机号。"


class PersonKnown(UserError):
    """Somebody with this identity number is recorded already."""

    code = "person_known"
    text = "这个证件号码已经登记过。请在原有记录上办理，不要重复建档。"


class FieldNotChangeable(UserError):
    """The field is derived, or changed by another operation."""

    code = "field_not_changeable"
    text = "「{name}」不能在这里修改。"


class StillMember(UserError):
    """A person whose membership is open cannot be erased."""

    code = "still_member"
    text = "会籍尚未终止，不能删除个人信息。请先办理退会或转出。"


class OfficeTaken(UserError):
    """The person holds the post already, or the union has a chair."""

    code = "office_taken"
    text = "该职务已有人担任。请先办理离任。"


class AuditorKeepsBooks(UserError):
    """Nobody audits the books she keeps or answers for."""

    code = "auditor_keeps_books"
    text = "经审人员不能同时担任本工会主席或财务负责人。请先办理离任，或另选他人。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is recorded of a person; numbers as people write them.

    Birth and sex are taken from the identity number where it tells them.
    """

    name: str
    id_number: str
    id_kind: str = ""
    phone: str = ""
    birth_on: date | None = None
    sex: str = "0"
    ethnicity: str = ""
    political_status: str = ""
    education: str = ""
    household_kind: str = ""
    household_region: str = ""
    skill_level: str = ""


PLAIN_FIELDS = frozenset(field.name for field in fields(Particulars)) - {
    "name",
    "id_number",
    "phone",
}


class PersonErased(UserError):
    """The person's key was destroyed: nothing of her can be read or written."""

    code = "person_erased"
    text = "该职工的个人信息已删除，不能再查看或修改。"


def _key(person: Person) -> bytes:
    if person.data_key is None:
        raise PersonErased
    return bytes(person.data_key)


def _parsed_id(text: str, kind: str, today: date) -> ResidentId:
    try:
        return ResidentId.parse(text, today=today, kind=IdKind(kind) if kind else None)
    except BadId as error:
        raise IdNumberNotValid(field="id_number") from error


def _parsed_phone(text: str) -> str:
    if not text:
        return ""
    phone = Phone.parse(text)
    if phone.kind is PhoneKind.INVALID:
        raise PhoneNotValid(field="phone")
    return phone.number


def _set_name(person: Person, text: str) -> tuple[str, ...]:
    former, person.name = person.name, normalise_name(text)
    if not person.name:
        raise NameMissing(field="name")
    person.former_name_cipher = conceal(_key(person), former)
    keys = name_keys(person.name)
    person.name_py, person.name_py_initials = keys.py, keys.initials
    person.name_bigrams = list(keys.bigrams)
    return ("name", "former_name_cipher", "name_py", "name_py_initials", "name_bigrams")


def _set_phone(person: Person, text: str) -> tuple[str, ...]:
    number = _parsed_phone(text)
    person.phone_cipher = conceal(_key(person), number)
    person.phone_blind = blind_index("phone", number) if number else None
    return ("phone_cipher", "phone_blind")


def _require_unknown(blind: Any, *, but: int | None = None) -> None:
    found = Person.objects.trusted("only whether it exists").filter(id_blind=blind)
    if found.exclude(pk=but).exists():
        raise PersonKnown(field="id_number")


@operation("people.register_person")
def register_person(*, actor: Actor, at: datetime, particulars: Particulars) -> Person:
    """Record a human being for the first time.

    :raises NameMissing, IdNumberNotValid, PhoneNotValid: a particular cannot be recorded.
    :raises PersonKnown: the identity number is recorded already.
    :legal: 个人信息保护法 art. 6: no more than the member's form asks for.
    """
    parsed = _parsed_id(particulars.id_number, particulars.id_kind, at.date())
    blind = blind_index("id", parsed.number)
    _require_unknown(blind)
    plain = asdict(particulars)
    key = new_data_key()
    person = Person(
        **{name: plain[name] for name in PLAIN_FIELDS}
        | {
            "id_kind": parsed.kind.value,
            "birth_on": parsed.birth_on or particulars.birth_on,
            "sex": parsed.sex or particulars.sex,
        },
        data_key=wrap(key),
        id_blind=blind,
        id_cipher=encrypt(key, parsed.number),
    )
    _set_name(person, particulars.name)
    _set_phone(person, particulars.phone)
    person.save(force_insert=True)
    act().on(person)
    return person


@operation("people.change_person")
def change_person(
    *, actor: Actor, at: datetime, person: Person, changes: Mapping[str, Any], reason: str = ""
) -> Person:
    """Correct what is recorded of a person; the history keeps the old row, with who and why.

    :param changes: names of ``Particulars`` to new values; what is equal already is left alone.
    :raises FieldNotChangeable: a name is no particular.
    :raises PersonKnown: the new identity number belongs to somebody else.
    :raises OutsideScope: the person is no member of a union the actor may write to.
    """
    require_over(actor, "people.change", person)
    person = Person._base_manager.select_for_update().get(pk=person.pk)
    written: set[str] = set()
    for name, value in changes.items():
        written.update(_changed(person, name, value, at.date()))
    if not written:
        act().unchanged()
        return person
    person.save(update_fields=sorted(written))
    if "name_py" in written:
        Membership._base_manager.filter(person=person).update(name_py=person.name_py)
    act().on(person, node_id=_union_id(person), fields=sorted(written - {"name_bigrams"}))
    if "sex" in written:
        publish(PeopleChanged(_union_ids(person), at.date()))
    return person


def _changed(person: Person, name: str, value: Any, today: date) -> tuple[str, ...]:
    if name == "name":
        return () if normalise_name(value) == person.name else _set_name(person, value)
    if name == "phone":
        number = _parsed_phone(value)
        same = person.phone_blind == (blind_index("phone", number) if number else None)
        return () if same else _set_phone(person, number)
    if name == "id_number":
        return _set_id(person, value, today)
    if name not in PLAIN_FIELDS:
        raise FieldNotChangeable(name=name)
    if getattr(person, name) == value:
        return ()
    setattr(person, name, value)
    return (name,)


def _set_id(person: Person, text: str, today: date) -> tuple[str, ...]:
    parsed = _parsed_id(text, "", today)
    blind = blind_index("id", parsed.number)
    if blind == person.id_blind:
        return ()
    _require_unknown(blind, but=person.pk)
    person.id_blind, person.id_kind = blind, parsed.kind.value
    person.id_cipher = conceal(_key(person), parsed.number)
    person.birth_on = parsed.birth_on or person.birth_on
    person.sex = parsed.sex or person.sex
    return ("id_blind", "id_kind", "id_cipher", "birth_on", "sex")


def last_membership(person: Person) -> Membership | None:
    """Return the open membership of a person, or else the one that ended last."""
    found = Membership._base_manager.filter(person=person).select_related("union")
    rows = sorted(found, key=lambda row: (row.ends_before or date.max, row.pk))
    return rows[-1] if rows else None


def require_over(actor: Actor, ability: str, person: Person) -> None:
    """Let the actor pass when she holds the ability over the person's present or last union.

    A person without any membership is written only by who holds the ability over everything.

    :raises OutsideScope: she does not.
    """
    if actor.scope(ability).everything:
        return
    membership = last_membership(person)
    if membership is None:
        raise OutsideScope
    require(actor, ability, membership.union)


def _union_id(person: Person) -> int | None:
    membership = last_membership(person)
    return membership.union_id if membership else None


def _union_ids(person: Person) -> frozenset[int]:
    union_id = _union_id(person)
    return frozenset() if union_id is None else frozenset((union_id,))


@operation("people.verify_person")
def verify_person(*, actor: Actor, at: datetime, person: Person, how: str) -> Person:
    """Record that the person behind the record was verified (实名认证).

    :param how: ``self`` (she confirmed it herself), ``document`` or ``official``.
    :raises OutsideScope: the actor is neither the person nor a verifier of her union.
    """
    if actor.person_id != person.pk or how != "self":
        require_over(actor, "people.verify", person)
    person.verified_on, person.verified_by, person.confidence = at.date(), actor.user_id, how
    person.save(update_fields=["verified_on", "verified_by", "confidence"])
    act().on(person, node_id=_union_id(person), how=how)
    publish(PeopleChanged(_union_ids(person), at.date()))
    return person


_SECRETS = {"id_number": "id_cipher", "phone": "phone_cipher", "card": "card_cipher"}


@operation("people.open_identity")
def open_identity(
    *, actor: Actor, person: Person, fields: Sequence[str], reason: str
) -> dict[str, str]:
    """Return identities in clear, and leave an entry of who read them and why.

    :param fields: any of ``id_number``, ``phone``, ``card``; what is empty comes as "".
    :raises ReasonMissing: no reason was given.
    :raises OutsideScope: the actor may not open identities of the person's union.
    :legal: 个人信息保护法 arts. 51, 54.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    require_over(actor, "people.open_identity", person)
    names = tuple(name for name in _SECRETS if name in fields)
    record_reading(
        actor=actor, target=person, fields=names, reason=reason, union_id=_union_id(person)
    )
    act().unchanged()
    key = _key(person)
    return {name: reveal(key, getattr(person, _SECRETS[name])) or "" for name in names}


@operation("people.appoint_officer")
def appoint_officer(
    *,
    actor: Actor,
    person: Person,
    union: "Union",
    post: str,
    starts_on: date,
    full_time: bool = False,
    ends_before: date | None = None,
    front_line: bool = False,
    model_worker: bool = False,
    duty: str = "",
) -> Officer:
    """Record that a person holds a post in a union from a day on.

    :raises OutsideScope: the union is not the actor's to write to.
    :raises OfficeTaken: the union has a chair, or the person holds the post already.
    :raises AuditorKeepsBooks: the post does not go with another one she holds there.
    :legal: 中国工会审计条例 (``unions.contract.AUDIT_APART_SOURCE``).
    """
    require(actor, "people.appoint", union)
    # Two posts given at once would each see the other's place empty: the person is the lock.
    Person._base_manager.select_for_update().get(pk=person.pk)
    held = Officer._base_manager.filter(union=union, post=post, ends_before__isnull=True)
    if post != Officer.Post.CHAIR:
        held = held.filter(person=person)
    if ends_before is None and held.exists():
        raise OfficeTaken(field="post")
    others = Officer._base_manager.filter(union=union, person=person, ends_before__isnull=True)
    if audits_own_books(frozenset([post, *others.values_list("post", flat=True)])):
        raise AuditorKeepsBooks(field="post")
    officer = Officer.objects.create(
        person=person,
        union=union,
        post=post,
        full_time=full_time,
        starts_on=starts_on,
        ends_before=ends_before,
        front_line=front_line,
        model_worker=model_worker,
        duty=duty.strip(),
    )
    act().on(officer, node_id=union.pk, post=post, person=person.pk)
    return officer


@operation("people.end_office")
def end_office(*, actor: Actor, officer: Officer, on: date) -> Officer:
    """Record that an officer left the post; ``on`` is the first day without it.

    :raises OutsideScope: the union is not the actor's to write to.
    """
    require(actor, "people.appoint", officer.union)
    officer.ends_before = on
    officer.save(update_fields=["ends_before"])
    act().on(officer, node_id=officer.union_id, post=officer.post, person=officer.person_id)
    return officer


@operation("people.erase_person")
def erase_person(*, actor: Actor, at: datetime, person: Person, reason: str) -> None:
    """Make a person's identity unreadable for good by destroying her key.

    Ended memberships stay as rows without a name, and the ciphertexts of the history, which holds
    nothing clear, stay unreadable.

    :raises ReasonMissing: no reason was given.
    :raises StillMember: the membership is open.
    :legal: 个人信息保护法 art. 47.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    require_over(actor, "people.erase", person)
    person = Person._base_manager.select_for_update().get(pk=person.pk)
    if Membership._base_manager.filter(person=person, ends_before__isnull=True).exists():
        raise StillMember
    union_id = _union_id(person)
    blank = dict.fromkeys(PLAIN_FIELDS - {"birth_on", "sex"}, "")
    Person._base_manager.filter(pk=person.pk).update(
        name=ERASED_NAME,
        name_py="",
        name_py_initials="",
        name_bigrams=[],
        data_key=None,
        id_blind=None,
        phone_blind=None,
        birth_on=None,
        erased_on=at.date(),
        **blank,
    )
    Membership._base_manager.filter(person=person).update(name_py="")
    act().on(person, node_id=union_id)
