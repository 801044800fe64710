"""Merge whole registers (企业名录) by credit code, set-based, and decide which source is believed.

Rows are copied into a temporary table; tracked tables are then written by INSERT … SELECT and
UPDATE, so that every history row knows who and why. ``believe`` writes what ``rules.believed``
decides; a test proves both equal.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.events import publish
from zhigong.base.numbering import take_numbers
from zhigong.base.operations import act, operation
from zhigong.kernel.credit_code import CreditCode
from zhigong.kernel.union_name import employer_name_key
from zhigong.registry.employers import rules
from zhigong.registry.employers.events import RegisterMerged
from zhigong.registry.employers.models import CreditState
from zhigong.registry.unions.contract import Verification

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One employer as a register gives it.

    :param credit_code: readable and normalised (``CreditCode.parse`` accepts it).
    :param fields: values of ``rules.STATED_FIELDS`` other than the name; empty ones say nothing.
    :param area_union_id: who answers for it when it is new; None = the union of the import.
    """

    credit_code: str
    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    area_union_id: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterOutcome:
    """What became of the rows, by credit code; a code in none of the sets changed nothing."""

    opened: frozenset[str]
    changed: frozenset[str]
    outside: frozenset[str]


_STAGE = """
CREATE TEMPORARY TABLE register_row (
    number int, credit_code text, credit_state text, name text, name_key text,
    area_union_id int, fields jsonb
) ON COMMIT DROP
"""
_OUTSIDE = """
DELETE FROM register_row r USING employers_employer e
JOIN unions_union area ON area.id = e.area_union_id
LEFT JOIN unions_union cover ON cover.id = e.covered_by_id
WHERE e.credit_code = r.credit_code
    AND NOT (%(below)s = ANY (area.ancestors))
    AND NOT coalesce(%(below)s = ANY (cover.ancestors), false)
RETURNING r.credit_code
"""
_COUNT_NEW = """
SELECT count(DISTINCT r.credit_code) FROM register_row r
WHERE NOT EXISTS (SELECT FROM employers_employer e WHERE e.credit_code = r.credit_code)
"""
_OPEN_NEW = """
INSERT INTO employers_employer (
    code, name, name_key, credit_code, credit_state, area_union_id, verification,
    sector, ownership, category, status, region, address, headcount_source, deputy_kind,
    target_groups
)
SELECT 'DW' || lpad((%(first)s + row_number() OVER (ORDER BY one.number) - 1)::text, 7, '0'),
    one.name, one.name_key, one.credit_code, one.credit_state, one.area_union_id,
    CASE WHEN one.credit_state = %(failed)s THEN %(pending)s ELSE %(verified)s END,
    '', '', '', 'active', '', '', '', '', '{}'
FROM (
    SELECT DISTINCT ON (r.credit_code) r.* FROM register_row r
    WHERE NOT EXISTS (SELECT FROM employers_employer e WHERE e.credit_code = r.credit_code)
    ORDER BY r.credit_code, r.number DESC
) AS one
RETURNING credit_code
"""
_STATE = """
INSERT INTO employers_statement AS said (employer_id, source, as_of, fields, recorded_at)
SELECT DISTINCT ON (e.id) e.id, %(source)s, %(as_of)s, r.fields, %(at)s
FROM register_row r JOIN employers_employer e ON e.credit_code = r.credit_code
ORDER BY e.id, r.number DESC
ON CONFLICT (employer_id, source, as_of) DO UPDATE
SET fields = said.fields || excluded.fields, recorded_at = excluded.recorded_at
WHERE said.fields IS DISTINCT FROM said.fields || excluded.fields
RETURNING employer_id
"""
_COUNT_HEADS = """
INSERT INTO employers_headcount AS known (employer_id, "on", "group", number, source, recorded_at)
SELECT s.employer_id, s.as_of, counted.heads, (s.fields ->> counted.field)::int, s.source, %(at)s
FROM employers_statement s
CROSS JOIN (VALUES ('workers', 'workers'), ('women', 'women_workers')) AS counted (heads, field)
WHERE s.employer_id = ANY (%(ids)s::bigint[]) AND s.source = %(source)s AND s.as_of = %(as_of)s
    AND s.fields ->> counted.field IS NOT NULL
ON CONFLICT (employer_id, "group", "on", source) DO UPDATE
SET number = excluded.number, recorded_at = excluded.recorded_at
WHERE known.number <> excluded.number
"""
_BELIEVE = """
WITH said AS (
    SELECT s.id, s.employer_id, s.source, s.as_of, s.recorded_at, f.key AS field, f.value,
        max(s.as_of) OVER (PARTITION BY s.employer_id, f.key) AS newest
    FROM employers_statement s, jsonb_each_text(s.fields) f
    WHERE s.employer_id = ANY (%(ids)s::bigint[])
), believed AS (
    SELECT DISTINCT ON (said.employer_id, said.field) said.*
    FROM said
    JOIN unnest(%(sources)s::text[], %(fields)s::text[], %(ranks)s::int[])
        AS r (source, field, rank) ON r.source = said.source AND r.field = said.field
    WHERE said.as_of >= said.newest - %(stale)s
    ORDER BY said.employer_id, said.field, r.rank DESC, said.as_of DESC, said.recorded_at DESC,
        said.id DESC
), wide AS (
    SELECT b.employer_id,
        max(value) FILTER (WHERE field = 'name') AS name,
        max(value) FILTER (WHERE field = 'status') AS status,
        max(value) FILTER (WHERE field = 'sector') AS sector,
        max(value) FILTER (WHERE field = 'category') AS category,
        max(value) FILTER (WHERE field = 'ownership') AS ownership,
        max(value) FILTER (WHERE field = 'region') AS region,
        max(value) FILTER (WHERE field = 'address') AS address,
        max(value) FILTER (WHERE field = 'workers')::int AS workers,
        max(as_of) FILTER (WHERE field = 'workers') AS headcount_on,
        max(source) FILTER (WHERE field = 'workers') AS headcount_source,
        max(id) FILTER (WHERE field = 'workers') AS headcount_id,
        max(value) FILTER (WHERE field = 'women_workers')::int AS women_workers
    FROM believed b GROUP BY b.employer_id
), whole AS (
    -- The women of the statement that gave the workers; else another count of them that fits.
    SELECT wide.*, coalesce(
        (SELECT (s.fields ->> 'women_workers')::int FROM employers_statement s
         WHERE s.id = wide.headcount_id),
        CASE WHEN wide.women_workers <= wide.workers THEN wide.women_workers END
    ) AS women
    FROM wide
)
UPDATE employers_employer e SET
    name = coalesce(w.name, e.name), status = coalesce(w.status, e.status),
    sector = coalesce(w.sector, e.sector), category = coalesce(w.category, e.category),
    ownership = coalesce(w.ownership, e.ownership), region = coalesce(w.region, e.region),
    address = coalesce(w.address, e.address), workers = w.workers, women_workers = w.women,
    headcount_on = w.headcount_on, headcount_source = coalesce(w.headcount_source, '')
FROM whole w
WHERE e.id = w.employer_id AND (
    coalesce(w.name, e.name), coalesce(w.status, e.status), coalesce(w.sector, e.sector),
    coalesce(w.category, e.category), coalesce(w.ownership, e.ownership),
    coalesce(w.region, e.region), coalesce(w.address, e.address), w.workers, w.women,
    w.headcount_on, coalesce(w.headcount_source, '')
) IS DISTINCT FROM (
    e.name, e.status, e.sector, e.category, e.ownership, e.region, e.address, e.workers,
    e.women_workers, e.headcount_on, e.headcount_source
)
RETURNING e.id, e.credit_code, e.name, e.name_key, e.area_union_id, e.covered_by_id
"""
_RENAME = """
UPDATE employers_employer e SET name_key = n.name_key
FROM unnest(%s::bigint[], %s::text[]) AS n (id, name_key) WHERE e.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Believed:
    """An employer whose row changed because another statement holds now."""

    id: int
    credit_code: str
    name: str
    name_key: str
    area_union_id: int
    covered_by_id: int | None


@operation("employers.merge_register")
def merge_register_rows(
    *, actor: Actor, rows: Sequence[RegisterRow], source: str, as_of: date, below: "Union"
) -> RegisterOutcome:
    """Merge rows of one register into the employers below a union.

    New credit codes are opened; every statement is kept; per field the best source that is not
    stale wins (``rules.believed``). Employers of other unions are left alone and told.
    The same rows again change nothing. The last row of a code in one call counts.
    """
    at = clock.now()
    with connection.cursor() as cursor:
        _stage(cursor, rows, below)
        cursor.execute(_OUTSIDE, {"below": below.pk})
        outside = frozenset(code for (code,) in cursor.fetchall())
        opened = _open_new(cursor)
        statement: dict[str, Any] = {"source": source, "as_of": as_of, "at": at}
        cursor.execute(_STATE, statement)
        touched = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_COUNT_HEADS, {**statement, "ids": touched})
        cursor.execute("DROP TABLE register_row")
    changed = believe(touched)
    _record(
        touched,
        changed,
        codes={row.credit_code for row in rows},
        node_id=below.pk,
        as_of=as_of,
    )
    codes = frozenset(one.credit_code for one in changed) - opened
    return RegisterOutcome(opened=opened, changed=codes, outside=outside)


def believe(employer_ids: Sequence[int]) -> list[Believed]:
    """Write on employers what their statements say, and return those whose row changed."""
    ranks = rules.ranks()
    with connection.cursor() as cursor:
        cursor.execute(
            _BELIEVE,
            {
                "ids": list(employer_ids),
                "sources": [source for source, _, _ in ranks],
                "fields": [name for _, name, _ in ranks],
                "ranks": [rank for _, _, rank in ranks],
                "stale": rules.STALE_AFTER.days,
            },
        )
        changed = [Believed(*row) for row in cursor.fetchall()]
        renamed = [
            (one.id, key) for one in changed if (key := employer_name_key(one.name)) != one.name_key
        ]
        if renamed:
            ids, keys = zip(*renamed, strict=True)
            cursor.execute(_RENAME, [list(ids), list(keys)])
    return changed


def _stage(cursor: Any, rows: Sequence[RegisterRow], below: "Union") -> None:
    cursor.execute(_STAGE)
    with cursor.copy("COPY register_row FROM STDIN") as copy:
        for number, row in enumerate(rows):
            credit = CreditCode.parse(row.credit_code)
            fields = rules.plain_fields({**row.fields, "name": row.name})
            copy.write_row(
                (
                    number,
                    credit.number,
                    CreditState.VALID if credit.is_valid else CreditState.FAILED,
                    row.name.strip(),
                    employer_name_key(row.name),
                    row.area_union_id or below.pk,
                    json.dumps(fields, ensure_ascii=False),
                )
            )
    cursor.execute("ANALYZE register_row")


def _open_new(cursor: Any) -> frozenset[str]:
    cursor.execute(_COUNT_NEW)
    (count,) = cursor.fetchone()
    if not count:
        return frozenset()
    cursor.execute(
        _OPEN_NEW,
        {
            "first": take_numbers("employer", count).start,
            "failed": CreditState.FAILED,
            "pending": Verification.PENDING,
            "verified": Verification.VERIFIED,
        },
    )
    return frozenset(code for (code,) in cursor.fetchall())


def _record(
    touched: Sequence[int],
    changed: Sequence[Believed],
    *,
    codes: set[str],
    node_id: int,
    as_of: date,
) -> None:
    if not touched:
        act().unchanged()
        return
    act().bulk(
        "employers.employer",
        count=len(touched),
        digest=digest("\n".join(sorted(codes)).encode()),
        node_id=node_id,
        as_of=str(as_of),
    )
    unions = {one.area_union_id for one in changed} | {one.covered_by_id for one in changed}
    publish(
        RegisterMerged(frozenset(pk for pk in unions if pk is not None), as_of, frozenset(touched))
    )
