"""One task on the desk: what is asked, its rows, what may be done now, and the doing of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.tasks import forms, operations, queries
from zhigong.engines.tasks.contract import WITH_OWNER, TaskState
from zhigong.engines.tasks.permissions import VIEW
from zhigong.engines.tasks.views.words import (
    LIGHT_TONES,
    STATE_TONES,
    light,
    overdue,
    timeline,
)
from zhigong.kernel.text import N_
from zhigong.registry.documents.operations import store_document

MENU = "tasks.inbox"
PAPER = "task_evidence"
ROWS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done with a task: its button, its form, its operation."""

    title: str
    icon: str
    form: type[django_forms.Form]
    run: Callable[..., Any]
    done: str


def _reply(*, actor: Any, at: Any, task: Any, evidence: Any = (), **values: Any) -> None:
    documents = [
        store_document(file=one, kind=PAPER, title=one.name, union=task.union, at=at, actor=actor)
        for one in evidence
    ]
    operations.reply_task(actor=actor, at=at, task=task, documents=documents, **values)


def _assign(*, user: int, **values: Any) -> None:
    operations.assign_task(user_id=user, **values)


def _urge(*, task: Any, **values: Any) -> None:
    operations.urge_tasks(hand_out=task.hand_out, tasks=[task], **values)


DEEDS: dict[str, Deed] = {
    "read": Deed(N_("签收"), "check", forms.Nothing, operations.read_task, N_("已签收。")),
    "reply": Deed(N_("反馈结果"), "message", forms.Reply, _reply, N_("已反馈，等待交办工会审核。")),
    "assign": Deed(N_("指定承办人"), "user-check", forms.Assign, _assign, N_("已指定承办人。")),
    "accept": Deed(
        N_("审核通过"), "circle-check", forms.Words, operations.accept_task, N_("已审核通过。")
    ),
    "return": Deed(
        N_("退回再办"), "arrow-back-up", forms.Return, operations.return_task, N_("已退回。")
    ),
    "urge": Deed(N_("催办"), "bell", forms.Words, _urge, N_("已催办。")),
    "supervise": Deed(
        N_("督办"), "urgent", forms.Supervise, operations.supervise_task, N_("已督办。")
    ),
    "extend": Deed(
        N_("调整办理期限"),
        "calendar-time",
        forms.Extend,
        operations.extend_task,
        N_("已调整办理期限。"),
    ),
    "withdraw": Deed(N_("撤回"), "x", forms.Reason, operations.withdraw_task, N_("已撤回。")),
}


def offers_of(request: HttpRequest, task: Any) -> list[str]:
    """Return what the reader may do with a task now, the next thing first."""
    actor = actor_of(request)
    if not task.is_under_way:
        return []
    found: list[str] = []
    if task.state in WITH_OWNER and queries.may_handle(actor=actor, task=task, on=clock.today()):
        found += ["read"] if task.read_at is None else []
        found += ["reply", "assign"]
    if queries.may_review(actor=actor, hand_out=task.hand_out):
        found = ["accept", "return", *found] if task.state == TaskState.REPLIED else found
        found += ["urge"] if task.state in WITH_OWNER else []
        found += ["extend"]
    if queries.may_supervise(actor=actor, task=task):
        found.append("supervise")
    if queries.may_review(actor=actor, hand_out=task.hand_out):
        found.append("withdraw")
    return found


