"""The rows of tasks: what each is about, how many are closed by what, the table to fill in."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Coalesce

from zhigong.engines.tasks.contract import UNDER_WAY, RowEnd, RowKind, RowState
from zhigong.engines.tasks.models import HandOut, Task, TaskRow
from zhigong.engines.tasks.queries.handing import FIELD_OF

if TYPE_CHECKING:
    from django.db.models import QuerySet

OPEN_ROWS = (RowState.OPEN, RowState.ANSWERED)


def rows_of(task: Task) -> "QuerySet[TaskRow]":
    """Return the rows of a task the caller holds, with ``name`` and ``mark`` (a public code)."""
    found: QuerySet[TaskRow] = named(TaskRow.objects.trusted("the caller holds the task"))
    return found.filter(task=task)


def named(rows: Any) -> Any:
    """Annotate rows with ``name``, their public ``mark`` and the union they belong to."""
    name = Case(
        When(kind=RowKind.EMPLOYER, then=F("employer__name")),
        When(kind=RowKind.UNION, then=F("subject__name")),
        When(kind=RowKind.PERSON, then=F("member__person__name")),
        default=F("label"),
        output_field=CharField(),
    )
    mark = Case(
        When(kind=RowKind.EMPLOYER, then=F("employer__code")),
        When(kind=RowKind.UNION, then=F("subject__code")),
        default=Value(""),
        output_field=CharField(),
    )
    place = Coalesce(
        F("employer__area_union__name"), F("subject__parent__name"), F("member__union__name"),
        Value(""),
    )  # fmt: skip
    return rows.annotate(name=name, mark=mark, place=place)


def page_of_rows(rows: Any, *, ids: Collection[int]) -> list[TaskRow]:
    """Return the rows with these ids in the order of their list."""
    return list(rows.filter(pk__in=list(ids)).order_by("pk"))


def unshown_rows(task: Task) -> int:
    """Return how many rows are said to be done while the data do not show it."""
    return (
        task.rows.trusted("the caller holds the task")
        .filter(state=RowState.ANSWERED, answer="done")
        .exclude(source="")
        .count()
    )


def unanswered_rows(task: Task) -> int:
    """Return how many rows nobody has answered or closed."""
    return task.rows.trusted("the caller holds the task").filter(state=RowState.OPEN).count()


def ends_of(hand_out: HandOut) -> dict[str, int]:
    """Return how many rows of a hand-out stand where: open, answered, and closed by what."""
    rows = TaskRow.objects.trusted("numbers for who handed out").filter(task__hand_out=hand_out)
    counted: dict[str, int] = rows.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state=RowState.OPEN)),
        answered=Count("pk", filter=Q(state=RowState.ANSWERED)),
        data=Count("pk", filter=Q(ended_by=RowEnd.DATA)),
        accepted=Count("pk", filter=Q(ended_by=RowEnd.ACCEPTED)),
        withdrawn=Count("pk", filter=Q(ended_by=RowEnd.WITHDRAWN)),
    )
    return counted


def sources_under_way(task_ids: Collection[int] | None = None) -> list[tuple[str, str]]:
    """Return the lists, with their kind of row, of which some row is open.

    :param task_ids: of these tasks alone; of all when None.
    """
    rows = TaskRow.objects.trusted("codes of lists, no rows").filter(state__in=OPEN_ROWS)
    if task_ids is not None:
        rows = rows.filter(task_id__in=list(task_ids))
    found = rows.exclude(source="").order_by("source", "kind").values_list("source", "kind")
    return [(source, kind) for source, kind in found.distinct()]


def open_keys(source: str, kind: str, task_ids: Collection[int] | None = None) -> list[int]:
    """Return the ids of what lies open in the tasks of a list."""
    rows = TaskRow.objects.trusted("ids alone").filter(
        source=source, kind=kind, state__in=OPEN_ROWS, task__state__in=UNDER_WAY
    )
    if task_ids is not None:
        rows = rows.filter(task_id__in=list(task_ids))
    return list(rows.order_by().values_list(FIELD_OF[kind], flat=True))
