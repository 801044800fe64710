"""Two records of one human being become one; what was found of a pair is remembered for good.

Whatever points at a person goes along, in every app: the rows are found by the foreign keys that
lead to ``Person``, so that a table of an app written tomorrow is not forgotten.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.fields import conceal, reveal
from zhigong.base.operations import act, operation
from zhigong.base.workflow import ReasonMissing
from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.events import MembershipsChanged, PeopleMerged
from zhigong.registry.people.models import (
    Membership,
    Officer,
    Person,
    RecordPair,
    Retention,
    Transfer,
)
from zhigong.registry.people.operations.persons import last_membership, require_over
from zhigong.registry.people.workflow import TRANSFER

MERGE = "people.merge"
# Particulars the kept record takes over where it has none.
FILLED = (
    "ethnicity", "political_status", "education", "household_kind", "household_region",
    "skill_level", "birth_on",
)  # fmt: skip
_OWN = (Membership, Officer, Transfer, RecordPair)


class VerdictGiven(UserError):
    """Somebody decided over the pair before."""

    code: ClassVar[str] = "verdict_given"
    text: ClassVar[Any] = _("这两份记录已经核对过，请刷新页面查看结论。")
    status: ClassVar[int] = 409


class MergedAlready(UserError):
    """One of the records leads to another one by now."""

    code: ClassVar[str] = "merged_already"
    text: ClassVar[Any] = _("其中一份记录已并入其他记录，请从那份记录重新核对。")
    status: ClassVar[int] = 409


_FIND = """
INSERT INTO people_recordpair (first_id, second_id, ground, found_on, verdict, reason, moved,
  "left", filled)
SELECT a.id, b.id, %(ground)s, %(on)s, '', '', '{{}}', '{{}}', '[]'
FROM people_person AS a
JOIN people_person AS b ON {same} AND a.id < b.id
WHERE a.erased_on IS NULL AND b.erased_on IS NULL
  AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
  AND coalesce(a.sex, '0') = coalesce(b.sex, '0')
ORDER BY a.id, b.id LIMIT %(most)s
ON CONFLICT DO NOTHING
"""
_GROUNDS = {
    "phone": "a.phone_blind = b.phone_blind AND a.name = b.name",
    "name_birth": "a.name = b.name AND a.birth_on = b.birth_on",
}


@operation("people.find_duplicates")
def find_duplicates(*, actor: Actor, on: date, most: int = 100_000) -> int:
    """Look for records that may be one person's; return how many pairs are new.

    A pair that was decided is not found again. Names alone are no ground: there are too many 王伟.
    """
    found = 0
    for ground, same in _GROUNDS.items():
        with connection.cursor() as cursor:
            cursor.execute(_FIND.format(same=same), {"ground": ground, "on": on, "most": most})
            found += cursor.rowcount
    act().unchanged()  # a pair is a question, and nothing of anybody's record changed
    return found


@operation("people.tell_apart")
def tell_apart(*, actor: Actor, at: datetime, pair: RecordPair, reason: str) -> RecordPair:
    """Remember that two records are two people's.

    :raises OutsideScope: one of them is not the actor's.
    :raises VerdictGiven, ReasonMissing: it was decided, or no reason was given.
    """
    pair = _open_pair(pair, actor, reason)
    union = _union_of(pair.first)
    _decide(pair, actor, at, verdict=RecordPair.Verdict.DIFFERENT, reason=reason, union=union)
    act().on(pair, node_id=union, way="different")
    return pair


@operation("people.merge_people")
def merge_people(
    *, actor: Actor, at: datetime, pair: RecordPair, kept: Person, reason: str
) -> RecordPair:
    """Make two records one: every row that points at the other one points at ``kept`` from now on.

    Where both were members on the same days, the kept one's membership counts and the other's
    becomes an empty period. A row its table's rules refuse for the kept record stays, and is noted.

    :raises OutsideScope: one of them is not the actor's.
    :raises VerdictGiven, MergedAlready, ReasonMissing: it was decided, or no reason was given.
    """
    pair = _open_pair(pair, actor, reason)
    people = {
        one.pk: one
        for one in Person._base_manager.select_for_update()
        .filter(pk__in=(pair.first_id, pair.second_id))
        .order_by("pk")
    }
    gone_id = pair.second_id if kept.pk == pair.first_id else pair.first_id
    held, gone = people[kept.pk], people[gone_id]
    if held.merged_into_id is not None or gone.merged_into_id is not None:
        raise MergedAlready
    unions, earliest = _settle_memberships(held, gone, actor, at)
    moved, left = _move_rows(held, gone)
    filled = _fill(held, gone)
    Person._base_manager.filter(pk=gone.pk).update(merged_into=held)
    Person._base_manager.filter(merged_into=gone).update(merged_into=held)
    _drop_questions(gone, but=pair)
    union = _union_of(held)
    pair.moved, pair.left, pair.filled = moved, left, filled
    _decide(pair, actor, at, verdict=RecordPair.Verdict.SAME, reason=reason, union=union, kept=held)
    act().on(pair, node_id=union, way="same", person=held.pk, gone=gone.pk)
    publish(PeopleMerged(frozenset(unions), at.date(), held.pk, gone.pk))
    if unions:
        publish(MembershipsChanged(frozenset(unions), earliest or at.date()))
    return pair


def _drop_questions(gone: Person, *, but: RecordPair) -> None:
    """Forget open questions about a record that leads elsewhere; the kept one is asked anew."""
    rows = RecordPair._base_manager.filter(models.Q(first=gone) | models.Q(second=gone), verdict="")
    rows.exclude(pk=but.pk).delete()


def _open_pair(pair: RecordPair, actor: Actor, reason: str) -> RecordPair:
    if not reason.strip():
        raise ReasonMissing(field="reason")
    found: RecordPair = (
        RecordPair._base_manager.select_for_update(of=("self",))
        .select_related("first", "second")
        .get(pk=pair.pk)
    )
    if found.verdict:
        raise VerdictGiven
    require_over(actor, MERGE, found.first)
    require_over(actor, MERGE, found.second)
    return found


def _decide(
    pair: RecordPair, actor: Actor, at: datetime, *, verdict: str, reason: str, **more: Any
) -> None:
    pair.verdict, pair.reason = verdict, reason.strip()
    pair.decided_by, pair.decided_at = actor.user_id, at
    pair.union_id, pair.kept = more["union"], more.get("kept")
    pair.save()


def _union_of(person: Person) -> int | None:
    membership = last_membership(person)
    return membership.union_id if membership else None


def _settle_memberships(
    held: Person, gone: Person, actor: Actor, at: datetime
) -> tuple[set[int], date | None]:
    """Empty what overlaps of the other record's periods; return the unions and the first day."""
    for transfer in Transfer._base_manager.select_for_update().filter(
        person=gone, settled_at__isnull=True
    ):
        TRANSFER.move(transfer, "withdraw", actor=actor, at=at, changes={"settled_at": at})
        Membership._base_manager.filter(
            pk=transfer.from_membership_id, state=MembershipState.TRANSFERRING
        ).update(state=MembershipState.ACTIVE)
    mine = list(Membership._base_manager.filter(person=held))
    unions, days = set(), []
    for one in Membership._base_manager.select_for_update().filter(person=gone):
        unions.add(one.union_id)
        days.append(one.starts_on)
        if any(_overlap(one, other) for other in mine):
            _empty(one)
    return unions, min(days, default=None)


