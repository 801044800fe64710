"""Codes to join by are made and revoked; somebody applies, and takes it back.

Nothing here tells the public whether an identity number is known: an application is taken in the
same words whoever's number it carries, and what is recorded is compared when a union decides.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.crypto import blind_index, encrypt, new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.holidays import calendar_of
from zhigong.base.numbering import loose_number
from zhigong.base.operations import act, operation
from zhigong.kernel.person_name import normalise_name
from zhigong.kernel.resident_id import BadId, ResidentId
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import open_user, phone_of
from zhigong.registry.documents.operations import store_document
from zhigong.registry.people.operations import OutsideScope
from zhigong.registry.people.queries import holders_of_numbers
from zhigong.registry.unions.queries import unions_for
from zhigong.work.membership.events import EmployerNamedByJoiner
from zhigong.work.membership.models import JoinApplication, JoinPoint
from zhigong.work.membership.permissions import KEEP_POINTS
from zhigong.work.membership.queries.joining import joint_union_of_area
from zhigong.work.membership.rules import joining as rules
from zhigong.work.membership.workflow import JOINING, JoinState

if TYPE_CHECKING:
    from uuid import UUID

    from zhigong.registry.employers.models import Employer
    from zhigong.registry.unions.models import Union

SIGNATURE = "join_signature"
TOKEN_BYTES = 16
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ONE_PER_NUMBER = "one_application_waits_per_id_number"


class PointRevoked(UserError):
    """The code was revoked."""

    code: ClassVar[str] = "join_point_revoked"
    text: ClassVar[str] = N_("这个入会码已停用。请向工会索取新的二维码。")
    status: ClassVar[int] = 410


class NameMissing(UserError):
    """There is no name."""

    code: ClassVar[str] = "name_missing"
    text: ClassVar[str] = N_("请填写姓名。")


class IdNumberNotValid(UserError):
    """The identity number is none."""

    code: ClassVar[str] = "id_number_not_valid"
    text: ClassVar[str] = N_("证件号码有误，请对照证件逐位核对。身份证末位是 X 的，大小写都可以。")


class TooYoung(UserError):
    """Nobody below the working age joins."""

    code: ClassVar[str] = "joiner_too_young"
    text: ClassVar[str] = N_("未满{least}周岁不能办理入会。如证件号码填错，请改正后再提交。")


class NotYourNumber(UserError):
    """The account leads to somebody with another identity number."""

    code: ClassVar[str] = "not_your_number"
    text: ClassVar[str] = N_(
        "证件号码与您登录的账号不一致。请填写本人的证件号码，或用本人手机登录。"
    )


class HasMembership(UserError):
    """The applicant is a member; where it is another union, a transfer is the way."""

    code: ClassVar[str] = "has_membership"
    text: ClassVar[str] = N_("您已经是工会会员。换了单位请办理会籍接转，不用重新入会。")
    status: ClassVar[int] = 409


class AppliedAlready(UserError):
    """The account has an application that is not decided."""

    code: ClassVar[str] = "applied_already"
    text: ClassVar[str] = N_("您已提交过入会申请，正在审批。要修改请先撤回。")
    status: ClassVar[int] = 409


class TooManyApplications(UserError):
    """Too many applications of an account, an address or a code."""

    code: ClassVar[str] = "too_many_applications"
    text: ClassVar[str] = N_("提交次数过多，请稍后再试，或到工会现场办理。")
    status: ClassVar[int] = 429


class WorkMissing(UserError):
    """Neither an employer nor a kind of work was named."""

    code: ClassVar[str] = "work_missing"
    text: ClassVar[str] = N_("请填写工作单位；没有单位的，请选择所从事的职业。")


class SignatureMissing(UserError):
    """The application is not signed."""

    code: ClassVar[str] = "signature_missing"
    text: ClassVar[str] = N_("请在签名框内手写签名。")


class NoMemberAccount(UserError):
    """An account of staff applies for nobody."""

    code: ClassVar[str] = "no_member_account"
    text: ClassVar[str] = N_("请退出工作账号，用本人手机号登录后再申请入会。")
    status: ClassVar[int] = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody writes who wants to join; numbers as people write them."""

    name: str
    id_number: str
    employer: "Employer | None" = None
    employer_name: str = ""
    employment_form: str = ""
    new_form_group: str = ""
    post: str = ""
    migrant: bool = False


@operation("membership.make_point")
def make_point(
    *, actor: Actor, at: datetime, union: "Union", particulars: Mapping[str, Any]
) -> JoinPoint:
    """Make a code to join by; its token cannot be guessed.

    :param particulars: ``title``, ``kind``, ``place``, ``new_form_group``, ``employer`` and
        ``receiving`` (the union that takes who has none of her own; the union itself when None).
    :raises OutsideScope: one of the unions is not the actor's.
    """
    receiving = particulars.get("receiving") or union
    scope = actor.scope(KEEP_POINTS)
    if not (scope.covers(union.ancestors) and scope.covers(receiving.ancestors)):
        raise OutsideScope
    given = {k: v for k, v in particulars.items() if k != "receiving"}
    point = JoinPoint.objects.create(
        union=union,
        receiving=receiving,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        created_by=actor.user_id,
        created_at=at,
        **given,
    )
    act().on(point, node_id=union.pk, way=point.kind)
    return point


