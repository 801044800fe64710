"""Opening records (开箱记录) of boxes on walls: list, register, confirm as second person, print."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.work.service_centre import forms, operations, queries
from zhigong.work.service_centre.permissions import OPEN_BOX

MENU = "service_centre.letters"


def _second(name: str) -> str:
    return name or _("待确认")


OPENINGS = ListSpec(
    code="box-openings",
    title=N_("开箱记录"),
    purpose=N_("实体信箱每月开箱一次，两人在场，逐封登记，不记来信人。"),
    ability=OPEN_BOX,
    rows=lambda request: queries.openings_for(actor=actor_of(request)),
    order=("-opened_on",),
    columns=(
        Column("place", N_("信箱位置"), "place", link=Link("service_centre:opening", "pk")),
        Column("union", N_("工会"), "union__name"),
        Column("opened_on", N_("开箱日期"), "opened_on", sort="opened_on"),
        Column("letters", N_("信件数"), "letters", numeric=True),
        Column("opened_by", N_("开箱人"), "opened_by_name"),
        Column("confirmed_by", N_("监督人"), "confirmed_by_name", text=_second),
    ),
    empty=Empty(N_("还没有开箱记录"), N_("开箱后请当场登记，由另一位在场人员确认。")),
)


@page(OPEN_BOX)
@require_http_methods(["GET", "POST"])
def openings(request: HttpRequest) -> HttpResponse:
    """List the openings, and say which boxes are due this month."""
    due = queries.boxes_to_open(actor=actor_of(request), on=clock.today())
    template = "service_centre/desk/openings.html"
    return list_page(request, OPENINGS, template, menu_code=MENU, due=due)


@page(OPEN_BOX)
@require_http_methods(["GET", "POST"])
def new_opening(request: HttpRequest) -> HttpResponse:
    """Record that a box was opened."""
    actor = actor_of(request)
    form = forms.OpeningForm(request.POST if request.method == "POST" else None, actor=actor)
    at = request.now  # type: ignore[attr-defined]
    made = attempt(form, lambda: operations.open_box(actor=actor, at=at, **form.cleaned_data))
    if made is not None:
        return redirect("service_centre:opening", made.pk)
    return render_page(request, "service_centre/desk/new_opening.html", menu_code=MENU, form=form)


@page(OPEN_BOX)
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Show an opening; register what was found, confirm, say what became of it."""
    found = queries.get_opening_for(actor=actor_of(request), opening_id=opening_id)
    item = forms.ItemForm()
    refused = None
    if request.method == "POST":
        try:
            form = _do(request, found)
        except UserError as error:
            refused = error
        else:
            if form is None:
                return redirect("service_centre:opening", opening_id)
            item = form if isinstance(form, forms.ItemForm) else item
    return _opening_page(request, found, item, refused)


def _opening_page(
    request: HttpRequest, found: Any, item: forms.ItemForm, refused: UserError | None
) -> HttpResponse:
    items = list(queries.items_of(found))
    answer = render_page(
        request,
        "service_centre/desk/opening.html",
        menu_code=MENU,
        opening=found,
        items=items,
        form=item,
        refused=refused,
        is_open=found.confirmed_by is None and found.opened_on == clock.today(),
        is_first=found.opened_by == actor_of(request).user_id,
        is_complete=len(items) == found.letters,
    )
    if refused is not None:
        answer.status_code = refused.status
    return answer


def _do(request: HttpRequest, found: Any) -> Any:
    """Do what the button says; return the form that came back with something wrong."""
    actor, action = actor_of(request), request.POST.get("action")
    if action == "confirm":
        at = request.now  # type: ignore[attr-defined]
        operations.confirm_opening(actor=actor, at=at, opening=found)
        messages.success(request, _("已确认这次开箱。"))
        return None
    if action == "settle":
        result = forms.ResultForm(request.POST)
        if result.is_valid():
            operations.settle_item(actor=actor, opening=found, **result.cleaned_data)
        else:
            messages.error(request, _("请填写办理结果，500字以内。"))
        return None
    item = forms.ItemForm(request.POST)
    if not item.is_valid():
        return item
    operations.add_item(actor=actor, opening=found, **item.cleaned_data)
    return None
