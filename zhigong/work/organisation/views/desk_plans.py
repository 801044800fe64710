"""Plans of reorganisation on the desk: upload, dry run with its effect, release, apply."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.jobs import start_job
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.exchange import queries as exchange
from zhigong.engines.exchange.contract import ImportKind
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.work.organisation import forms, operations, queries
from zhigong.work.organisation.contract import PLAN_FIELDS, PlanState
from zhigong.work.organisation.jobs import apply_plan
from zhigong.work.organisation.permissions import REORGANISE
from zhigong.work.organisation.rules import FINDINGS

MENU = "organisation.plans"
TONES = {"checked": "info", "scheduled": "warn", "applied": "good", "failed": "bad"}
SHOWN = 500

PLANS = ListSpec(
    code="organisation-plans",
    title=N_("批量调整方案"),
    purpose=N_(
        "机构改革、系统调整、合并更名：上传表格，先看预检和影响，再按生效日期执行；以前的统计不变。"
    ),
    ability=REORGANISE,
    rows=lambda request: queries.plans_for(actor=actor_of(request)),
    order=("-created_at",),
    search=lambda rows, words: rows.filter(title__icontains=words.strip()),
    search_hint=N_("方案名称"),
    columns=(
        Column("title", N_("方案"), "title", link=Link("organisation:plan"), wrap=True),
        Column("union", N_("范围"), "union__name"),
        Column("effective_on", N_("生效日期"), "effective_on", sort="effective_on"),
        Column("rows", N_("行数"), "rows", numeric=True),
        Column("faults", N_("有问题的行"), "faults", numeric=True),
        Column("state", N_("状态"), "state", tone=TONES),
        Column("created_by", N_("上传人"), "created_by__name"),
        Column("created_at", N_("上传时间"), "created_at", sort="created_at"),
    ),
    filters=(Filter("state", N_("状态"), choices=PlanState.choices),),
    empty=Empty(
        N_("还没有方案"),
        N_("下载模板，填写要调整、合并、更名的工会，上传后先预检。"),
        N_("上传方案"),
        "organisation:upload_plan",
    ),
    drawer=False,
)


@page(REORGANISE)
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans in scope."""
    return list_page(request, PLANS, "organisation/plans.html", menu_code=MENU)


@page(REORGANISE)
@require_safe
def plan_template(request: HttpRequest) -> HttpResponse:
    """Give the workbook to fill in."""
    kind = ImportKind(code="plan", title=N_("批量调整方案"), ability=REORGANISE, fields=PLAN_FIELDS)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "template.xlsx")
        exchange.write_template(kind=kind, target=target, choices={})
        content = target.open("rb")
    answer: Any = FileResponse(content, as_attachment=True, filename=_("批量调整方案模板.xlsx"))
    return answer


@page(REORGANISE)
@require_http_methods(["GET", "POST"])
def upload_plan(request: HttpRequest) -> HttpResponse:
    """Take a plan and judge it; nothing of the tree is changed."""
    actor = actor_of(request)
    form = forms.PlanUpload(
        request.POST or None,
        request.FILES or None,
        actor=actor,
        initial={"effective_on": clock.today()},
    )
    made = attempt(form, lambda: _receive(request, form))
    if made is not None:
        return redirect("organisation:plan", made.pk)
    return render_page(
        request,
        "organisation/form.html",
        menu_code=MENU,
        form=form,
        form_title=_("上传调整方案"),
        purpose=_("上传后只做预检，不改动任何工会。"),
        submit=_("上传并预检"),
        back="organisation:plans",
    )


def _receive(request: HttpRequest, form: Any) -> Any:
    given = dict(form.cleaned_data)
    file = given.pop("file")
    return operations.receive_plan(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        file_name=file.name,
        chunks=file.chunks(),
        **given,
    )


@page(REORGANISE)
@require_safe
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a plan: what is wrong with it, what it does to the figures, what may be done."""
    found = queries.get_plan_for(actor=actor_of(request), plan_id=plan_id)
    rows = queries.rows_of(found)
    wrong = [row for row in rows if row.findings]
    shown = wrong or list(rows[:SHOWN])
    return render_page(
        request,
        "organisation/plan.html",
        menu_code=MENU,
        plan=found,
        tone=TONES.get(found.state, ""),
        rows=[(row, [_(FINDINGS[code]) for code in row.findings]) for row in shown[:SHOWN]],
        is_due=found.effective_on <= clock.today(),
        shown=SHOWN,
    )


@page(REORGANISE)
@require_POST
def plan_deed(request: HttpRequest, plan_id: int, plan_move: str) -> HttpResponse:
    """Release a plan, cancel it, or apply one whose day has come."""
    actor = actor_of(request)
    found = queries.get_plan_for(actor=actor, plan_id=plan_id)
    try:
        if plan_move == "schedule":
            operations.schedule_plan(actor=actor, plan=found)
            messages.success(request, _("已确认，到生效日期自动执行。"))
        elif plan_move == "cancel":
            operations.cancel_plan(actor=actor, plan=found)
            messages.success(request, _("已取消，没有改动任何工会。"))
        elif plan_move == "apply":
            start_job(apply_plan, actor=actor, title=found.title, plan_id=found.pk)
            messages.success(request, _("已开始执行，稍后刷新查看结果。"))
    except UserError as error:
        messages.error(request, error.message)
    return redirect("organisation:plan", found.pk)
