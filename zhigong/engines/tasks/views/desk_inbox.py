"""The inbox of tasks by what it holds; it stands beside the inbox of cases."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.navigation import waiting_for
from zhigong.base.pages import actor_of, page
from zhigong.engines.tasks import queries
from zhigong.engines.tasks.contract import TaskState
from zhigong.engines.tasks.permissions import HANDLE
from zhigong.engines.tasks.views.words import LIGHT_TONES, STATE_TONES, light, progress
from zhigong.kernel.text import N_

BOXES = {
    "todo": N_("待办"),
    "soon": N_("将到期"),
    "late": N_("已逾期"),
    "supervised": N_("督办"),
    "review": N_("待我审核"),
    "done": N_("已办"),
}
_EMPTY = {
    "todo": Empty(N_("没有待办的任务"), N_("上级交办的任务和名单会出现在这里。"), icon="checklist"),
    "soon": Empty(N_("没有将要到期的任务"), icon="clock"),
    "late": Empty(N_("没有逾期的任务"), icon="circle-check"),
    "supervised": Empty(N_("没有督办中的任务"), icon="urgent"),
    "review": Empty(N_("没有等您审核的反馈"), N_("下级反馈结果后会出现在这里。"), icon="checklist"),
    "done": Empty(N_("还没有办过任务"), icon="checklist"),
}


def _rows(box: Any) -> Callable[[HttpRequest], Any]:
    def rows(request: HttpRequest) -> Any:
        today = clock.today()
        found = queries.inbox_for(actor=actor_of(request), box=box, today=today)
        return queries.with_light(found, today=today)

    return rows


def search(rows: Any, words: str) -> Any:
    """Keep tasks by words of their title or of a union."""
    return rows.filter(hand_out__title__icontains=words) | rows.filter(union__name__icontains=words)


def _unread(read_at: Any) -> str:
    return "" if read_at else _("未签收")


COLUMNS = (
    Column("title", N_("任务"), "hand_out__title", link=Link("tasks:task", "pk"), wrap=True),
    Column("issuer", N_("交办工会"), "hand_out__union__name"),
    Column("union", N_("承办工会"), "union__name", sort="union__name"),
    Column("due", N_("办理期限"), "due_on", sort="due_on"),
    Column("light", N_("时限"), "reason", text=light, tone=LIGHT_TONES),
    Column("rows", N_("名单销号"), ("rows_total", "rows_open"), text=progress),
    Column("state", N_("状态"), "state", tone=STATE_TONES),
    Column("read", N_("签收"), "read_at", text=_unread),
    Column("person", N_("承办人"), "person__name", shown=False),
    Column("supervised", N_("督办期限"), "supervised_until", shown=False),
    Column("urged", N_("催办次数"), "urged_times", numeric=True, shown=False),
    Column(
        "issued", N_("交办时间"), "hand_out__issued_at", sort="hand_out__issued_at", shown=False
    ),
)


def _spec(box: str) -> ListSpec:
    return ListSpec(
        code=f"tasks-{box}",
        title=N_("待办任务"),
        purpose=N_("上级交办的任务，按办理期限排列；红灯已逾期，黄灯快到期、被退回或久未签收。"),
        ability=HANDLE,
        rows=_rows(box),
        order=("-closed_at",) if box == "done" else ("due_on",),
        search=search,
        search_hint=N_("任务名称或工会名称"),
        columns=COLUMNS,
        filters=(Filter("state", N_("状态"), choices=TaskState.choices, usual=False),),
        empty=_EMPTY[box],
        drawer=False,
    )


INBOXES = {box: _spec(box) for box in BOXES}


def _url(box: str) -> str:
    return reverse("tasks:inbox") if box == "todo" else reverse("tasks:box", args=[box])


@page(HANDLE)
def inbox(request: HttpRequest, task_box: str = "todo") -> HttpResponse:
    """List the tasks of one box."""
    box = task_box
    if box not in INBOXES:
        raise Http404
    actor = actor_of(request)
    counts = queries.inbox_counts(actor=actor, today=clock.today())
    tabs = [(code, _(title), _url(code), counts.get(code)) for code, title in BOXES.items()]
    if actor.may("cases.handle"):
        waiting = waiting_for(request, "desk", "cases.inbox")
        tabs.append(("cases", _("办件"), reverse("cases:inbox"), waiting))
    return list_page(
        request, INBOXES[box], "tasks/desk/inbox.html", tabs=tabs, box=box, menu_code="tasks.inbox"
    )
