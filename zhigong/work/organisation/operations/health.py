"""Count the health cards of unions, in one statement for any number of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.operations import act, operation
from zhigong.registry.unions.contract import WOMEN_COMMITTEE_MEMBERS

# Declared workers stand beside recorded members; a union covers what its firms have where it
# declared nothing. Everything is of the union itself, without those below.
_COUNT = """
WITH chosen AS (
    SELECT u.* FROM unions_union u
    WHERE u.dissolved_on IS NULL AND u.status <> 'preparing'
      AND (%(ids)s::int[] IS NULL OR u.id = ANY(%(ids)s))
), members AS (
    SELECT m.union_id, count(*) AS recorded,
        count(*) FILTER (WHERE p.verified_on IS NOT NULL) AS verified,
        count(*) FILTER (WHERE p.sex = '2') AS women
    FROM people_membership m JOIN people_person p ON p.id = m.person_id
    WHERE m.ends_before IS NULL AND m.state IN ('active', 'transferring', 'retained')
      AND m.union_id IN (SELECT id FROM chosen)
    GROUP BY m.union_id
), cards AS (
    SELECT c.id AS union_id,
        coalesce(declared.workers, firms.workers, 0) AS workers,
        coalesce(members.recorded, 0) AS recorded,
        coalesce(members.verified, 0) AS verified,
        term.ends_before AS term_ends,
        last_case.opened_on AS last_case_on,
        array_remove(ARRAY[
            CASE WHEN NOT EXISTS (
                SELECT FROM people_officer o WHERE o.union_id = c.id AND o.post = 'chair'
                AND o.starts_on <= %(on)s AND (o.ends_before IS NULL OR o.ends_before > %(on)s)
            ) THEN 'chair' END,
            CASE WHEN c.kind NOT IN ('branch', 'group') AND NOT EXISTS (
                SELECT FROM unions_committee k WHERE k.union_id = c.id AND k.kind = 'audit'
                AND k.ends_before IS NULL
            ) THEN 'audit' END,
            CASE WHEN coalesce(members.women, 0) >= (
                SELECT w.line FROM unnest(%(places)s::text[], %(lines)s::int[])
                    WITH ORDINALITY AS w (place, line, n)
                WHERE c.region LIKE w.place || '%%' ORDER BY w.n LIMIT 1
            ) AND NOT EXISTS (
                SELECT FROM unions_committee k WHERE k.union_id = c.id AND k.kind = 'women'
                AND k.ends_before IS NULL
            ) THEN 'women' END,
            CASE WHEN c.kind NOT IN ('branch', 'group') AND term.ends_before IS NULL
                THEN 'term' END,
            CASE WHEN term.ends_before <= %(on)s THEN 'election' END,
            CASE WHEN c.kind NOT IN ('branch', 'group') AND NOT c.legal_person
                THEN 'legal_person' END,
            CASE WHEN c.legal_person AND c.certificate_until < %(on)s THEN 'certificate' END,
            CASE WHEN c.kind NOT IN ('branch', 'group') AND c.account_cipher IS NULL
                AND c.bank = '' THEN 'account' END,
            CASE WHEN NOT EXISTS (
                SELECT FROM accounts_authorisation a WHERE a.union_id = c.id
                AND a.starts_on <= %(on)s AND (a.ends_before IS NULL OR a.ends_before > %(on)s)
            ) THEN 'administrator' END,
            CASE WHEN c.kind IN ('grassroots', 'joint')
                AND coalesce(members.recorded, 0)
                    < coalesce(declared.members, declared.workers, firms.workers, 0)
                THEN 'members' END
        ], NULL) AS missing
    FROM chosen c
    LEFT JOIN members ON members.union_id = c.id
    LEFT JOIN LATERAL (
        SELECT d.workers, d.members FROM unions_declared d
        WHERE d.union_id = c.id AND d.as_of <= %(on)s
        ORDER BY d.as_of DESC, d.recorded_at DESC LIMIT 1
    ) declared ON true
    LEFT JOIN LATERAL (
        SELECT sum(e.workers) AS workers FROM employers_employer e WHERE e.covered_by_id = c.id
    ) firms ON true
    LEFT JOIN LATERAL (
        SELECT t.ends_before FROM unions_term t
        WHERE t.union_id = c.id AND t.starts_on <= %(on)s
        ORDER BY t.starts_on DESC, t.number DESC LIMIT 1
    ) term ON true
    LEFT JOIN LATERAL (
        SELECT k.opened_on FROM cases_case k WHERE k.union_id = c.id
        ORDER BY k.opened_on DESC LIMIT 1
    ) last_case ON true
)
INSERT INTO organisation_healthcard
    (union_id, missing, lacks, workers, recorded, verified, term_ends, last_case_on, counted_at)
SELECT union_id, missing, cardinality(missing), workers, recorded, verified, term_ends,
    last_case_on, %(at)s
FROM cards
ON CONFLICT (union_id) DO UPDATE SET
    missing = excluded.missing, lacks = excluded.lacks, workers = excluded.workers,
    recorded = excluded.recorded, verified = excluded.verified, term_ends = excluded.term_ends,
    last_case_on = excluded.last_case_on, counted_at = excluded.counted_at
"""
_ENDED = """
DELETE FROM organisation_healthcard h USING unions_union u
WHERE u.id = h.union_id AND u.dissolved_on IS NOT NULL
"""


def _women_lines(on: date) -> dict[str, list[Any]]:
    """Return from how many women members on a women's committee is due, the narrowest place first.

    :legal: 工会女职工委员会工作条例 art. 11; the line differs by place.
    """
    lines = [one for one in WOMEN_COMMITTEE_MEMBERS.values if one.starts_on <= on]
    return {"places": [one.place for one in lines], "lines": [one.value for one in lines]}


@operation("organisation.count_health")
def count_health(*, actor: Actor, at: datetime, union_ids: Sequence[int] | None = None) -> int:
    """Count the cards of some unions anew, or of all; return how many there are.

    Cards of unions that ended are taken away.
    """
    ids = None if union_ids is None else sorted(set(union_ids))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"ids": ids, "on": at.date(), "at": at, **_women_lines(at.date())})
        count = int(cursor.rowcount)
        cursor.execute(_ENDED)
    if count:
        text = f"{at.date()} {ids if ids else 'all'}"
        act().bulk("organisation.healthcard", count=count, digest=digest(text.encode()))
    else:
        act().unchanged()
    return count