@operation("membership.revoke_point")
def revoke_point(*, actor: Actor, at: datetime, point: JoinPoint, reason: str = "") -> JoinPoint:
    """Revoke a code: whoever scans it from now on is told so; what was handed in is decided.

    :raises OutsideScope: the code is not the actor's.
    """
    if not actor.scope(KEEP_POINTS).covers(point.union.ancestors):
        raise OutsideScope
    if point.revoked_at is not None:
        act().unchanged()
        return point
    point.revoked_at = at
    point.save(update_fields=["revoked_at"])
    act().on(point, node_id=point.union_id)
    return point


@operation("membership.apply_to_join")
def apply_to_join(
    *,
    actor: Actor,
    at: datetime,
    point: JoinPoint,
    wish: Wish,
    address: str,
    signature: Iterable[bytes],
) -> JoinApplication:
    """Take somebody's application to join; the account's phone was proved when she logged in.

    A second application with the number of one that waits is kept aside for the union, and is
    answered in the same words.

    :param address: where the request came from.
    :param signature: the bytes of the picture of her signature; none when she did not sign.
    :raises PointRevoked, NameMissing, IdNumberNotValid, TooYoung, WorkMissing: cannot be taken.
    :raises NotYourNumber, HasMembership, AppliedAlready: what is known of her own account.
    :raises TooManyApplications: see the limits in ``rules.joining``.
    :legal: 工会法 art. 3: whoever works may join.
    """
    if point.revoked_at is not None:
        raise PointRevoked
    if actor.kind != "member" or actor.user_id is None:
        raise NoMemberAccount
    parsed = _identity(wish, point, at)
    address_blind = blind_index("address", address)
    _require_rates(actor.user_id, point, address_blind, at)
    _require_free(actor, blind_index("id", parsed.number))
    if not (wish.employer or wish.employer_name or wish.new_form_group):
        raise WorkMissing(field="employer_name")
    picture = list(signature)
    if not picture:
        raise SignatureMissing(field="signature")
    row, is_listed = _drafted(wish, parsed, actor=actor, at=at, point=point)
    row.address_blind = address_blind
    row.signature = store_document(
        file=picture,
        kind=SIGNATURE,
        title="签名.png",
        union=row.union,
        at=at,
        actor=actor,
        is_asked_for=True,
    )
    _keep(row)
    act().on(row, node_id=row.union_id, way=row.way, state=row.state)
    if is_listed:
        _tell_of_employer(row, wish, at)
    return row


def _tell_of_employer(row: JoinApplication, wish: Wish, at: datetime) -> None:
    name = wish.employer.name if wish.employer else row.employer_name
    publish(EmployerNamedByJoiner(frozenset((row.union_id,)), at.date(), row.employer_id, name))


def _identity(wish: Wish, point: JoinPoint, at: datetime) -> ResidentId:
    if not normalise_name(wish.name):
        raise NameMissing(field="name")
    try:
        parsed = ResidentId.parse(wish.id_number, today=at.date())
    except BadId as error:
        raise IdNumberNotValid(field="id_number") from error
    place = point.receiving.region
    if parsed.birth_on is not None and not rules.is_old_enough(
        birth_on=parsed.birth_on, on=at.date(), place=place
    ):
        raise TooYoung(field="id_number", least=rules.LEAST_AGE.on(at.date(), place))
    return parsed


def _require_rates(user_id: int, point: JoinPoint, address_blind: "UUID", at: datetime) -> None:
    rows = JoinApplication.objects.trusted("only how many there are")
    of_account = rows.filter(user_id=user_id, submitted_at__gt=at - _DAY)
    of_address = rows.filter(address_blind=address_blind, submitted_at__gt=at - _HOUR)
    of_point = rows.filter(point=point, submitted_at__gt=at - _HOUR)
    if (
        of_account.count() >= rules.PER_ACCOUNT_AND_DAY
        or of_address[: rules.PER_ADDRESS_AND_HOUR].count() >= rules.PER_ADDRESS_AND_HOUR
        or of_point[: rules.PER_POINT_AND_HOUR].count() >= rules.PER_POINT_AND_HOUR
    ):
        raise TooManyApplications


