"""Workers parked at a joint union pass to the union of their own firm in one step (批量划转)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import connection

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import operation
from zhigong.kernel.text import N_
from zhigong.registry.people.events import MembershipsChanged
from zhigong.registry.people.models import Membership
from zhigong.registry.people.operations.access import OutsideScope, UnionEnded, require
from zhigong.registry.people.operations.memberships import require_past
from zhigong.registry.people.operations.undoing import record_bulk
from zhigong.registry.people.queries.parked import parked_workers

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

MOST = 50_000


class NobodyParked(UserError):
    """No worker of the union's firms is a member elsewhere."""

    code: ClassVar[str] = "nobody_parked"
    text: ClassVar[str] = N_("没有需要划转的会员，可能已经划转过。请刷新页面查看。")
    status: ClassVar[int] = 409


class StartsBeforeCover(UserError):
    """The day lies before the union was founded."""

    code: ClassVar[str] = "moves_before_founding"
    text: ClassVar[str] = N_("划转日期不能早于本工会建会日期 {on}。")


_CLOSE = """
UPDATE people_membership SET state = CASE WHEN state = 'pending' THEN 'left' ELSE 'transferred' END,
  ends_before = CASE WHEN state = 'pending' THEN starts_on ELSE greatest(%(on)s, starts_on) END,
  end_reason = 'transferred'
WHERE id = ANY(%(ids)s)
"""
_OPEN = """
INSERT INTO people_membership (person_id, union_id, county_id, employer_id, name_py, state,
  joined_on, join_way, starts_on, end_reason, migrant, dispatched, new_form_group,
  employment_form, post, source)
SELECT m.person_id, u.id, u.county_id, m.employer_id, m.name_py,
  CASE WHEN m.state = 'left' THEN 'pending' WHEN r.id IS NULL THEN 'active' ELSE 'retained' END,
  m.joined_on, 'transferred', greatest(m.ends_before, %(on)s), '', m.migrant, m.dispatched,
  m.new_form_group, m.employment_form, m.post, 'parked'
FROM people_membership AS m JOIN unions_union AS u ON u.id = %(union)s
LEFT JOIN people_retention AS r ON r.membership_id = m.id AND r.ends_before IS NULL
WHERE m.id = ANY(%(ids)s)
"""
_RETAIN = """
WITH held AS (
  SELECT r.id, r.reason, fresh.id AS fresh_id, fresh.starts_on
  FROM people_retention AS r JOIN people_membership AS old ON old.id = r.membership_id
  JOIN people_membership AS fresh
    ON fresh.person_id = old.person_id AND fresh.ends_before IS NULL
  WHERE r.ends_before IS NULL AND old.id = ANY(%(ids)s)
), ended AS (
  UPDATE people_retention AS r SET ends_before = greatest(held.starts_on, r.starts_on)
  FROM held WHERE r.id = held.id
)
INSERT INTO people_retention (membership_id, reason, starts_on)
SELECT fresh_id, reason, starts_on FROM held
"""


@operation("people.pass_on_workers")
def pass_on_workers(
    *, actor: Actor, at: datetime, union: "Union", on: date | None = None, reason: str = ""
) -> int:
    """Let every worker of a union's firms who is a member elsewhere pass to it; say how many did.

    Their 入会日期 stays, what was retained stays retained, an application goes along.

    :param on: the first day here; today when not given.
    :raises OutsideScope: the actor decides neither for the union nor for all they come from.
    :raises UnionEnded, DateInFuture, StartsBeforeCover, NobodyParked: they cannot pass then.
    :legal: 工会会员会籍管理办法 art. 3: where the employment is, there the membership is.
    """
    require(actor, "people.transfer", union)
    if union.has_ended:
        raise UnionEnded(union=union.name)
    day = on or at.date()
    require_past(day, at)
    if union.established_on and day < union.established_on:
        raise StartsBeforeCover(field="on", on=union.established_on)
    rows = list(
        parked_workers(union=union)
        .select_for_update(of=("self",))
        .order_by("pk")
        .select_related(None)
        .select_related("union")[:MOST]
    )
    if not rows:
        raise NobodyParked
    scope = actor.scope("people.transfer")
    if not all(scope.covers(row.union.ancestors) for row in rows):
        raise OutsideScope
    ids = [row.pk for row in rows]
    with connection.cursor() as cursor:
        # The history triggers keep the plan of their first statement; see ``retaining``.
        cursor.execute("DISCARD PLANS")
        for sql in (_CLOSE, _OPEN, _RETAIN):
            cursor.execute(sql, {"ids": ids, "on": day, "union": union.pk})
    record_bulk(Membership._meta.label_lower, ids, way="transferred")
    unions = frozenset(row.union_id for row in rows) | {union.pk}
    publish(MembershipsChanged(unions, day, is_bulk=True))
    return len(rows)
