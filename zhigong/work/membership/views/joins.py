"""Desk pages of applications to join: the list, one application, its papers, approval in bulk."""

import io
import zipfile
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock, papers
from zhigong.base.errors import UserError
from zhigong.base.jobs import get_job_for
from zhigong.base.lists import BulkAction, Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.people.contract import NEW_FORM_GROUPS
from zhigong.work.membership import forms, jobs, operations, queries
from zhigong.work.membership.permissions import APPROVE, JOIN_VIEW
from zhigong.work.membership.workflow import JoinState

MENU = "membership.joins"
MOST_PICKED = 200
TONES = {"submitted": "info", "doubled": "warn", "approved": "good", "rejected": "bad"}
REMARKS = {
    "elsewhere": N_("会籍在其他工会：批准后按会籍接转办理，不会重复入会。"),
    "name_differs": N_("这个证件号码在库的姓名不同，请核对证件原件。"),
    "phone_differs": N_("这个证件号码在库的手机号不同，请核对证件原件。"),
    "deceased": N_("这个证件号码的职工已登记去世，不能入会。"),
    "here": N_("已在本工会名册中，批准后沿用原有会籍。"),
}
LEFT = {
    "gone": N_("%(n)s 件已经办理过或已撤回"),
    "early": N_("%(n)s 件还在所属工会办理期限内，期满后才能代审批"),
    "look": N_("%(n)s 件与在库信息不一致，请逐件核对证件"),
    "deceased": N_("%(n)s 件的证件号码已登记去世"),
    "on_the_way": N_("%(n)s 件的会籍正在其他工会之间接转"),
}


def _rows(request: HttpRequest) -> Any:
    rows = queries.applications_for(actor=actor_of(request))
    return rows if request.GET.get("state") else rows.open()


def _if_so(value: Any) -> str:
    return _("是") if value else ""


def _late(rows: Any, value: str) -> Any:
    today = clock.today()
    late = {"decide_until__lt": today, "state": JoinState.SUBMITTED}
    return rows.filter(**late) if value == "1" else rows.exclude(**late)


JOINS = ListSpec(
    code="joins",
    title=N_("入会申请"),
    purpose=N_("职工扫码提交的申请，3个工作日内办结；逾期的由上级工会代审批。"),
    ability=JOIN_VIEW,
    rows=_rows,
    order=("decide_until", "submitted_at"),
    search=queries.search_applications,
    search_hint=N_("姓名、申请编号、单位、完整手机号或证件号"),
    columns=(
        Column("name", N_("姓名"), "name", link=Link("membership:join_detail")),
        Column("employer", N_("工作单位"), "employer_name"),
        Column("group", N_("从事职业"), "new_form_group"),
        Column("union", N_("受理工会"), "union__name"),
        Column("state", N_("状态"), "state", tone=TONES),
        Column("submitted_at", N_("提交时间"), "submitted_at", sort="submitted_at"),
        Column("decide_until", N_("办理期限"), "decide_until", sort="decide_until"),
        Column("way", N_("受理依据"), "way", shown=False),
        Column("point", N_("入会码"), "point__title", shown=False),
        Column("in_place", N_("代审批"), "in_place", text=_if_so, shown=False),
        Column("reason", N_("说明"), "reason", wrap=True, shown=False),
        Column("number", N_("申请编号"), "number", shown=False),
    ),
    filters=(
        Filter("state", N_("状态"), choices=JoinState.choices),
        Filter("late", N_("逾期"), choices=(("1", N_("已逾期")),), apply=_late),
        Filter("new_form_group", N_("从事职业"), choices=tuple(NEW_FORM_GROUPS.items())),
        Filter(
            "point",
            N_("入会码编号"),
            kind="text",
            usual=False,
            apply=lambda rows, v: (
                rows.filter(point_id=int(v)) if v.isdecimal() and len(v) < 18 else rows.none()
            ),
        ),
    ),
    bulk=(
        BulkAction(
            "approve",
            N_("批准入会"),
            "membership:approve_joins",
            ability=APPROVE,
            icon="circle-check",
        ),
        BulkAction("print", N_("打印申请书和登记表"), "membership:print_joins", icon="printer"),
    ),
    empty=Empty(
        N_("没有待审批的入会申请"),
        N_("制作入会码，张贴在职工看得到的地方，扫码提交的申请会出现在这里。"),
        N_("入会码"),
        "membership:points",
        icon="user-plus",
    ),
)


@page(JOIN_VIEW)
@require_http_methods(["GET", "POST"])
def joins(request: HttpRequest) -> HttpResponse:
    """List the applications of unions in scope; decided ones when a state is asked for."""
    actor = actor_of(request)
    waiting = queries.applications_waiting(actor=actor).count() if actor.may(APPROVE) else 0
    return list_page(request, JOINS, "membership/desk/joins.html", menu_code=MENU, waiting=waiting)