def _require_free(actor: Actor, blind: "UUID") -> None:
    """Refuse by what is known of the account itself; of a number alone nothing is told."""
    mine = JoinApplication.objects.of_account(actor.user_id).open()
    if mine.exists():
        raise AppliedAlready
    if actor.person_id is None:
        return
    holder = holders_of_numbers([blind]).get(blind)
    if holder is None or holder.person_id != actor.person_id:
        raise NotYourNumber(field="id_number")
    if holder.membership_id is not None:
        raise HasMembership


def _drafted(
    wish: Wish, parsed: ResidentId, *, actor: Actor, at: datetime, point: JoinPoint
) -> tuple[JoinApplication, bool]:
    """Return the row to keep, and whether its employer belongs on the list to be organised."""
    route, union = _routed(point, wish.employer)
    user = open_user(user_id=actor.user_id or 0)
    if user is None:
        raise NoMemberAccount
    phone, key = phone_of(user), new_data_key()
    row = JoinApplication(
        number=_number(union, at.date()),
        point=point,
        union=union,
        way=route.way,
        employer=wish.employer,
        employer_name=wish.employer.name if wish.employer else wish.employer_name.strip(),
        user_id=user.pk,
        name=normalise_name(wish.name),
        data_key=wrap(key),
        id_kind=parsed.kind.value,
        id_cipher=encrypt(key, parsed.number),
        id_blind=blind_index("id", parsed.number),
        phone_cipher=encrypt(key, phone),
        phone_blind=blind_index("phone", phone),
        birth_on=parsed.birth_on,
        sex=parsed.sex or "0",
        employment_form=wish.employment_form,
        new_form_group=wish.new_form_group,
        post=wish.post.strip(),
        migrant=wish.migrant,
        submitted_at=at,
        decide_until=rules.deciding_until(
            submitted_on=at.date(), place=union.region, calendar=calendar_of(union.region)
        ),
    )
    is_unknown = wish.employer is None and bool(row.employer_name)
    return row, route.joins_list or is_unknown


def _routed(point: JoinPoint, employer: "Employer | None") -> tuple[rules.Route, "Union"]:
    area_id = employer.area_union_id if employer else None
    covered_by = employer.covered_by_id if employer else None
    needs_joint = covered_by is None and area_id is not None
    route = rules.route(
        receiving_id=point.receiving_id,
        receiving_path=point.receiving.ancestors,
        covered_by=covered_by,
        area_id=area_id,
        area_joint_id=joint_union_of_area(area_id=area_id) if needs_joint and area_id else None,
    )
    if route.union_id == point.receiving_id:
        return route, point.receiving
    return route, unions_for(actor=SYSTEM).get(pk=route.union_id)


def _number(union: "Union", day: date) -> str:
    """Return a number that tells the district and the day: ``RH-330211-20261121-000123``."""
    region = (union.region[:6] or "0").ljust(6, "0")
    series = f"RH-{region}-{day:%Y%m%d}"
    return f"{series}-{loose_number(series):06d}"


def _keep(row: JoinApplication) -> None:
    """Save the row; where one with the same number waits, aside."""
    waiting = JoinApplication.objects.trusted("only whether it waits").filter(
        id_blind=row.id_blind, state=JoinState.SUBMITTED
    )
    row.state = JoinState.DOUBLED if waiting.exists() else JoinState.SUBMITTED
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if _ONE_PER_NUMBER not in str(error):
            raise AppliedAlready from error
        row.state = JoinState.DOUBLED
        row.save(force_insert=True)


@operation("membership.withdraw_application")
def withdraw_application(
    *, actor: Actor, at: datetime, application: JoinApplication
) -> JoinApplication:
    """Take one's own application back.

    :raises OutsideScope: it is somebody else's.
    :raises MoveNotAllowed: it is decided.
    """
    if actor.user_id is None or application.user_id != actor.user_id:
        raise OutsideScope
    row = JOINING.lock(application)
    JOINING.move(row, "withdraw", actor=actor, at=at, changes={"decided_at": at})
    act().on(row, node_id=row.union_id, state=row.state)
    promote_next(row.id_blind, actor=actor, at=at)
    return row


def promote_next(blind: "UUID | None", *, actor: Actor, at: datetime) -> None:
    """Let the next application with the same number wait for the union, if there is one."""
    rows = JoinApplication.objects.trusted("of the same number").select_for_update()
    following = rows.filter(id_blind=blind, state=JoinState.DOUBLED).order_by("pk").first()
    if following is not None:
        JOINING.move(following, "promote", actor=actor, at=at)
        act().on(following, node_id=following.union_id, state=following.state)


__all__ = [
    "AppliedAlready",
    "HasMembership",
    "IdNumberNotValid",
    "NameMissing",
    "NoMemberAccount",
    "NotYourNumber",
    "PointRevoked",
    "SignatureMissing",
    "TooManyApplications",
    "TooYoung",
    "Wish",
    "WorkMissing",
    "apply_to_join",
    "make_point",
    "promote_next",
    "revoke_point",
    "withdraw_application",
]