@page(VIEW)
@require_safe
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show a task."""
    return task_page(request, queries.get_task_for(actor=actor_of(request), task_id=task_id))


def task_page(
    request: HttpRequest,
    task: Any,
    *,
    filled: dict[str, Any] | None = None,
    refused: UserError | None = None,
) -> HttpResponse:
    """Return the page of a task.

    :param filled: forms that came back with something wrong, with all that was typed.
    """
    filled, today = filled or {}, clock.today()
    told = queries.light_of(task, today=today)
    codes = offers_of(request, task)
    codes += [code for code in filled if code not in codes]
    rows = queries.rows_of(task) if task.rows_total else None
    sees_all = queries.may_review(actor=actor_of(request), hand_out=task.hand_out)
    response = render_page(
        request,
        "tasks/desk/task.html",
        menu_code="tasks.issued" if sees_all else MENU,
        task=task,
        hand_out=task.hand_out,
        state_tone=STATE_TONES[task.state],
        light=light(told[1]) if told else "",
        light_tone=LIGHT_TONES[told[1]] if told else "",
        facts=_facts(task, today),
        rows=list(rows.order_by("state", "pk")[:ROWS_SHOWN]) if rows is not None else [],
        papers=queries.papers_of(task),
        may_fill="reply" in codes and task.rows_open > 0,
        deeds=[_deed(task, code, filled, number) for number, code in enumerate(codes)],
        timeline=timeline(queries.entries_of(task)),
        sees_all=sees_all,
    )
    if filled:
        response.status_code = 422 if refused is None else refused.status
    return response


def _deed(task: Any, code: str, filled: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "code": code,
        "title": _(DEEDS[code].title),
        "icon": DEEDS[code].icon,
        "form": filled.get(code) or form_for(task, code),
        "is_open": code in filled or number == 0,
        "is_multipart": code == "reply",
    }


def _facts(task: Any, today: Any) -> list[tuple[str, Any]]:
    order = task.hand_out
    unit = order.unit
    until = overdue(task.limit, today) if task.state in WITH_OWNER else ""
    found = [
        (_("交办工会"), order.union.name),
        (_("承办工会"), task.union.name),
        (_("承办人"), task.person.get_full_name() if task.person else ""),
        (_("办理期限"), f"{task.due_on:%Y-%m-%d} {until}".strip()),
        (_("督办期限"), f"{task.supervised_until:%Y-%m-%d}" if task.supervised_until else ""),
        (_("目标数"), f"{task.wanted:,}{unit}" if task.wanted else ""),
        (_("完成数"), f"{task.result_count:,}{unit}" if task.result_count is not None else ""),
        (
            _("名单销号"),
            f"{task.rows_total - task.rows_open:,}/{task.rows_total:,}" if task.rows_total else "",
        ),
        (_("附材料"), _("须附") if order.needs_evidence else ""),
        (_("催办次数"), task.urged_times or ""),
        (_("退回次数"), task.returned_times or ""),
    ]
    return [(label, value) for label, value in found if value]


def form_for(task: Any, code: str, sent: Any = None, files: Any = None) -> Any:
    """Return the form of a deed; its fields are told apart from those of other deeds."""
    options: dict[str, Any] = {"auto_id": f"id_{code}_%s"}
    if code == "reply":
        options["unit"] = "" if task.hand_out.has_rows else task.hand_out.unit
        options["initial"] = {"words": task.result_words, "count": task.result_count}
    if code == "assign":
        options["colleagues"] = queries.colleagues_at(task.union, on=clock.today())
        options["initial"] = {"user": task.person_id}
    if code == "extend":
        options["initial"] = {"due_on": task.due_on}
    return DEEDS[code].form(sent, files, **options)


@page(VIEW)
@require_POST
def act(request: HttpRequest, task_id: int, task_deed: str) -> HttpResponse:
    """Do one thing with a task."""
    actor = actor_of(request)
    found = queries.get_task_for(actor=actor, task_id=task_id)
    if task_deed not in DEEDS:
        raise Http404
    form = form_for(found, task_deed, request.POST, request.FILES)
    if not form.is_valid():
        return task_page(request, found, filled={task_deed: form})
    try:
        DEEDS[task_deed].run(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            task=found,
            **form.cleaned_data,
        )
    except UserError as error:
        return _refused(request, found, key=task_deed, form=form, error=error)
    messages.success(request, _(DEEDS[task_deed].done))
    return _after(request, task_id)


def _after(request: HttpRequest, task_id: int) -> HttpResponse:
    """Lead back to the task while the reader still sees it, else to her list."""
    try:
        queries.get_task_for(actor=actor_of(request), task_id=task_id)
    except ObjectDoesNotExist:
        return redirect("tasks:inbox")
    return redirect("tasks:task", task_id)


def _refused(
    request: HttpRequest, task: Any, *, key: str, form: Any, error: UserError
) -> HttpResponse:
    """Show the task with the refusal beside what was typed, and the refusal's own status."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
    fresh = queries.get_task_for(actor=actor_of(request), task_id=task.pk)
    return task_page(request, fresh, filled={key: form}, refused=error)
