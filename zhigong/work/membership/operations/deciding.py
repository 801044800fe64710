"""Applications to join are decided, ten thousand as well as one.

Who is new becomes a member by the bulk enrolment, who is a member elsewhere is accepted from there,
and what wants a look at an identity card waits for somebody who looked.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID, uuid4

from django.db import connection, transaction

from zhigong.base.actor import SYSTEM, Actor, Power
from zhigong.base.crypto import digest
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.kernel.later import later
from zhigong.kernel.text import N_
from zhigong.registry.accounts.operations import link_people
from zhigong.registry.employers.operations import open_employer
from zhigong.registry.employers.queries import find_employers
from zhigong.registry.people.contract import unions_with_administrator
from zhigong.registry.people.operations import (
    NoMembershipToTransfer,
    OutsideScope,
    TransferUnderWay,
    enrol_rows,
    offer_transfer,
)
from zhigong.registry.people.queries import Holder, get_person_for, holders_of_numbers
from zhigong.registry.unions.queries import unions_by_id, unions_for
from zhigong.work.membership import queries
from zhigong.work.membership.events import JoinsDecided
from zhigong.work.membership.models import JoinApplication
from zhigong.work.membership.operations.joining import promote_next
from zhigong.work.membership.permissions import APPROVE
from zhigong.work.membership.rules import joining as rules
from zhigong.work.membership.workflow import JOINING, JoinState

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

polars = later("polars")

SOURCE = "网上入会"
TOLD_AT_ONCE = 500
MOST_AT_ONCE = 20_000


class TooEarly(UserError):
    """Only the union itself decides before its days are over."""

    code: ClassVar[str] = "too_early_to_decide_in_place"
    text: ClassVar[str] = N_("{union}的办理期限到{until}，期满未办的，上级工会才能代为审批。")
    status: ClassVar[int] = 409


class LookFirst(UserError):
    """What is recorded of the number differs: somebody compares the identity card first."""

    code: ClassVar[str] = "look_at_the_card_first"
    text: ClassVar[str] = N_("在库信息与申请不一致，请核对证件原件后勾选确认，再批准。")
    status: ClassVar[int] = 409


class NotWaiting(UserError):
    """Somebody decided before, or the applicant took it back."""

    code: ClassVar[str] = "application_does_not_wait"
    text: ClassVar[str] = N_("这份申请已经办理过或已撤回，请刷新页面查看结果。")
    status: ClassVar[int] = 409


class Deceased(UserError):
    """The owner of the number is recorded as deceased."""

    code: ClassVar[str] = "applicant_deceased"
    text: ClassVar[str] = N_("这个证件号码的职工已登记去世。请核对证件，如登记有误先更正。")
    status: ClassVar[int] = 409


class TransferOnItsWay(UserError):
    """She is on her way between two other unions."""

    code: ClassVar[str] = "applicant_on_her_way"
    text: ClassVar[str] = N_("该职工的会籍正在另两个工会之间接转，办结后再受理。")
    status: ClassVar[int] = 409


@dataclass(slots=True)
class Decided:
    """What became of applications.

    :param left: ids of applications nothing was done with, by reason: ``early``, ``look``,
        ``deceased``, ``on_the_way``, and ``gone`` for those that do not wait (any more).
    """

    admitted: list[int] = field(default_factory=list)
    transferred: list[int] = field(default_factory=list)
    left: dict[str, list[int]] = field(default_factory=dict)

    def leave(self, reason: str, pk: int) -> None:
        """Note that nothing was done with an application."""
        self.left.setdefault(reason, []).append(pk)


@operation("membership.approve_applications")
def approve_applications(
    *, actor: Actor, at: datetime, ids: Collection[int], has_looked: bool = False
) -> Decided:
    """Admit applicants, as far as the actor may decide over them now.

    Locks the applications; of two who approve the same one, the second finds it gone.

    :param ids: at most ``MOST_AT_ONCE``.
    :param has_looked: the identity cards of all of them were compared.
    :legal: 中国工会章程 art. 2; a membership counts from the day it is approved.
    """
    rows = _waiting(actor, ids)
    done = Decided()
    for pk in set(ids) - {row.pk for row in rows}:
        done.leave("gone", pk)
    in_time = _decidable(rows, actor, at.date(), done)
    holders = holders_of_numbers({row.id_blind for row in in_time if row.id_blind})
    fresh, held = _sorted_out(in_time, holders, done, has_looked=has_looked)
    if fresh:
        _admit(fresh, actor, at, done)
    for row in held:
        _take_over(row, holders[row.id_blind], actor=actor, at=at, done=done)
    _record(done, in_time)
    return done


def _waiting(actor: Actor, ids: Collection[int]) -> list[JoinApplication]:
    rows = queries.applications_waiting(actor=actor).filter(pk__any_of=set(ids))
    found = rows.select_related("union", "employer", "point").select_for_update(of=("self",))
    return list(found.order_by("pk")[:MOST_AT_ONCE])


def _decidable(
    rows: Sequence[JoinApplication], actor: Actor, today: date, done: Decided
) -> list[JoinApplication]:
    """Return the rows the actor may decide over now; each notes whether in another's place."""
    own = actor.scope(APPROVE).node_ids
    administered = unions_with_administrator(frozenset(row.union_id for row in rows))
    found = []
    for row in rows:
        place = rules.place_of_decision(
            is_own=row.union_id in own,
            until=row.decide_until,
            today=today,
            is_administered=row.union_id in administered,
        )
        row.in_place = place == "in_place"
        if place == "early":
            done.leave("early", row.pk)
        else:
            found.append(row)
    return found


