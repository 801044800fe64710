"""Before something is handed out: who would get it, and what lies there already."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from zhigong.engines.tasks import rules
from zhigong.engines.tasks.contract import WITH_OWNER, GivenRow, RowKind, RowState, Share
from zhigong.engines.tasks.models import Task, TaskRow
from zhigong.engines.tasks.queries.tasks import LIMIT
from zhigong.registry.accounts.queries import unions_with_administrator
from zhigong.registry.unions.queries import unions_by_id

FIELD_OF: Mapping[str, str] = {
    RowKind.EMPLOYER: "employer_id",
    RowKind.UNION: "subject_id",
    RowKind.PERSON: "member_id",
}
_OPEN = (RowState.OPEN, RowState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Load:
    """What lies at a union: tasks under way, those of them that are late, and their open rows."""

    tasks: int = 0
    late: int = 0
    rows: int = 0


def loads_of(union_ids: Iterable[int], *, today: date) -> dict[int, Load]:
    """Return what lies at unions; those with nothing are left out. One statement."""
    rows = Task.objects.trusted("numbers for who hands out, by union")
    rows = rows.filter(union_id__in=list(union_ids), state__in=WITH_OWNER).annotate(limit_on=LIMIT)
    counted = (
        rows.order_by()
        .values("union_id")
        .annotate(
            tasks=Count("pk"), late=Count("pk", filter=Q(limit_on__lt=today)), rows=Sum("rows_open")
        )
    )
    return {
        row["union_id"]: Load(row["tasks"], row["late"], row["rows"] or 0)
        for row in counted.values("union_id", "tasks", "late", "rows")
    }


def keys_under_way(*, source: str, kind: str) -> "Any":
    """Return the ids of what lies in an open task of a list already, as a subquery."""
    rows = TaskRow.objects.trusted("ids alone, to leave them out of a list")
    name = FIELD_OF[kind]
    return rows.filter(source=source, kind=kind, state__in=_OPEN).values(name)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list with the union that answers for it."""

    key: int
    owner_id: int
    missing: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What one union would get, and how much lies there.

    :param is_kept: whether somebody works at the union.
    """

    union: Any
    share: Share
    load: Load
    is_kept: bool

    @property
    def missing(self) -> int:
        """What its rows lack together."""
        return sum(row.missing for row in self.share.rows)


def planned(
    rows: Sequence[ListedRow],
    *,
    kind: str,
    issuer: int,
    today: date,
    level: rules.Level = "owner",
) -> list[Planned]:
    """Return who would get the rows of a list, by union; four statements, however many rows.

    Rows of unions that do not lie below the issuer are left out.

    :param level: to the union that answers for a row, or to that directly below the issuer.
    """
    owners = unions_by_id({row.owner_id for row in rows})
    paths = {pk: one.ancestors for pk, one in owners.items() if issuer in one.ancestors}
    everybody = {union_id for path in paths.values() for union_id in path}
    kept = unions_with_administrator(union_ids=everybody, on=today)
    keeper = {
        pk: rules.keeper_of(path, issuer=issuer, kept=kept, level=level)
        for pk, path in paths.items()
    }
    given: dict[int, list[GivenRow]] = {}
    for row in rows:
        if row.owner_id in keeper:
            got = given.setdefault(keeper[row.owner_id], [])
            got.append(GivenRow(kind, row.key, "", max(row.missing, 1)))
    return with_loads([Share(pk, tuple(got)) for pk, got in given.items()], today=today, kept=kept)


def with_loads(
    shares: Sequence[Share], *, today: date, kept: Collection[int] | None = None
) -> list[Planned]:
    """Return shares with their unions and what lies there, the most rows first."""
    ids = [share.union_id for share in shares]
    found, loads = unions_by_id(ids), loads_of(ids, today=today)
    known = unions_with_administrator(union_ids=ids, on=today) if kept is None else kept
    lines = [
        Planned(
            found[share.union_id],
            share,
            loads.get(share.union_id, Load()),
            share.union_id in known,
        )
        for share in shares
        if share.union_id in found
    ]
    return sorted(lines, key=lambda one: (-len(one.share.rows), one.union.code))