@page(JOIN_VIEW)
@require_http_methods(["GET", "POST"])
def join_detail(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show an application with what is recorded of its number, and decide over it."""
    actor = actor_of(request)
    found = queries.get_application_for(actor=actor, application_id=application_id)
    may = actor.scope(APPROVE).covers(found.union.ancestors)
    if request.method == "POST" and not may:
        raise PermissionDenied
    approving, refusing = forms.Decision(), forms.Refusal()
    if request.method == "POST":
        is_refusal = request.POST.get("action") == "refuse"
        form: Any = (forms.Refusal if is_refusal else forms.Decision)(request.POST)
        if form.is_valid() and _decided(request, found, form, is_refusal=is_refusal):
            return redirect("membership:join_detail", found.pk)
        approving, refusing = (approving, form) if is_refusal else (form, refusing)
    return _shown(request, found, may=may, approving=approving, refusing=refusing)


def _decided(request: HttpRequest, found: Any, form: Any, *, is_refusal: bool) -> bool:
    """Decide as the form says; show a refusal of the operation in the form."""
    known = {"actor": actor_of(request), "at": request.now, "application": found}  # type: ignore[attr-defined]
    try:
        if is_refusal:
            operations.reject_application(**known, reason=form.cleaned_data["reason"])
            messages.success(request, _("已退回，申请人会收到原因。"))
        else:
            done = operations.approve_application(**known, **form.cleaned_data)
            moved = _("已接收，正在从原工会接转会籍。")
            messages.success(request, moved if done.transferred else _("已批准入会。"))
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def _shown(request: HttpRequest, found: Any, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    is_open = found.state == JoinState.SUBMITTED
    remarks = queries.remarks_of(found) if is_open else ()
    place = queries.place_of(actor=actor, application=found, today=clock.today())
    return render_page(
        request,
        "membership/desk/join.html",
        row=found,
        masked=queries.masked_of(found),
        remarks=[_(REMARKS[one]) for one in remarks if one in REMARKS],
        wants_a_look=queries.wants_a_look(remarks),
        is_dead="deceased" in remarks,
        place=place,
        is_open=is_open,
        papers=[
            (which, kind, _(title))
            for which, title in queries.PAPERS.items()
            for kind in papers.TYPES
        ],
        menu_code=MENU,
        **more,
    )  # fmt: skip


@page(APPROVE)
@require_POST
def approve_joins(request: HttpRequest) -> HttpResponse:
    """Admit the chosen applicants, and say what was left and why."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()][:MOST_PICKED]
    done = operations.approve_applications(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        ids=ids,
    )
    say(request, done)
    return redirect("membership:joins")


def say(request: HttpRequest, done: operations.Decided) -> None:
    """Tell the clerk what became of the applications she chose."""
    if done.admitted:
        messages.success(request, _("已批准 %(n)s 人入会。") % {"n": len(done.admitted)})
    if done.transferred:
        words = _("%(n)s 人会籍在其他工会，已接收并发起接转。")
        messages.success(request, words % {"n": len(done.transferred)})
    for reason, ids in done.left.items():
        messages.warning(request, _(LEFT[reason]) % {"n": len(ids)} + "。")


@page(APPROVE)
@require_http_methods(["GET", "POST"])
def approve_all(request: HttpRequest) -> HttpResponse:
    """Admit everybody who waits and needs no look, as a job; first say how many wait."""
    actor = actor_of(request)
    if request.method == "POST":
        job = jobs.start_approving(actor=actor)
        return redirect("membership:approving", job.id)
    waiting = queries.applications_waiting(actor=actor).count()
    return render_page(request, "membership/desk/approve_all.html", waiting=waiting, menu_code=MENU)


@page(APPROVE)
@require_safe
def approving(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far an approval of everybody is, then what came out."""
    job = get_job_for(actor=actor_of(request), job_id=job_id)
    response = render_page(
        request,
        "membership/desk/approving.html",
        "membership/_report.html",
        job=job,
        menu_code=MENU,
    )
    if getattr(request, "htmx", False) and job.is_final:
        response["HX-Refresh"] = "true"
    return response


@page(JOIN_VIEW)
@require_POST
def print_joins(request: HttpRequest) -> HttpResponse:
    """Give the papers of the chosen applications, packed."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()][:MOST_PICKED]
    rows = queries.applications_for(actor=actor_of(request)).filter(pk__any_of=set(ids))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows.order_by("name", "pk"):
            for which, title in queries.PAPERS.items():
                name = f"{row.name}-{_(title)}-{row.number}.docx"
                archive.writestr(name, _file(request, row, which, "docx"))
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    return _named(answer, _("入会申请书和会员登记表.zip"))


@page(JOIN_VIEW)
@require_safe
def join_paper(
    request: HttpRequest, application_id: int, join_paper: str, paper_format: str
) -> HttpResponse:
    """Give one paper of an application as a file."""
    found = queries.get_application_for(actor=actor_of(request), application_id=application_id)
    return paper_file(request, found, join_paper, paper_format)


def paper_file(request: HttpRequest, row: Any, which: str, kind: str) -> HttpResponse:
    """Answer with a paper of an application.

    :raises Http404: no such paper or format.
    """
    if which not in queries.PAPERS or kind not in papers.TYPES:
        raise Http404
    answer = HttpResponse(_file(request, row, which, kind), content_type=papers.TYPES[kind])
    return _named(answer, f"{_(queries.PAPERS[which])}-{row.name}-{row.number}.{kind}")


def _file(request: HttpRequest, row: Any, which: str, kind: Any) -> bytes:
    address = request.build_absolute_uri(reverse("membership:join_detail", args=[row.pk]))
    at = request.now  # type: ignore[attr-defined]
    return papers.form_file(queries.paper_of(row, which, address=address, at=at), kind, at=at)


def _named(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
