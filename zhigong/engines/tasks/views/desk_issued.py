"""What was handed out: the list with its progress, one of them with its tasks, a new one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.lists import BulkAction, Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.tasks import forms, operations, queries
from zhigong.engines.tasks.contract import Order, Share, TaskState, source_of
from zhigong.engines.tasks.permissions import HAND_OUT, VIEW
from zhigong.engines.tasks.views.words import LIGHT_TONES, STATE_TONES, light, progress
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import children_of, scope_tops

MENU = "tasks.issued"


def _done(total: int, over: int) -> str:
    return f"{over:,}/{total:,}"


def _issued_rows(request: HttpRequest) -> Any:
    found = queries.hand_outs_for(actor=actor_of(request))
    return queries.with_progress(found, today=clock.today())


def _stage(rows: Any, value: str) -> Any:
    return queries.under_way(rows) if value == "open" else queries.all_over(rows)


def _plain(number: int) -> str:
    return f"{number:,}" if number else ""


ISSUED = ListSpec(
    code="hand-outs",
    title=N_("交办与督办"),
    purpose=N_("本级和下级工会交办的任务，办结多少、等审核多少、逾期多少。"),
    ability=VIEW,
    rows=_issued_rows,
    order=("-issued_at",),
    search=lambda rows, words: rows.filter(title__icontains=words),
    search_hint=N_("任务名称"),
    columns=(
        Column("title", N_("任务"), "title", link=Link("tasks:hand_out", "pk"), wrap=True),
        Column("union", N_("交办工会"), "union__name"),
        Column("due", N_("办理期限"), "due_on", sort="due_on"),
        Column("done", N_("办结"), ("tasks_total", "tasks_over"), text=_done),
        Column("rows", N_("名单销号"), ("rows_total", "rows_open"), text=progress),
        Column("waiting", N_("待审核"), "tasks_waiting", numeric=True, text=_plain),
        Column("late", N_("逾期"), "tasks_late", numeric=True, text=_plain),
        Column("unread", N_("未签收"), "tasks_unread", numeric=True, text=_plain),
        Column("issued", N_("交办时间"), "issued_at", sort="issued_at"),
        Column("by", N_("交办人"), "issued_by__name", shown=False),
    ),
    filters=(
        Filter(
            "stage",
            N_("进度"),
            choices=(("open", N_("办理中")), ("over", N_("全部办结"))),
            apply=_stage,
        ),
    ),
    empty=Empty(
        N_("还没有交办过任务"),
        N_("可以新建任务，也可以从未覆盖名单里选择对象交办。"),
        icon="send",
    ),
    drawer=False,
)


@page(VIEW)
def issued(request: HttpRequest) -> HttpResponse:
    """List what was handed out."""
    may = actor_of(request).may(HAND_OUT)
    return list_page(request, ISSUED, "tasks/desk/issued.html", may_hand_out=may, menu_code=MENU)


def _unread(read_at: Any) -> str:
    return _("已签收") if read_at else _("未签收")


_TASK_COLUMNS = (
    Column("union", N_("承办工会"), "union__name", link=Link("tasks:task", "pk"), wrap=True),
    Column("state", N_("状态"), "state", tone=STATE_TONES),
    Column("light", N_("时限"), "reason", text=light, tone=LIGHT_TONES),
    Column("due", N_("办理期限"), "due_on", sort="due_on"),
    Column("rows", N_("名单销号"), ("rows_total", "rows_open"), text=progress),
    Column("count", N_("完成数"), "result_count", numeric=True),
    Column("wanted", N_("目标数"), "wanted", numeric=True, shown=False),
    Column("read", N_("签收"), "read_at", text=_unread),
    Column("urged", N_("催办次数"), "urged_times", numeric=True),
    Column("person", N_("承办人"), "person__name", shown=False),
    Column("words", N_("办理情况"), "result_words", wrap=True, shown=False),
)
_BULK = (
    BulkAction("urge", N_("催办所选"), "", ability=HAND_OUT, icon="bell", field=("deed", "urge")),
)


def _tasks_spec(hand_out: Any, *, may_review: bool) -> ListSpec:
    today = clock.today()
    return ListSpec(
        code="hand-out-tasks",
        title=hand_out.title,
        ability=VIEW,
        rows=lambda request: queries.with_light(queries.tasks_of(hand_out), today=today),
        order=("due_on", "union__code"),
        search=lambda rows, words: rows.filter(union__name__icontains=words),
        search_hint=N_("工会名称"),
        columns=_TASK_COLUMNS,
        filters=(
            Filter("state", N_("状态"), choices=TaskState.choices),
            Filter(
                "reason",
                N_("时限"),
                choices=[(code, light(code)) for code in LIGHT_TONES if light(code)],
            ),
        ),
        bulk=_BULK if may_review else (),
        empty=Empty(N_("没有任务")),
        drawer=False,
    )


@page(VIEW)
@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest, hand_out_id: int) -> HttpResponse:
    """Show one thing that was handed out, with the task of each union; urge the chosen ones."""
    actor, today = actor_of(request), clock.today()
    found = queries.get_hand_out_for(actor=actor, hand_out_id=hand_out_id)
    may_review = queries.may_review(actor=actor, hand_out=found)
    if request.method == "POST" and request.POST.get("deed") == "urge":
        return _urge(request, found)
    source = source_of(found.source)
    list_url = source.url(found.source, found.union.code) if source else ""
    return list_page(
        request,
        _tasks_spec(found, may_review=may_review),
        "tasks/desk/hand_out.html",
        hand_out=found,
        totals=queries.with_progress(
            queries.hand_outs_for(actor=actor).filter(pk=found.pk), today=today
        ).get(),
        ends=queries.ends_of(found) if found.has_rows else None,
        source=source.title(found.source) if source else "",
        list_url=list_url if source and actor.may(source.ability) else "",
        now=queries.figure_now(found, today=today) if found.before else None,
        may_review=may_review,
        menu_code=MENU,
    )


def _urge(request: HttpRequest, found: Any) -> HttpResponse:
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    return _urged(request, found, queries.chosen_tasks(hand_out=found, ids=ids))


def _urged(request: HttpRequest, found: Any, tasks: Any) -> HttpResponse:
    urged = operations.urge_tasks(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        hand_out=found,
        tasks=tasks,
    )
    messages.success(request, _("已催办%(n)d个工会。") % {"n": urged})
    return redirect("tasks:hand_out", found.pk)


@page(HAND_OUT)
@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest) -> HttpResponse:
    """Ask something of unions below."""
    actor, today = actor_of(request), clock.today()
    tops = scope_tops(actor=actor, ability=HAND_OUT)
    if not tops:
        raise PermissionDenied
    form = forms.NewTask(
        request.POST or None,
        actor=actor,
        owners=_owner_choices(tops[0], today),
        initial={"issuer": tops[0], "due_on": forms.preset_deadline(today)},
    )
    made = attempt(form, lambda: _hand_out(request, form.cleaned_data))
    if made is not None:
        messages.success(
            request, _("已交办给%(n)d个工会。") % {"n": queries.tasks_of(made).count()}
        )
        return redirect("tasks:hand_out", made.pk)
    return render_page(request, "tasks/desk/new_task.html", form=form, menu_code=MENU)


def _owner_choices(issuer: Any, today: Any) -> list[tuple[str, str]]:
    """Return the unions directly below with what lies there."""
    unions = list(children_of(union=issuer))
    loads = queries.loads_of([one.pk for one in unions], today=today)
    nothing = queries.Load()
    return [
        (
            str(one.pk),
            _("%(name)s（在办%(tasks)d，逾期%(late)d）")
            % {
                "name": one.name,
                "tasks": loads.get(one.pk, nothing).tasks,
                "late": loads.get(one.pk, nothing).late,
            },
        )
        for one in unions
    ]


def _hand_out(request: HttpRequest, given: dict[str, Any]) -> Any:
    chosen = [int(one) for one in given["owners"]]
    if given["other"] is not None and given["other"].pk not in chosen:
        chosen.append(given["other"].pk)
    return operations.hand_out(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        issuer=given["issuer"],
        order=Order(
            title=given["title"],
            instructions=given["instructions"],
            due_on=given["due_on"],
            unit=given["unit"],
            needs_evidence=given["needs_evidence"],
        ),
        shares=[Share(pk, wanted=given["wanted"]) for pk in chosen],
    )


@page(HAND_OUT)
@require_POST
def urge_all(request: HttpRequest, hand_out_id: int) -> HttpResponse:
    """Urge everybody who has not reported."""
    found = queries.get_hand_out_for(
        actor=actor_of(request), hand_out_id=hand_out_id, ability=HAND_OUT
    )
    return _urged(request, found, queries.chosen_tasks(hand_out=found, ids=None))
