"""From a gap list to tasks: who would get which rows, what lies there already, and the sending."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import narrowed_rows
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.indicators import forms, operations, queries
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.views.desk import HAND_OUT, spec_of
from zhigong.engines.tasks.contract import Order
from zhigong.engines.tasks.operations import MOST_ROWS, AllSentAlready, TooManyRows
from zhigong.engines.tasks.queries import planned, tasks_of
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import get_union_for

LEVELS = {
    "owner": N_("交给负责的工会（没有管理员的交给上一级）"),
    "child": N_("交给下一级工会"),
}
SHOWN = 100


@page(HAND_OUT)
@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest, facet: str, code: str) -> HttpResponse:
    """Show who would get the rows a gap list leaves, and hand them out."""
    if facet not in COVERAGES:
        raise Http404
    entry, actor = COVERAGES.get(facet), actor_of(request)
    union = get_union_for(actor=actor, code=code, ability=HAND_OUT)
    is_sent = request.method == "POST"
    level = "child" if request.GET.get("level") == "child" else "owner"
    rows, words, refusal = _rows(request, entry, union)
    plan = _plan(rows, entry, union, level)
    form = forms.HandOutForm(
        request.POST if is_sent else None,
        initial={
            "title": _("{title}补缺").format(title=entry.title),
            "due_on": forms.preset_deadline(clock.today()),
        },
    )
    made = None
    if refusal is None:
        made = attempt(form, lambda: _send(request, entry=entry, union=union, plan=plan, form=form))
    if made is not None:
        told = {"unions": tasks_of(made).count(), "rows": len(rows)}
        messages.success(request, _("已交办给%(unions)d个工会，共%(rows)d行。") % told)
        return redirect("tasks:hand_out", made.pk)
    return render_page(
        request,
        "indicators/hand_out.html",
        menu_code="coverage",
        entry=entry,
        union=union,
        form=form,
        plan=plan[:SHOWN],
        unions=len(plan),
        more=max(len(plan) - SHOWN, 0),
        rows=len(rows),
        missing=sum(one.missing for one in plan),
        nobody=sum(not one.is_kept for one in plan),
        conditions=words,
        levels=_levels(request),
        level=level,
        refusal=refusal,
    )


def _rows(
    request: HttpRequest, entry: Any, union: Any
) -> tuple[list[Any], list[str], UserError | None]:
    """Return the rows the address leaves that lie in no open task, and what it asks in words."""
    spec = spec_of(entry, union, clock.today(), actor=actor_of(request))
    found, words = narrowed_rows(request, spec)
    if ids := request.GET.get("ids", ""):
        found = found.filter(pk__in=[int(one) for one in ids.split(",") if one.isdecimal()])
    rows = queries.listed_rows(found, code=entry.code, most=MOST_ROWS)
    if len(rows) > MOST_ROWS:
        return [], words, TooManyRows(most=MOST_ROWS, rows=len(rows))
    return rows, words, None if rows else AllSentAlready()


def _plan(rows: list[Any], entry: Any, union: Any, level: str) -> list[Any]:
    return planned(
        rows,
        kind=entry.gap_kind,
        issuer=union.pk,
        today=clock.today(),
        level="child" if level == "child" else "owner",
    )


def _levels(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return to which level the rows may go, each with the address that shows its plan."""
    query = request.GET.copy()
    found = []
    for code, title in LEVELS.items():
        query["level"] = code
        found.append((code, _(title), f"?{query.urlencode()}"))
    return found


def _send(request: HttpRequest, *, entry: Any, union: Any, plan: list[Any], form: Any) -> Any:
    given = form.cleaned_data
    return operations.hand_out_gap(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        code=entry.code,
        issuer=union,
        order=Order(
            title=given["title"],
            instructions=given["instructions"],
            due_on=given["due_on"],
            needs_evidence=given["needs_evidence"],
        ),
        plan=plan,
    )