def _sorted_out(
    rows: Sequence[JoinApplication],
    holders: dict[UUID, Holder],
    done: Decided,
    *,
    has_looked: bool,
) -> tuple[list[JoinApplication], list[JoinApplication]]:
    """Return who is enrolled, and who is accepted from another union."""
    recorded = queries.recorded_of(rows)
    fresh, held = [], []
    for row in rows:
        found = rules.remarks(name=row.name, union_id=row.union_id, recorded=recorded.get(row.pk))
        if "deceased" in found:
            done.leave("deceased", row.pk)
        elif rules.wants_a_look(found) and not has_looked:
            done.leave("look", row.pk)
        elif "elsewhere" in found:
            held.append(row)
        else:
            fresh.append(row)
    return fresh, held


def _admit(rows: Sequence[JoinApplication], actor: Actor, at: datetime, done: Decided) -> None:
    """Enrol new people and open their memberships, all in few statements."""
    _name_employers(rows, at)
    frame = polars.DataFrame([_as_row(row, at) for row in rows], infer_schema_length=None)
    enrol_rows(
        rows=frame,
        batch_id=uuid4(),
        actor=_empowered(actor, {row.union_id for row in rows}),
        at=at,
        source=SOURCE,
        batch_rows=MOST_AT_ONCE,
    )
    now = holders_of_numbers({row.id_blind for row in rows if row.id_blind})
    made = {row.pk: now[row.id_blind].membership_id for row in rows if row.id_blind in now}
    _write_approved(rows, made, actor, at)
    link_people(
        pairs={row.user_id: now[row.id_blind].person_id for row in rows if row.id_blind in now}
    )
    done.admitted += [row.pk for row in rows]


def _empowered(actor: Actor, union_ids: Collection[int]) -> Actor:
    """Return the actor with what an approval brings about: who approves need not also enrol."""
    more = frozenset(("people.enrol", "people.transfer"))
    powers = tuple(Power(union_id, more) for union_id in sorted(union_ids))
    return replace(actor, powers=actor.powers + powers, _scopes={})


def _as_row(row: JoinApplication, at: datetime) -> dict[str, object]:
    clear = queries.clear_of(row)
    return {
        "row": row.pk,
        "union_id": row.union_id,
        "employer_id": row.employer_id,
        "name": row.name,
        "id_number": clear.id_number,
        "id_kind": row.id_kind,
        "phone": clear.phone,
        "birth_on": row.birth_on,
        "sex": row.sex,
        "starts_on": at.date(),
        "joined_on": at.date(),
        "join_way": "collective" if row.point.kind == "event" else "online",
        "migrant": row.migrant,
        "new_form_group": row.new_form_group,
        "employment_form": row.employment_form,
        "post": row.post,
    }


def _name_employers(rows: Sequence[JoinApplication], at: datetime) -> None:
    """Register employers only their workers named, so that they stand among those without a union.

    Not before somebody approved: what a script types is no employer.
    """
    unions = unions_by_id({row.union_id for row in rows if row.employer_id is None})
    opened: dict[tuple[int, str], int] = {}
    for row in rows:
        if row.employer_id is not None or not row.employer_name:
            continue
        key = (row.union_id, row.employer_name)
        if key not in opened:
            area = _area_of(unions[row.union_id])
            match = find_employers(keys=[("", row.employer_name)], below=area)
            known = match["", row.employer_name].employer_id
            opened[key] = (
                known
                or open_employer(
                    actor=SYSTEM,
                    name=row.employer_name,
                    area_union=area,
                    source="declared",
                    as_of=at.date(),
                    verification="pending",
                ).pk
            )
        row.employer_id = opened[key]


def _area_of(union: "Union") -> "Union":
    """Return the union that answers for the firms around one: its parent, or itself at the top."""
    parent = unions_for(actor=SYSTEM).filter(pk=union.parent_id or 0).first()
    return parent or union


