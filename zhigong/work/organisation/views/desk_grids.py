"""Grids on the desk: the list, a grid with its unions and firms, the keeper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.work.organisation import forms, operations, queries
from zhigong.work.organisation.permissions import GRIDS, VIEW

MENU = "organisation.grids"
FIELDS = ("name", "keeper", "phone", "bounds")

GRID_LIST = ListSpec(
    code="organisation-grids",
    title=N_("工会网格"),
    purpose=N_("每个网格有一名网格员，负责网格内的工会和单位。"),
    ability=VIEW,
    rows=lambda request: queries.grids_for(actor=actor_of(request)),
    order=("union__code", "name"),
    search=lambda rows, words: rows.filter(name__icontains=words.strip()),
    search_hint=N_("网格名称"),
    columns=(
        Column("name", N_("网格"), "name", link=Link("organisation:grid")),
        Column("union", N_("所属工会"), "union__name"),
        Column("keeper", N_("网格员"), "keeper"),
        Column("phone", N_("联系电话"), "phone"),
        Column("unions", N_("工会"), lambda row: row.union_count, numeric=True),
        Column("firms", N_("单位"), lambda row: row.firm_count, numeric=True),
        Column("bounds", N_("范围"), "bounds", wrap=True),
    ),
    filters=(
        Filter(
            "area",
            N_("所属工会"),
            kind="text",
            apply=lambda rows, value: rows.filter(union__name__icontains=value),
        ),
    ),
    empty=Empty(
        N_("还没有网格"),
        N_("先划分网格，指定网格员，再把工会和单位放进来。"),
        N_("新建网格"),
        "organisation:new_grid",
    ),
    drawer=False,
)


@page(VIEW)
def grids(request: HttpRequest) -> HttpResponse:
    """List the grids in scope."""
    return list_page(
        request,
        GRID_LIST,
        "organisation/grids.html",
        menu_code=MENU,
        may_edit=actor_of(request).may(GRIDS),
    )


@page(GRIDS)
@require_http_methods(["GET", "POST"])
def new_grid(request: HttpRequest) -> HttpResponse:
    """Open a grid."""
    return _edit(request, None)


@page(GRIDS)
@require_http_methods(["GET", "POST"])
def edit_grid(request: HttpRequest, grid_id: int) -> HttpResponse:
    """Change a grid."""
    return _edit(
        request, queries.get_grid_for(actor=actor_of(request), grid_id=grid_id, ability=GRIDS)
    )


def _edit(request: HttpRequest, grid: Any) -> HttpResponse:
    actor = actor_of(request)
    initial = {name: getattr(grid, name) for name in (*FIELDS, "union")} if grid else None
    form = forms.GridForm(request.POST or None, actor=actor, initial=initial)
    saved = attempt(
        form,
        lambda: operations.save_grid(
            actor=actor,
            union=form.cleaned_data["union"],
            particulars={name: form.cleaned_data[name] for name in FIELDS},
            grid=grid,
        ),
    )
    if saved is not None:
        messages.success(request, _("已保存网格。"))
        return redirect("organisation:grid", saved.pk)
    return render_page(
        request,
        "organisation/form.html",
        menu_code=MENU,
        form=form,
        form_title=_("修改网格") if grid else _("新建网格"),
        purpose=_("网格员联系网格内的工会和单位，协助建会、换届和入会。"),
        submit=_("保存"),
        back="organisation:grids",
    )


@page(VIEW)
@require_http_methods(["GET", "POST"])
def grid(request: HttpRequest, grid_id: int) -> HttpResponse:
    """Show a grid, and put unions and firms into it."""
    actor = actor_of(request)
    found = queries.get_grid_for(actor=actor, grid_id=grid_id)
    form = forms.GridMember(request.POST or None, actor=actor)
    filled = attempt(form, lambda: _fill(request, found, form))
    if filled:
        messages.success(request, _("已加入网格。"))
        return redirect("organisation:grid", found.pk)
    scope = actor.scope(GRIDS)
    return render_page(
        request,
        "organisation/grid.html",
        menu_code=MENU,
        grid=found,
        unions=list(queries.unions_in(found)),
        firms=list(queries.firms_in(found)),
        form=form if scope.covers(found.union.ancestors) else None,
    )


class FirmNotInScope(UserError):
    """What was typed means no firm in scope, or several."""

    code = "grid_firm_not_found"
    text = "没有找到“{text}”，请填写单位编号、完整名称或统一社会信用代码。"


def _fill(request: HttpRequest, grid: Any, form: Any) -> int:
    actor = actor_of(request)
    # Seeing a grid is not keeping it: the door of the writing ability is asked again.
    grid = queries.get_grid_for(actor=actor, grid_id=grid.pk, ability=GRIDS)
    firms: list[Any] = []
    if text := form.cleaned_data.get("firm"):
        firms = queries.firms_named(actor=actor, text=text, ability=GRIDS)
        if len(firms) != 1:
            raise FirmNotInScope(field="firm", text=text)
    member = form.cleaned_data.get("member")
    return operations.fill_grid(
        actor=actor, grid=grid, unions=[member] if member else [], firms=firms
    )


@page(GRIDS)
@require_POST
def empty_grid(
    request: HttpRequest, grid_id: int, grid_kind: str, grid_thing_id: int
) -> HttpResponse:
    """Take one union or firm out of a grid."""
    actor = actor_of(request)
    found = queries.get_grid_for(actor=actor, grid_id=grid_id, ability=GRIDS)
    operations.empty_grid(actor=actor, grid=found, kind=grid_kind, thing_id=grid_thing_id)
    messages.success(request, _("已移出网格。"))
    return redirect("organisation:grid", found.pk)
