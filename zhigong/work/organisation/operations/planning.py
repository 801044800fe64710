"""Plans of reorganisation: read from a sheet, judged as a whole, applied on their day at once."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.engines.exchange import queries as exchange
from zhigong.registry.unions import operations as unions
from zhigong.work.organisation import queries, rules
from zhigong.work.organisation.contract import (
    PLAN_ACTIONS,
    PLAN_FIELDS,
    PLAN_ROWS,
    PlanState,
)
from zhigong.work.organisation.events import PlanEnded
from zhigong.work.organisation.models import Plan, PlanRow
from zhigong.work.organisation.rules import Change

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class PlanTooLong(UserError):
    """A plan is applied in one transaction."""

    code = "plan_too_long"
    text = "方案有{rows:,}行，一次最多{most:,}行，请分成几个方案。"


class PlanHasFaults(UserError):
    """Rows of the plan cannot be done."""

    code = "plan_has_faults"
    text = "方案还有{count}行有问题，请修改后重新上传；没有执行任何一行。"
    status = 409


class PlanIsOver(UserError):
    """The plan was applied or cancelled."""

    code = "plan_is_over"
    text = "方案已执行或已取消，不能再操作。"
    status = 409


class PlanNotDue(UserError):
    """The day of the plan has not come."""

    code = "plan_not_due"
    text = "方案{on}生效，不能提前执行。"


@operation("organisation.receive_plan")
def receive_plan(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    title: str,
    effective_on: date,
    file_name: str,
    chunks: Iterable[bytes],
) -> Plan:
    """Read a plan and judge it; nothing of the tree is changed.

    :param union: whose subtree the plan is about; every union it names lies in it.
    :raises FileRefused, HeaderNotFound, ColumnsMissing, NoRows: the file cannot be used.
    :raises PlanTooLong: it has more rows than one plan.
    """
    rows = _read(file_name, chunks)
    plan: Plan = Plan.objects.create(
        union=union,
        title=title.strip(),
        file_name=file_name[:200],
        effective_on=effective_on,
        rows=len(rows),
        created_at=at,
        created_by_id=actor.user_id,
    )
    PlanRow.objects.bulk_create(PlanRow(plan=plan, **row) for row in rows)
    _judge(plan)
    act().on(plan, node_id=union.pk, rows=plan.rows, faults=plan.faults)
    return plan


def _read(file_name: str, chunks: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return the rows of a sheet as the table keeps them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"plan{Path(file_name).suffix.lower()[:8]}")
        with path.open("wb") as target:
            for chunk in chunks:
                target.write(chunk)
        with exchange.open_workbook(path, limits=exchange.limits(), name=file_name) as workbook:
            table = exchange.find_table(workbook, PLAN_FIELDS, title="调整方案")
            if len(table.data) > PLAN_ROWS:
                raise PlanTooLong(rows=len(table.data), most=PLAN_ROWS)
            columns = {
                field.code: [exchange.plain_text(cell) for cell in table.values(field.code)]
                for field in PLAN_FIELDS
            }
            return [_row(number, columns, i) for i, number in enumerate(table.row_numbers)]


def _row(number: int, columns: dict[str, list[str]], place: int) -> dict[str, Any]:
    said = {code: values[place].strip() for code, values in columns.items()}
    return {
        "number": number,
        "action": PLAN_ACTIONS.get(said["action"], ""),
        "action_text": said["action"][:40],
        "union_code": said["union_code"].upper()[:32],
        "union_name": said["union_name"][:200],
        "target_code": said["target_code"].upper()[:32],
        "new_name": said["new_name"][:200],
    }


def _changes(rows: Iterable[PlanRow]) -> list[Change]:
    return [
        Change(row.number, row.action, row.union_code, row.target_code, row.new_name)
        for row in rows
    ]


def _judge(plan: Plan) -> list[PlanRow]:
    """Judge a plan by the tree as it is, and keep findings and effect; return its rows."""
    rows = list(PlanRow._base_manager.filter(plan=plan).order_by("number"))
    changes = _changes(rows)
    tree = queries.plan_tree(plan.union)
    found: dict[int, list[str]] = {}
    for one in rules.check_plan(changes, tree, may_stand=queries.places_for_kinds(tree)):
        found.setdefault(one.row, []).append(one.code)
    for row in rows:
        row.findings = found.get(row.number, [])
        row.union_name = tree[row.union_code].name if row.union_code in tree else row.union_name
    PlanRow._base_manager.bulk_update(rows, ["findings", "union_name"], batch_size=1_000)
    plan.faults = len(found)
    plan.effect = [] if found else queries.effect_rows(changes, tree, plan.union)
    plan.save(update_fields=["faults", "effect"])
    return rows


@operation("organisation.schedule_plan")
def schedule_plan(*, actor: Actor, plan: Plan) -> Plan:
    """Release a plan: it is applied on its day, or by hand from that day on.

    :raises PlanHasFaults, PlanIsOver: as they say.
    """
    plan = _locked(plan.pk, PlanState.CHECKED)
    _judge(plan)
    if plan.faults:
        raise PlanHasFaults(count=plan.faults)
    plan.state = PlanState.SCHEDULED
    plan.save(update_fields=["state"])
    act().on(plan, node_id=plan.union_id, state=plan.state)
    return plan


@operation("organisation.cancel_plan")
def cancel_plan(*, actor: Actor, plan: Plan) -> Plan:
    """Cancel a plan that was not applied.

    :raises PlanIsOver: it was.
    """
    plan = _locked(plan.pk, PlanState.CHECKED, PlanState.SCHEDULED, PlanState.FAILED)
    plan.state = PlanState.CANCELLED
    plan.save(update_fields=["state"])
    act().on(plan, node_id=plan.union_id, state=plan.state)
    return plan


@operation("organisation.apply_plan")
def apply_plan(*, actor: Actor, at: datetime, plan_id: int) -> Plan:
    """Apply a released plan: all rows or none, with its day as the day of every change.

    Whoever comes second finds it applied: nothing is done twice.

    :raises PlanNotDue, PlanIsOver, PlanHasFaults: as they say.
    :raises UserError: whatever the tree refuses.
    """
    plan = _locked(plan_id, PlanState.SCHEDULED, PlanState.APPLIED)
    if plan.state == PlanState.APPLIED:
        act().unchanged()
        return plan
    if plan.effective_on > at.date():
        raise PlanNotDue(on=plan.effective_on)
    rows = _judge(plan)
    if plan.faults:
        raise PlanHasFaults(count=plan.faults)
    _apply(rows, plan, actor=actor)
    plan.state, plan.applied_at, plan.failure = PlanState.APPLIED, at, ""
    plan.save(update_fields=["state", "applied_at", "failure"])
    act().on(plan, node_id=plan.union_id, state=plan.state, rows=plan.rows)
    _tell(plan)
    return plan


def apply_due_plans(*, at: datetime) -> int:
    """Apply the plans whose day has come, each for itself; one that fails says why.

    :returns: how many took effect.
    """
    done = 0
    due = Plan._base_manager.filter(state=PlanState.SCHEDULED, effective_on__lte=at.date())
    for plan_id in list(due.order_by("effective_on", "pk").values_list("pk", flat=True)):
        try:
            apply_plan(actor=SYSTEM, at=at, plan_id=plan_id)
            done += 1
        except UserError as error:
            fail_plan(actor=SYSTEM, plan_id=plan_id, why=error.message)
    return done


@operation("organisation.fail_plan")
def fail_plan(*, actor: Actor, plan_id: int, why: str) -> Plan:
    """Keep why a plan could not be applied, and tell who made it."""
    plan = _locked(plan_id, PlanState.SCHEDULED)
    plan.state, plan.failure = PlanState.FAILED, why[:1_000]
    plan.save(update_fields=["state", "failure"])
    act().on(plan, node_id=plan.union_id, state=plan.state)
    _tell(plan)
    return plan


def _locked(plan_id: int, *states: str) -> Plan:
    plan: Plan = Plan._base_manager.select_for_update().get(pk=plan_id)
    if plan.state not in states:
        raise PlanIsOver
    return plan


def _tell(plan: Plan) -> None:
    is_applied = plan.state == PlanState.APPLIED
    publish(
        PlanEnded(plan.pk, plan.title, plan.union_id, plan.created_by_id, is_applied, plan.failure)
    )


def _apply(rows: Sequence[PlanRow], plan: Plan, *, actor: Actor) -> None:
    """Rename, move from the top down, merge: in this order every step is allowed."""
    on, why = plan.effective_on, plan.title
    codes = {row.union_code for row in rows} | {row.target_code for row in rows}
    found = queries.unions_of_codes(codes)
    for row in rows:
        if row.action == "rename":
            unions.change_union(
                actor=actor, union=found[row.union_code], name=row.new_name, reason=why
            )
    for row in _top_down([row for row in rows if row.action == "move"], plan):
        unions.move_union(
            actor=actor,
            union=found[row.union_code],
            parent=found[row.target_code],
            on=on,
            reason=why,
        )
    for row in rows:
        if row.action == "merge":
            unions.merge_unions(
                actor=actor,
                unions=[found[row.union_code]],
                into=found[row.target_code],
                on=on,
                reason=why,
            )


def _top_down(moves: list[PlanRow], plan: Plan) -> list[PlanRow]:
    """Return moves by their depth in the tree to be: nothing then moves below itself on the way."""
    parents = {code: node.parent for code, node in queries.plan_tree(plan.union).items()}
    parents |= {row.union_code: row.target_code for row in moves}

    def depth(code: str) -> int:
        steps = 0
        while code := parents.get(code, ""):
            steps += 1
        return steps

    return sorted(moves, key=lambda row: (depth(row.union_code), row.number))


__all__ = [
    "PlanHasFaults",
    "PlanIsOver",
    "PlanNotDue",
    "PlanTooLong",
    "apply_due_plans",
    "apply_plan",
    "cancel_plan",
    "fail_plan",
    "receive_plan",
    "schedule_plan",
]
