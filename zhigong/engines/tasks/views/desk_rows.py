"""The rows of a task: answered on the page, or in a table that is downloaded and sent back."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.tasks import forms, operations, queries
from zhigong.engines.tasks.contract import WITH_OWNER, Answer, RowState
from zhigong.engines.tasks.operations import RowAnswer
from zhigong.engines.tasks.permissions import VIEW
from zhigong.engines.tasks.views.desk_task import MENU
from zhigong.engines.tasks.views.words import ROW_TONES

PAGE = 50
STAGES = ("open", "answered", "closed")


@page(VIEW)
@require_http_methods(["GET", "POST"])
def rows(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the rows of a task, fifty a page, with what came of each to be filled in."""
    task = queries.get_task_for(actor=actor_of(request), task_id=task_id)
    if request.method == "POST":
        return _save(request, task)
    return _rows_page(request, task)


def _rows_page(
    request: HttpRequest,
    task: Any,
    *,
    typed: dict[int, RowAnswer] | None = None,
    error: UserError | None = None,
    upload: Any = None,
    findings: list[Any] | None = None,
) -> HttpResponse:
    stage = request.GET.get("stage", "")
    found = queries.rows_of(task).order_by("pk")
    if stage in STAGES:
        found = found.filter(state=stage)
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    may_fill = task.state in WITH_OWNER and queries.may_handle(
        actor=actor_of(request), task=task, on=clock.today()
    )
    response = render_page(
        request,
        "tasks/desk/rows.html",
        menu_code=MENU,
        task=task,
        stage=stage,
        stages=[("", _("全部")), *((one.value, one.label) for one in RowState)],
        shown=shown,
        lines=[_line(row, (typed or {}).get(row.pk), error) for row in shown],
        answers=Answer.choices,
        may_fill=may_fill,
        upload=upload or forms.Upload(),
        findings=findings or [],
        error=error,
    )
    if error is not None or findings:
        response.status_code = 422 if error is None else error.status
    return response


def _line(row: Any, typed: RowAnswer | None, error: UserError | None) -> dict[str, Any]:
    """Return a row as the page shows it, with what was typed where it was not saved."""
    is_wrong = error is not None and error.field == f"words-{row.pk}"
    return {
        "row": row,
        "answer": typed.answer if typed else row.answer,
        "words": typed.words if typed else row.words,
        "tone": ROW_TONES[row.state],
        "is_open": row.state != RowState.CLOSED,
        "error": error.message if is_wrong and error is not None else "",
    }


def _save(request: HttpRequest, task: Any) -> HttpResponse:
    typed = {
        int(name.removeprefix("answer-")): RowAnswer(
            int(name.removeprefix("answer-")),
            str(value),
            request.POST.get(f"words-{name.removeprefix('answer-')}", ""),
        )
        for name, value in request.POST.items()
        if name.startswith("answer-") and name.removeprefix("answer-").isdecimal()
    }
    try:
        saved = operations.answer_rows(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            task=task,
            answers=list(typed.values()),
        )
    except UserError as error:
        return _rows_page(request, task, typed=typed, error=error)
    messages.success(request, _("已保存%(n)d行。") % {"n": saved})
    return redirect(request.get_full_path())


@page(VIEW)
@require_safe
def row_table(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give the table of rows to fill in."""
    task = queries.get_task_for(actor=actor_of(request), task_id=task_id)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "rows.xlsx")
        queries.write_table(task=task, target=target)
        content = target.open("rb")
    name = f"{task.hand_out.title}-{task.union.name}.xlsx"
    answer: Any = FileResponse(content, as_attachment=True, filename=name)
    return answer


@page(VIEW)
@require_http_methods(["POST"])
def upload_rows(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take the filled table; what is wrong is said by its row, and nothing is half saved."""
    task = queries.get_task_for(actor=actor_of(request), task_id=task_id)
    form = forms.Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _rows_page(request, task, upload=form, findings=[])
    given = form.cleaned_data
    try:
        filled = _read(task, given["file"])
        wrong = [one for one in filled if one.finding]
        if wrong and not given["keep_good"]:
            return _rows_page(request, task, upload=form, findings=wrong)
        saved = operations.answer_rows(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            task=task,
            answers=[
                RowAnswer(one.row_id, one.answer, one.words) for one in filled if not one.finding
            ],
        )
    except UserError as error:
        form.add_error("file", error.message)
        return _rows_page(request, task, upload=form, error=error)
    messages.success(
        request,
        _("已保存%(n)d行，%(wrong)d行有问题没有保存。") % {"n": saved, "wrong": len(wrong)},
    )
    return redirect("tasks:rows", task.pk)


def _read(task: Any, file: Any) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"rows{Path(file.name).suffix.lower()[:8]}")
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        return queries.read_table(task=task, path=path, name=file.name)
