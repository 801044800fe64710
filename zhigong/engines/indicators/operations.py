"""Booking of facts. Facts follow the rows in the same transaction; a recount proves them equal.

Booking writes derived figures only, inside the operation that changed the rows, so it leaves no
audit entry of its own; a repair does.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_changes
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection, transaction

from zhigong.base.actor import Actor
from zhigong.base.operations import act, operation
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.queries import booking, handing
from zhigong.engines.indicators.queries.booking import Difference
from zhigong.engines.indicators.queries.calendar import Month, horizon, months_since
from zhigong.engines.indicators.queries.statements import Statement
from zhigong.engines.tasks import operations as tasks
from zhigong.engines.tasks.contract import Order
from zhigong.engines.tasks.queries import Planned

if TYPE_CHECKING:
    from zhigong.engines.tasks.models import HandOut
    from zhigong.registry.unions.models import Union

BATCH = 2_000  # unions a statement counts at once in a recount

# Facts of a county are booked by one transaction at a time, so that nobody adds the same change
# twice and no two transactions wait for each other's unions. The county's own row would be locked
# until the commit anyway.
_LOCK = """
SELECT pg_advisory_xact_lock(hashtext('indicators_facts'), c.county_id)
FROM (
    SELECT DISTINCT u.county_id FROM unions_union AS u WHERE u.id = ANY (%s) ORDER BY 1
) AS c
"""

_PLACES_OF = """
SELECT DISTINCT a.id FROM unions_position AS p CROSS JOIN LATERAL unnest(p.ancestors) AS a (id)
WHERE p.union_id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found.

    :param checked: unions compared; ``repaired`` whether the differences were booked.
    """

    checked: int
    differences: tuple[Difference, ...]
    repaired: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether facts and rows agree everywhere."""
        return not self.differences


def book(*, union_ids: Collection[int], since: date, today: date) -> None:
    """Bring the facts of unions, and of those above them, up to what their rows say now.

    Called in the transaction that changed the rows. Locks the facts of the counties concerned.

    :param union_ids: the unions whose own rows changed, without those above.
    :param since: first day on which the rows say something new; months before it are left.
    """
    affected = _with_dependants(union_ids, since=since, today=today)
    months = months_since(since, today=today)
    if affected:
        with transaction.atomic():
            _lock(affected)
            _execute(booking.book_own(affected, months, upwards=True))


def fold(*, union_ids: Collection[int], since: date, today: date) -> None:
    """Book again what stands below the unions above some unions, after these were moved.

    -stock on the old unions above, +stock on the new ones, from the month of the move on.
    """
    if not union_ids:
        return
    with transaction.atomic():
        places = _places_of(union_ids)
        _lock(places)
        _execute(booking.book_places(places, months_since(since, today=today)))


def _with_dependants(union_ids: Collection[int], *, since: date, today: date) -> list[int]:
    found = set(union_ids)
    for entry in COVERAGES.entries():
        if entry.dependants is not None and union_ids:
            first = max(since, horizon(today))
            found.update(entry.dependants(sorted(union_ids), first))
    return sorted(found)


def _lock(union_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(union_ids)])


def _places_of(union_ids: Collection[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACES_OF, [list(union_ids)])
        return sorted({row[0] for row in cursor.fetchall()} | set(union_ids))


def _execute(statement: Statement) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)


def _batches() -> Iterator[list[int]]:
    """Yield the ids of all unions, those of a county together as far as a batch holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM unions_union ORDER BY county_id, id")
        ids = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def recount(*, today: date, since: date | None = None) -> Recount:
    """Compare facts and rows of every union, for every month kept, and book nothing.

    :param since: compare from the month of that day on; None = every month facts are kept for.
    """
    months = months_since(since or horizon(today), today=today)
    differences: list[Difference] = []
    checked = 0
    for batch in _batches():
        differences += booking.own_differences(batch, months)
        differences += booking.place_differences(batch, months)
        checked += len(batch)
    return Recount(checked, tuple(differences))


def rebuild(*, today: date, since: date | None = None) -> int:
    """Book what facts lack of the rows, for every union; returns how many unions were counted.

    After rows were loaded past the operations, and each night: days alone begin and end periods.
    Each batch is a transaction, so that it may be stopped and begun again.
    """
    months = months_since(since or horizon(today), today=today)
    counted = 0
    for batch in _batches():
        with transaction.atomic():
            _lock(batch)
            _execute(booking.book_own(batch, months, upwards=False))
        counted += len(batch)
    _refresh_statistics()
    for batch in _batches():
        _rebuild_places(batch, months)
    _refresh_statistics()
    return counted


def _refresh_statistics() -> None:
    """Let the planner know how large the table has become; a no-op without the owner's role."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE indicators_fact")


def _rebuild_places(places: Sequence[int], months: Sequence[Month]) -> None:
    with transaction.atomic():
        _lock(places)
        _execute(booking.book_places(places, months))


@operation("indicators.repair_facts")
def repair(*, today: date) -> Recount:
    """Recount, and book every difference in this month, so that the restatement can be seen."""
    found = recount(today=today)
    if found.is_equal:
        act().unchanged()
        return found
    rebuild(today=today)
    digest = sha256(repr(found.differences).encode()).digest()
    act().bulk("indicators.fact", count=len(found.differences), digest=digest)
    return Recount(found.checked, found.differences, repaired=True)


def hand_out_gap(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    issuer: "Union",
    order: Order,
    plan: Sequence[Planned],
) -> "HandOut":
    """Hand rows of a gap list out as tasks, with the coverage of the day to compare with later.

    :raises UserError: see ``tasks.operations.hand_out``.
    """
    source = handing.source_of(code)
    before = handing.figure_of(source, issuer.pk, at.date())
    return tasks.hand_out(
        actor=actor,
        at=at,
        issuer=issuer,
        order=with_changes(order, source=source, before=before),
        shares=[one.share for one in plan],
    )