def _overlap(one: Membership, other: Membership) -> bool:
    ends = one.ends_before or date.max
    others_end = other.ends_before or date.max
    is_real = one.starts_on < ends and other.starts_on < others_end
    return is_real and one.starts_on < others_end and other.starts_on < ends


def _empty(one: Membership) -> None:
    """Let a period count for nothing: the same days count once already."""
    Retention._base_manager.filter(membership=one, ends_before__isnull=True).update(
        ends_before=models.F("starts_on")
    )
    one.ends_before, one.end_reason = one.starts_on, "merged"
    if one.state in (
        MembershipState.PENDING,
        MembershipState.ACTIVE,
        MembershipState.TRANSFERRING,
        MembershipState.RETAINED,
    ):
        one.state = MembershipState.TRANSFERRED
    one.save(update_fields=["ends_before", "end_reason", "state"])


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every table and column that points at a person, of every app; histories left out."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model: Any = relation.related_model
        column: str = relation.field.name  # type: ignore[union-attr]
        is_history = hasattr(model, "pgh_tracked_model") or column == "pgh_obj"
        if model not in (RecordPair, Person) and not is_history:
            yield model, column


def _move_rows(held: Person, gone: Person) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    moved: dict[str, list[int]] = {}
    left: dict[str, list[int]] = {}
    for model, column in references():
        ids = list(model._base_manager.filter(**{column: gone}).values_list("pk", flat=True))
        for pk in ids:
            done = moved if _moves(model, column, pk, held) else left
            done.setdefault(model._meta.label_lower, []).append(str(pk))  # type: ignore[arg-type]
    Membership._base_manager.filter(person=held).update(name_py=held.name_py)
    return moved, left


def _moves(model: type[models.Model], column: str, pk: Any, held: Person) -> bool:
    """Let one row point at the kept record, unless a rule of its table refuses."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**{column: held})
    except IntegrityError:
        return False
    return True


def _fill(held: Person, gone: Person) -> list[str]:
    """Take over what the kept record lacks; return the names of the fields."""
    filled = [name for name in FILLED if not getattr(held, name) and getattr(gone, name)]
    for name in filled:
        setattr(held, name, getattr(gone, name))
    if (
        held.phone_cipher is None
        and gone.phone_cipher is not None
        and held.data_key
        and gone.data_key
    ):
        number = reveal(bytes(gone.data_key), bytes(gone.phone_cipher))
        held.phone_cipher = conceal(bytes(held.data_key), number)
        held.phone_blind = gone.phone_blind
        filled += ["phone_cipher", "phone_blind"]
    if filled:
        held.save(update_fields=filled)
    return filled
