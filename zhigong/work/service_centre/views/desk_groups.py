"""Matters of many people on one file, and visits with the opinions they brought, on the desk."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases.queries import get_case_for
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.work.service_centre import forms, operations, queries
from zhigong.work.service_centre.permissions import KEEP_GROUPS, VIEW

MENU = "service_centre.groups"
TONES = {"open": "warn", "stable": "info", "settled": "good"}
CASE_TONES = {"handling": "info", "returned": "warn", "done": "good", "refused": "bad"}


def _answered(rows: Any, value: str) -> Any:
    return rows.filter(waiting__gt=0) if value == "waiting" else rows.filter(waiting=0)


FILES = ListSpec(
    code="group-files",
    title=N_("群体诉求档案"),
    purpose=N_("一个事项一份档案：涉及多少人、谁是代表、有哪些办件、做了什么。"),
    ability=VIEW,
    rows=lambda request: queries.group_files_for(actor=actor_of(request)),
    order=("-opened_on",),
    search=lambda rows, words: rows.filter(title__contains=words),
    search_hint=N_("事项名称"),
    columns=(
        Column("title", N_("事项"), "title", link=Link("service_centre:group_file", "pk")),
        Column("kind", N_("类别"), "kind"),
        Column("union", N_("牵头工会"), "union__name"),
        Column("people", N_("涉及人数"), "people", numeric=True, sort="people"),
        Column("filed", N_("办件"), "filed", numeric=True),
        Column("waiting", N_("在办"), "waiting", numeric=True),
        Column("state", N_("状态"), "state", tone=TONES),
        Column("opened_on", N_("建档日期"), "opened_on", sort="opened_on"),
    ),
    filters=(
        Filter("kind", N_("类别"), choices=queries.GroupKind.choices),
        Filter("state", N_("状态"), choices=queries.GroupState.choices),
    ),
    empty=Empty(N_("还没有档案"), N_("多人反映同一事项时建档，把办件归到一起。"), icon="users"),
)
VISITS = ListSpec(
    code="visits",
    title=N_("走访记录"),
    purpose=N_("有意见必访、有建议必访；走访听到的每条意见都有办件、有答复。"),
    ability=VIEW,
    rows=lambda request: queries.visits_for(actor=actor_of(request)),
    order=("-visited_on",),
    columns=(
        Column("union", N_("走访单位"), "union__name", link=Link("service_centre:visit", "pk")),
        Column("visited_on", N_("走访日期"), "visited_on", sort="visited_on"),
        Column("cadres", N_("走访干部"), "cadres"),
        Column("met", N_("职工数"), "met", numeric=True),
        Column("raised", N_("意见"), "raised", numeric=True),
        Column("waiting", N_("待答复"), "waiting", numeric=True),
    ),
    filters=(
        Filter(
            "answered",
            N_("答复"),
            choices=(("waiting", N_("有意见待答复")), ("all", N_("全部已答复"))),
            apply=_answered,
        ),
    ),
    empty=Empty(N_("还没有走访记录"), icon="map-2"),
)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def group_files(request: HttpRequest) -> HttpResponse:
    """List the files."""
    may_keep = actor_of(request).may(KEEP_GROUPS)
    template = "service_centre/desk/group_files.html"
    return list_page(request, FILES, template, menu_code=MENU, may_keep=may_keep)


@page(KEEP_GROUPS)
@require_http_methods(["GET", "POST"])
def new_group_file(request: HttpRequest) -> HttpResponse:
    """Open a file."""
    actor = actor_of(request)
    form = forms.GroupFileForm(request.POST if request.method == "POST" else None, actor=actor)
    made = attempt(
        form,
        lambda: operations.open_group_file(
            actor=actor,
            union=form.cleaned_data["union"],
            on=clock.today(),
            particulars=form.particulars(),
        ),
    )
    if made is not None:
        return redirect("service_centre:group_file", made.pk)
    return render_page(request, "service_centre/desk/group_form.html", menu_code=MENU, form=form)


@page(VIEW)
@require_http_methods(["GET"])
def group_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show a file with its cases and measures."""
    found = queries.get_group_file_for(actor=actor_of(request), file_id=file_id)
    return _file_page(request, found)


