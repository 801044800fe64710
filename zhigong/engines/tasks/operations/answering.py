"""What the owner of a task does: sign it, pass it on, answer its rows, report the result."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.engines.tasks import queries, rules
from zhigong.engines.tasks.contract import WANTS_WORDS, WITH_OWNER, Answer, RowState, TaskState
from zhigong.engines.tasks.events import TaskAssigned, TaskReplied
from zhigong.engines.tasks.models import Task, TaskPaper, TaskRow
from zhigong.engines.tasks.operations._common import TaskOver, locked, note, require_owner
from zhigong.engines.tasks.operations.closing import close_shown_rows
from zhigong.engines.tasks.workflow import TASK
from zhigong.kernel.text import N_

if TYPE_CHECKING:
    from zhigong.registry.documents.models import Document


class RowsUnanswered(UserError):
    """Some rows say nothing yet."""

    code: ClassVar[str] = "rows_unanswered"
    text: ClassVar[str] = N_("还有{rows}行没有填写办理结果，请填写后再反馈。")


class RowsNotShown(UserError):
    """Rows are said to be done while the data do not show it."""

    code: ClassVar[str] = "rows_not_shown"
    text: ClassVar[str] = N_(
        "有{rows}行填了“已办结”，但系统数据还没有体现。请先在系统中登记（如建会、入会、授权），"
        "或改填“暂时无法办理”“名单有误”并说明原因。"
    )


class EvidenceMissing(UserError):
    """Papers are wanted and none was added."""

    code: ClassVar[str] = "evidence_missing"
    text: ClassVar[str] = N_("这项任务要求附材料，请上传照片、名册或文件后再反馈。")


class CountMissing(UserError):
    """The result is not counted."""

    code: ClassVar[str] = "count_missing"
    text: ClassVar[str] = N_("请填写完成数（{unit}）；没有完成的填 0 并说明原因。")


class WordsMissing(UserError):
    """An answer that leaves something undone says why."""

    code: ClassVar[str] = "row_words_missing"
    text: ClassVar[str] = N_("“{name}”填了“{answer}”，请写明原因。")


class NotColleague(UserError):
    """The person does not work at the task's union."""

    code: ClassVar[str] = "not_colleague"
    text: ClassVar[str] = N_("请从本工会的工作人员中选择承办人。")


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What an owner says of a row; an empty ``answer`` takes back what was said."""

    row_id: int
    answer: str
    words: str = ""


@operation("tasks.read_task")
def read_task(*, actor: Actor, at: datetime, task: Task) -> bool:
    """Note that the owner opened a task; return whether it was the first time.

    :raises NotYourTask: the actor does not work at its union.
    """
    require_owner(task, actor=actor, at=at)
    fresh = locked(task)
    if fresh.read_at is not None or not fresh.is_under_way:
        act().unchanged()
        return False
    fresh.read_at, fresh.read_by_id = at, actor.user_id
    fresh.save(update_fields=["read_at", "read_by"])
    note([fresh], "read", actor=actor, at=at)
    act().on(fresh, node_id=fresh.union_id)
    return True


@operation("tasks.assign_task")
def assign_task(*, actor: Actor, at: datetime, task: Task, user_id: int) -> None:
    """Give a task to one person of its union.

    :raises NotYourTask, NotColleague, TaskOver: as they say.
    """
    require_owner(task, actor=actor, at=at)
    fresh = _under_way(task)
    names = dict(queries.colleagues_at(task.union, on=at.date()))
    if user_id not in names:
        raise NotColleague(field="user")
    if fresh.person_id == user_id:
        act().unchanged()
        return
    fresh.person_id = user_id
    fresh.save(update_fields=["person"])
    note([fresh], "assigned", actor=actor, at=at, words=names[user_id])
    act().on(fresh, node_id=fresh.union_id, user=user_id)
    publish(TaskAssigned(fresh.pk, task.hand_out.title, fresh.union_id, user_id, fresh.due_on))


def _under_way(task: Task) -> Task:
    fresh = locked(task)
    if fresh.state not in WITH_OWNER:
        raise TaskOver(state=fresh.get_state_display())
    return fresh


@operation("tasks.answer_rows")
def answer_rows(*, actor: Actor, at: datetime, task: Task, answers: Sequence[RowAnswer]) -> int:
    """Write what came of rows; return how many changed. Closed rows are left as they are.

    :raises NotYourTask, TaskOver: as they say.
    :raises WordsMissing: a row that stays undone does not say why.
    """
    require_owner(task, actor=actor, at=at)
    fresh = _under_way(task)
    said = {one.row_id: one for one in answers}
    rows = queries.rows_of(fresh).filter(pk__in=list(said)).exclude(state=RowState.CLOSED)
    changed = [row for row in rows if _answer(row, said[row.pk], actor=actor, at=at)]
    if not changed:
        act().unchanged()
        return 0
    TaskRow._base_manager.bulk_update(
        changed, ["state", "answer", "words", "answered_at", "answered_by"], batch_size=500
    )
    told = ",".join(f"{row.pk}:{row.answer}" for row in changed)
    digest = hashlib.sha256(told.encode()).digest()
    act().on(fresh, node_id=fresh.union_id, rows=len(changed))
    act().bulk("tasks.taskrow", count=len(changed), digest=digest, node_id=fresh.union_id)
    return len(changed)


def _answer(row: Any, said: RowAnswer, *, actor: Actor, at: datetime) -> bool:
    """Put an answer on a row; return whether it differs from what stood there."""
    answer, words = said.answer, said.words.strip()
    if answer and answer not in Answer:
        return False
    if answer in WANTS_WORDS and not words:
        raise WordsMissing(name=row.name, answer=Answer(answer).label, field=f"words-{row.pk}")
    if (answer, words) == (row.answer, row.words):
        return False
    row.answer, row.words = answer, words if answer else ""
    row.state = RowState.ANSWERED if answer else RowState.OPEN
    row.answered_at, row.answered_by_id = at, actor.user_id
    return True


@operation("tasks.reply_task")
def reply_task(
    *,
    actor: Actor,
    at: datetime,
    task: Task,
    words: str,
    count: int | None = None,
    documents: "Sequence[Document]" = (),
) -> None:
    """Report the result of a task to who handed it out.

    Rows are looked up in the data first; a task whose rows are all shown there ends at once.

    :raises NotYourTask, TaskOver: as they say.
    :raises RowsUnanswered, RowsNotShown, EvidenceMissing, CountMissing: it cannot be counted yet.
    """
    require_owner(task, actor=actor, at=at)
    fresh = _under_way(task)
    _add_papers(fresh, documents, at=at)
    if close_shown_rows(task=fresh, at=at):
        fresh.refresh_from_db(fields=["state", "rows_open"])
    if fresh.state == TaskState.DONE:
        act().on(fresh, node_id=fresh.union_id, state=fresh.state)
        return
    require_result(fresh, count=count)
    TASK.move(
        fresh,
        "reply",
        actor=actor,
        at=at,
        changes={
            "result_words": words.strip(),
            "result_count": count,
            "replied_at": at,
            "replied_by_id": actor.user_id,
            "read_at": fresh.read_at or at,
        },
    )
    note([fresh], "replied", actor=actor, at=at, words=words.strip())
    act().on(fresh, node_id=fresh.union_id, state=fresh.state, count=count)
    publish(_replied(fresh, at))


def _replied(task: Task, at: datetime) -> TaskReplied:
    return TaskReplied(
        task_id=task.pk,
        title=task.hand_out.title,
        union_id=task.union_id,
        union_name=task.union.name,
        issuer_id=task.hand_out.union_id,
        round=task.returned_times,
        on=at.date(),
    )


def _add_papers(task: Task, documents: "Sequence[Document]", *, at: datetime) -> None:
    TaskPaper.objects.bulk_create(
        TaskPaper(task=task, document=document, added_at=at) for document in documents
    )


def result_of(task: Task, *, count: int | None) -> rules.Result:
    """Return what a task has to show now."""
    order = task.hand_out
    return rules.Result(
        has_rows=order.has_rows,
        open_rows=queries.unanswered_rows(task) if order.has_rows else 0,
        unshown_rows=queries.unshown_rows(task) if order.has_rows else 0,
        papers=task.papers.trusted("the caller holds the task").count()
        if order.needs_evidence
        else 0,
        needs_evidence=order.needs_evidence,
        unit=order.unit,
        count=count,
    )


def require_result(task: Task, *, count: int | None) -> None:
    """Refuse a result that cannot be counted; says the first thing that is missing.

    :raises RowsUnanswered, RowsNotShown, EvidenceMissing, CountMissing: as they say.
    """
    result = result_of(task, count=count)
    refusals: Mapping[str, UserError] = {
        "rows_open": RowsUnanswered(rows=result.open_rows),
        "rows_not_shown": RowsNotShown(rows=result.unshown_rows),
        "no_evidence": EvidenceMissing(field="evidence"),
        "no_count": CountMissing(unit=result.unit, field="count"),
    }
    for fault in rules.faults_of(result):
        raise refusals[fault]
