"""Which union covers an employer, from when to when: at most one at a time."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F

from zhigong.base import clock
from zhigong.base.actor import Actor, current_actor
from zhigong.base.crypto import digest
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.employers.events import EmployerCovered, EmployerUncovered
from zhigong.registry.employers.models import Affiliation, Employer
from zhigong.registry.unions.events import UnionDissolved, UnionMerged

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class AlreadyCovered(UserError):
    """Another union covers the employer."""

    code = "already_covered"
    text = N_("“{employer}”已由“{union}”覆盖，如需调整请使用“改由其他工会覆盖”。")


class NotCovered(UserError):
    """No union covers the employer."""

    code = "not_covered"
    text = N_("“{employer}”目前没有工会覆盖。")


class CoverDateWrong(UserError):
    """The day is to come, or not after the beginning of the cover there is."""

    code = "cover_date_wrong"
    text = N_("日期应晚于现有覆盖关系的起始日（{since}），且不晚于今天。")


class UnionCannotCover(UserError):
    """The union has ended."""

    code = "union_cannot_cover"
    text = N_("“{union}”已撤销或合并，不能覆盖单位。")


@operation("employers.affiliate")
def affiliate(*, actor: Actor, employer: Employer, union: "Union", on: date) -> Affiliation:
    """Record that a union covers an employer from a day on.

    :raises AlreadyCovered: another union does (the same union: nothing changes).
    :raises UnionCannotCover: the union has ended.
    :raises CoverDateWrong: the day is to come, or an earlier cover ended after it.
    """
    held = _open(employer)
    if held is not None and held.union_id == union.pk:
        act().unchanged()
        return held
    if held is not None:
        raise AlreadyCovered(field="union", employer=employer.name, union=held.union.name)
    return _cover(employer, union, on)


@operation("employers.change_cover")
def change_cover(
    *, actor: Actor, employer: Employer, union: "Union", on: date, reason: str = ""
) -> Affiliation:
    """Let another union cover an employer from a day on; the cover before ends that day.

    :raises NotCovered, UnionCannotCover, CoverDateWrong: as they say.
    """
    _close(employer, on)
    return _cover(employer, union, on)


@operation("employers.leave_union")
def leave_union(*, actor: Actor, employer: Employer, on: date, reason: str = "") -> None:
    """Record that no union covers an employer from a day on.

    :raises NotCovered, CoverDateWrong: as they say.
    """
    held = _close(employer, on)
    act().on(employer, node_id=held.union_id, left=held.union_id, on=str(on))
    publish(EmployerUncovered(frozenset([held.union_id]), on, frozenset([employer.pk])))


@operation("employers.affiliate_many")
def affiliate_many(*, actor: Actor, pairs: Sequence[tuple[int, int, date]]) -> int:
    """Record many covers (employer id, union id, first day) at once; return how many are new.

    Employers that are covered already are left as they are.
    """
    covered = set(
        Affiliation.objects.trusted("ids only")
        .filter(employer__in=[pair[0] for pair in pairs], ends_before__isnull=True)
        .values_list("employer_id", flat=True)
    )
    new = [
        Affiliation(employer_id=employer, union_id=union, starts_on=on)
        for employer, union, on in pairs
        if employer not in covered
    ]
    if not new:
        act().unchanged()
        return 0
    Affiliation.objects.bulk_create(new, batch_size=5_000)
    text = "\n".join(f"{row.employer_id} {row.union_id} {row.starts_on}" for row in new)
    act().bulk("employers.affiliation", count=len(new), digest=digest(text.encode()))
    publish(
        EmployerCovered(
            frozenset(row.union_id for row in new),
            min(row.starts_on for row in new),
            frozenset(row.employer_id for row in new),
        )
    )
    return len(new)


def follow_merger(event: UnionMerged) -> None:
    """Let the successor cover what the merged unions covered, and answer for their areas."""
    _follow(
        actor=current_actor(), ended=event.union_ids, to=event.successor_id, on=event.effective_on
    )


def follow_dissolution(event: UnionDissolved) -> None:
    """End what a dissolved union covered; the union above answers for its area."""
    _end_cover(
        actor=current_actor(), ended=event.union_ids, above=event.parent_id, on=event.effective_on
    )


@operation("employers.follow_merger")
def _follow(*, actor: Actor, ended: frozenset[int], to: int, on: date) -> None:
    employers = _uncover(ended, on)
    Affiliation.objects.bulk_create(
        [Affiliation(employer_id=pk, union_id=to, starts_on=on) for pk in employers]
    )
    areas = _answer_for(ended, to)
    if not employers and not areas:
        act().unchanged()
        return
    act().bulk(
        "employers.affiliation",
        count=len(employers) + areas,
        digest=digest(str(sorted(employers)).encode()),
        node_id=to,
    )
    if employers:
        publish(EmployerCovered(ended | {to}, on, frozenset(employers)))


@operation("employers.follow_dissolution")
def _end_cover(*, actor: Actor, ended: frozenset[int], above: int | None, on: date) -> None:
    employers = _uncover(ended, on)
    areas = _answer_for(ended, above) if above is not None else 0
    if not employers and not areas:
        act().unchanged()
        return
    act().bulk(
        "employers.affiliation",
        count=len(employers) + areas,
        digest=digest(str(sorted(employers)).encode()),
        node_id=above,
    )
    if employers:
        publish(EmployerUncovered(ended, on, frozenset(employers)))


def _uncover(unions: frozenset[int], on: date) -> list[int]:
    """End the covers of unions on a day; return the employers."""
    rows = Affiliation.objects.trusted("unions that end").filter(
        union__in=unions, ends_before__isnull=True
    )
    employers = list(rows.values_list("employer_id", flat=True))
    rows.filter(starts_on__gte=on).delete()
    rows.update(ends_before=on)
    return employers


def _answer_for(ended: frozenset[int], to: int) -> int:
    changed: int = (
        Employer.objects.trusted("areas of unions that end")
        .filter(area_union__in=ended)
        .update(area_union=to)
    )
    return changed


def _open(employer: Employer) -> Affiliation | None:
    return (
        Affiliation.objects.trusted("of an employer held")
        .select_for_update(of=("self",))
        .select_related("union")
        .filter(employer=employer, ends_before__isnull=True)
        .first()
    )


def _close(employer: Employer, on: date) -> Affiliation:
    held = _open(employer)
    if held is None:
        raise NotCovered(employer=employer.name)
    if not held.starts_on < on <= clock.today():
        raise CoverDateWrong(field="on", since=held.starts_on)
    held.ends_before = on
    held.save(update_fields=["ends_before"])
    return held


def _cover(employer: Employer, union: "Union", on: date) -> Affiliation:
    if union.has_ended:
        raise UnionCannotCover(field="union", union=union.name)
    last = (
        Affiliation.objects.trusted("of an employer held")
        .filter(employer=employer)
        .order_by(F("ends_before").desc(nulls_first=True))
        .first()
    )
    if on > clock.today() or (last is not None and last.ends_before and last.ends_before > on):
        raise CoverDateWrong(field="on", since=last.ends_before if last else on)
    cover = Affiliation.objects.create(employer=employer, union=union, starts_on=on)
    act().on(employer, node_id=union.pk, covered_by=union.pk, on=str(on))
    publish(EmployerCovered(frozenset([union.pk]), on, frozenset([employer.pk])))
    return cover
