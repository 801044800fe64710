"""Follow the tree of unions: where a union goes, its memberships go, without a day between.

Handlers of the events of unions, run in the transaction of the move itself.
"""

from datetime import date
from typing import Any

from django.db import connection

from zhigong.base.events import publish
from zhigong.registry.people.events import MembershipsChanged
from zhigong.registry.unions.events import UnionDissolved, UnionMerged, UnionMoved


def _run(sql: str, arguments: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return int(cursor.rowcount)


def follow_move(event: UnionMoved) -> None:
    """Keep the county of memberships, by which lists are paged, that of their union."""
    _run(
        "UPDATE people_membership AS m SET county_id = u.county_id FROM unions_union AS u"
        " WHERE m.union_id = u.id AND u.id = ANY(%(unions)s) AND m.county_id <> u.county_id",
        {"unions": sorted(event.union_ids)},
    )


def follow_merger(event: UnionMerged) -> None:
    """Pass the open memberships of merged unions to the successor; their offices end."""
    _end_offices(event.union_ids, event.effective_on)
    _pass_on(event.union_ids, event.successor_id, event.effective_on)


def follow_dissolution(event: UnionDissolved) -> None:
    """Let the union above keep the memberships of a dissolved one (上级工会保留会籍).

    :legal: 工会法 art. 13: the employer ends, the union ends; 会籍 may be kept.
    """
    _end_offices(event.union_ids, event.effective_on)
    if event.parent_id is None:
        return
    _pass_on(event.union_ids, event.parent_id, event.effective_on)
    _run(
        "WITH kept AS ("
        " UPDATE people_membership SET state = 'retained'"
        " WHERE union_id = %(target)s AND source = %(source)s AND starts_on >= %(on)s"
        " AND state = 'active' RETURNING id, starts_on)"
        " INSERT INTO people_retention (membership_id, reason, starts_on)"
        " SELECT id, 'employer_closed', starts_on FROM kept",
        {
            "target": event.parent_id,
            "on": event.effective_on,
            "source": _source(event.union_ids, event.parent_id),
        },
    )


def _end_offices(union_ids: frozenset[int], on: date) -> None:
    """End the posts of unions that end; nobody is elected into the successor by a merger."""
    _run(
        "UPDATE people_officer SET ends_before = greatest(%(on)s, starts_on + 1)"
        " WHERE union_id = ANY(%(unions)s) AND ends_before IS NULL",
        {"unions": sorted(union_ids), "on": on},
    )


def _source(union_ids: frozenset[int], target_id: int) -> str:
    return f"{min(union_ids)}>{target_id}"


_WITHDRAW = (
    "UPDATE people_transfer SET state = 'withdrawn', settled_at = now()"
    " WHERE settled_at IS NULL AND (to_union_id = ANY(%(unions)s)"
    " OR from_union_id = ANY(%(unions)s))"
)
_STAY = """
UPDATE people_membership AS m SET state = CASE WHEN EXISTS (
    SELECT FROM people_retention AS r WHERE r.membership_id = m.id AND r.ends_before IS NULL
  ) THEN 'retained' ELSE 'active' END
FROM people_transfer AS t
WHERE t.from_membership_id = m.id AND t.to_union_id = ANY(%(unions)s) AND t.state = 'withdrawn'
  AND m.state = 'transferring' AND m.ends_before IS NULL
"""
_MOVE = """
WITH closed AS (
  UPDATE people_membership SET
    state = CASE WHEN state = 'pending' THEN 'left' ELSE 'transferred' END,
    ends_before = CASE WHEN state = 'pending' THEN starts_on
                       ELSE greatest(%(on)s, starts_on) END,
    end_reason = 'transferred'
  WHERE union_id = ANY(%(unions)s) AND ends_before IS NULL
  RETURNING *
)
INSERT INTO people_membership (person_id, union_id, county_id, employer_id, name_py, state,
  joined_on, join_way, starts_on, end_reason, migrant, dispatched, new_form_group,
  employment_form, post, source)
SELECT c.person_id, u.id, u.county_id, c.employer_id, c.name_py,
  CASE WHEN c.state = 'left' THEN 'pending' ELSE 'active' END,
  c.joined_on, 'transferred', c.ends_before, '', c.migrant, c.dispatched, c.new_form_group,
  c.employment_form, c.post, %(source)s
FROM closed AS c JOIN unions_union AS u ON u.id = %(target)s
"""
_KEEP_RETAINED = """
WITH held AS (
  SELECT r.id, r.reason, fresh.id AS fresh_id, fresh.starts_on
  FROM people_retention AS r
  JOIN people_membership AS old ON old.id = r.membership_id
  JOIN people_membership AS fresh
    ON fresh.person_id = old.person_id AND fresh.ends_before IS NULL
  WHERE r.ends_before IS NULL AND old.union_id = ANY(%(unions)s)
    AND old.ends_before IS NOT NULL
), ended AS (
  UPDATE people_retention AS r SET ends_before = greatest(held.starts_on, r.starts_on)
  FROM held WHERE r.id = held.id
), standing AS (
  UPDATE people_membership AS m SET state = 'retained'
  FROM held WHERE m.id = held.fresh_id
)
INSERT INTO people_retention (membership_id, reason, starts_on)
SELECT fresh_id, reason, starts_on FROM held
"""


def _pass_on(union_ids: frozenset[int], target_id: int, on: date) -> None:
    """Close the open memberships of the unions on a day and open them in the target on that day.

    Applications go along, what was retained stays retained; transfers under way are withdrawn.
    """
    arguments: dict[str, Any] = {
        "unions": sorted(union_ids),
        "target": target_id,
        "on": on,
        "source": _source(union_ids, target_id),
    }
    _run(_WITHDRAW, arguments)
    _run(_STAY, arguments)
    moved = _run(_MOVE, arguments)
    _run(_KEEP_RETAINED, arguments)
    if moved:
        publish(MembershipsChanged(union_ids | {target_id}, on))