def _file_page(
    request: HttpRequest, found: Any, *, filing: Any = None, measure: Any = None
) -> HttpResponse:
    actor = actor_of(request)
    return render_page(
        request,
        "service_centre/desk/group_file.html",
        menu_code=MENU,
        file=found,
        tone=TONES.get(found.state, ""),
        cases=queries.cases_filed(actor=actor, file=found).order_by("-opened_at")[:100],
        measures=queries.measures_of(found),
        may_keep=actor.scope(KEEP_GROUPS).covers(found.union.ancestors),
        filing=filing or forms.FileCaseForm(),
        measure=measure or forms.MeasureForm(initial={"on": clock.today(), "state": found.state}),
    )


@page(KEEP_GROUPS)
@require_POST
def file_case(request: HttpRequest, file_id: int) -> HttpResponse:
    """Put a case on a file."""
    actor = actor_of(request)
    found = queries.get_group_file_for(actor=actor, file_id=file_id, ability=KEEP_GROUPS)
    form = forms.FileCaseForm(request.POST)
    if form.is_valid():
        try:
            case = get_case_for(actor=actor, number=form.cleaned_data["number"])
            operations.file_case(actor=actor, file=found, case=case)
        except ObjectDoesNotExist:
            form.add_error("number", _("没有查到这个编号的办件，请逐位核对。"))
        except UserError as error:
            form.add_error("number", error.message)
        else:
            messages.success(request, _("已归入档案。"))
            return redirect("service_centre:group_file", file_id)
    return _file_page(request, found, filing=form)


@page(KEEP_GROUPS)
@require_POST
def take_measure(request: HttpRequest, file_id: int) -> HttpResponse:
    """Note what was done."""
    actor = actor_of(request)
    found = queries.get_group_file_for(actor=actor, file_id=file_id, ability=KEEP_GROUPS)
    form = forms.MeasureForm(request.POST)
    if attempt(form, lambda: operations.take_measure(actor=actor, file=found, **form.cleaned_data)):
        messages.success(request, _("已登记。"))
        return redirect("service_centre:group_file", file_id)
    return _file_page(request, found, measure=form)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def visits(request: HttpRequest) -> HttpResponse:
    """List the visits."""
    may_keep = actor_of(request).may(KEEP_GROUPS)
    template = "service_centre/desk/visits.html"
    return list_page(request, VISITS, template, menu_code=MENU, may_keep=may_keep)


@page(KEEP_GROUPS)
@require_http_methods(["GET", "POST"])
def new_visit(request: HttpRequest) -> HttpResponse:
    """Record a visit and the opinions heard."""
    actor = actor_of(request)
    form = forms.VisitForm(request.POST if request.method == "POST" else None, actor=actor)
    at = request.now  # type: ignore[attr-defined]
    made = attempt(
        form,
        lambda: operations.record_visit(
            actor=actor,
            at=at,
            union=form.cleaned_data["union"],
            particulars=form.particulars(),
            opinions=form.cleaned_data["opinions"],
        ),
    )
    if made is not None:
        return redirect("service_centre:visit", made.pk)
    return render_page(request, "service_centre/desk/visit_form.html", menu_code=MENU, form=form)


@page(VIEW)
@require_http_methods(["GET"])
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show a visit, and how each opinion was answered."""
    found = queries.get_visit_for(actor=actor_of(request), visit_id=visit_id)
    opinions = [
        {"opinion": one, "tone": CASE_TONES.get(one.case.state, "")}
        for one in queries.opinions_of(found)
    ]
    template = "service_centre/desk/visit.html"
    return render_page(request, template, menu_code=MENU, visit=found, opinions=opinions)