def _write_approved(
    rows: Sequence[JoinApplication], made: dict[int, int | None], actor: Actor, at: datetime
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE membership_joinapplication AS a SET state = %s, decided_at = %s,"
            " decided_by = %s, in_place = s.in_place, employer_id = s.employer_id,"
            " membership_id = s.membership_id"
            " FROM unnest(%s::bigint[], %s::boolean[], %s::bigint[], %s::bigint[])"
            " AS s (id, in_place, employer_id, membership_id) WHERE a.id = s.id",
            [
                JOINING.moves["approve"].target,
                at,
                actor.user_id,
                [row.pk for row in rows],
                [row.in_place for row in rows],
                [row.employer_id for row in rows],
                [made[row.pk] for row in rows],
            ],
        )


def _take_over(
    row: JoinApplication, holder: Holder, *, actor: Actor, at: datetime, done: Decided
) -> None:
    """Accept a member of another union: her wish to join is her wish to change."""
    try:
        with transaction.atomic():
            transfer = offer_transfer(
                actor=_empowered(actor, {row.union_id}),
                at=at,
                person=get_person_for(actor=SYSTEM, person_id=holder.person_id),
                to_union=row.union,
                employer=row.employer,
                accept=True,
            )
    except (TransferUnderWay, NoMembershipToTransfer):
        done.leave("on_the_way", row.pk)
        return
    JOINING.move(
        row,
        "transfer",
        actor=actor,
        at=at,
        changes={
            "decided_at": at,
            "decided_by": actor.user_id,
            "in_place": row.in_place,
            "transfer": transfer,
        },
    )
    link_people(pairs={row.user_id: holder.person_id})
    done.transferred.append(row.pk)


def _record(done: Decided, rows: Sequence[JoinApplication]) -> None:
    """Leave one entry a union, with the digest of what was decided, and tell the applicants."""
    for state, ids in (
        (JoinState.APPROVED, done.admitted),
        (JoinState.TRANSFERRING, done.transferred),
    ):
        of_union: dict[int, list[int]] = {}
        chosen = set(ids)
        for row in rows:
            if row.pk in chosen:
                of_union.setdefault(row.union_id, []).append(row.pk)
        for union_id, numbers in of_union.items():
            text = "\n".join(map(str, numbers)).encode()
            places = Counter(row.in_place for row in rows if row.pk in set(numbers))
            act().bulk(
                "membership.joinapplication",
                count=len(numbers),
                digest=digest(text),
                node_id=union_id,
                state=state.value,
                in_place=places[True],
            )
        for start in range(0, len(ids), TOLD_AT_ONCE):
            publish(JoinsDecided(tuple(ids[start : start + TOLD_AT_ONCE]), state.value))
    if not (done.admitted or done.transferred):
        act().unchanged()


_REFUSALS: dict[str, type[UserError]] = {
    "gone": NotWaiting,
    "look": LookFirst,
    "deceased": Deceased,
    "on_the_way": TransferOnItsWay,
}


def approve_application(
    *, actor: Actor, at: datetime, application: JoinApplication, has_looked: bool = False
) -> Decided:
    """Admit one applicant, or say why not.

    :param has_looked: her identity card was compared.
    :raises TooEarly, LookFirst, NotWaiting, Deceased, TransferOnItsWay: as they say.
    :raises OutsideScope: the application is not the actor's to decide over.
    """
    if not actor.scope(APPROVE).covers(application.union.ancestors):
        raise OutsideScope
    done = approve_applications(actor=actor, at=at, ids=[application.pk], has_looked=has_looked)
    for reason in done.left:
        if reason == "early":
            raise _too_early(application)
        raise _REFUSALS[reason]
    return done


def _too_early(application: JoinApplication) -> TooEarly:
    return TooEarly(union=application.union.name, until=application.decide_until)


@operation("membership.reject_application")
def reject_application(
    *, actor: Actor, at: datetime, application: JoinApplication, reason: str
) -> JoinApplication:
    """Refuse an application; the applicant reads the reason, and may apply again.

    :raises OutsideScope, TooEarly: the actor does not decide over it, or not yet.
    :raises MoveNotAllowed, ReasonMissing: it is decided, or no reason was given.
    """
    if not actor.scope(APPROVE).covers(application.union.ancestors):
        raise OutsideScope
    row = JOINING.lock(application)
    place = queries.place_of(actor=actor, application=row, today=at.date())
    if place == "early":
        raise _too_early(application)
    changes = {
        "decided_at": at,
        "decided_by": actor.user_id,
        "in_place": place == "in_place",
        "reason": reason.strip(),
    }
    JOINING.move(row, "reject", actor=actor, at=at, reason=reason, changes=changes)
    act().on(row, node_id=row.union_id, state=row.state, in_place=int(row.in_place))
    publish(JoinsDecided((row.pk,), row.state))
    promote_next(row.id_blind, actor=actor, at=at)
    return row
