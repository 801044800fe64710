"""Desk page by which the workers parked at a joint union pass to the union of their own firm."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.people import forms, operations, queries
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import get_union_for

SHOWN = 200


@page("people.transfer")
@require_http_methods(["GET", "POST"])
def parked(request: HttpRequest, code: str) -> HttpResponse:
    """Show who would pass, and let them pass."""
    actor = actor_of(request)
    union = get_union_for(actor=actor, code=code, ability="people.transfer")
    form = forms.PassOn(request.POST if request.method == "POST" else None)
    moved = attempt(
        form,
        lambda: operations.pass_on_workers(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            union=union,
            on=form.cleaned_data["on"],
        ),
    )
    if moved is not None:
        messages.success(request, _("已划转 %(n)s 人，入会日期不变。") % {"n": f"{moved:,}"})
        return redirect("unions:detail", union.code)
    rows = queries.parked_workers(union=union).order_by("union__name", "name_py")
    return render_page(
        request,
        "people/parked.html",
        union=union,
        form=form,
        rows=rows[:SHOWN],
        waiting=queries.waiting_for(union=union),
        shown=SHOWN,
    )
