"""Portal pages of joining: what the scanned code opens, and how far one's application is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, public_page, render_page
from zhigong.base.requests import address_of
from zhigong.registry.people.queries import own_card
from zhigong.work.membership import forms, operations, queries
from zhigong.work.membership.views.joins import paper_file

MENU = "membership.own_joins"


@never_cache
@sensitive_post_parameters("id_number")
@require_http_methods(["GET", "POST"])
@public_page
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites, and take the application of who proved a phone."""
    actor = actor_of(request)
    point = queries.open_point(token=token)
    if point.revoked_at is not None:
        raise operations.PointRevoked
    if actor.kind != "member" or actor.user_id is None:
        return render_page(request, "membership/portal/welcome.html", point=point)
    card = own_card(actor=actor)
    if card is not None and card.membership.is_open:
        return render_page(request, "membership/portal/member_already.html", point=point, card=card)
    waiting = queries.own_applications(actor=actor).open().first()
    if waiting is not None:
        return redirect("membership:own_join", waiting.number)
    return _form(request, point)


def _form(request: HttpRequest, point: Any) -> HttpResponse:
    actor = actor_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    known = {"name": actor.name, "new_form_group": point.new_form_group}
    form = forms.JoinForm(*sent, point=point, initial=known)
    status = 200
    if form.is_valid():
        try:
            made = operations.apply_to_join(
                actor=actor,
                at=request.now,  # type: ignore[attr-defined]
                point=point,
                wish=operations.Wish(**form.wish()),
                address=address_of(request),
                signature=form.picture(),
            )
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            status = error.status
        else:
            messages.success(request, _("申请已提交。"))
            return redirect("membership:own_join", made.number)
    answer = render_page(request, "membership/portal/join.html", form=form, point=point)
    answer.status_code = max(answer.status_code, status)
    return answer


@page(member=True)
@require_POST
def transfer_here(request: HttpRequest, token: str) -> HttpResponse:
    """Ask that one's membership pass to the union of the code."""
    operations.ask_for_transfer(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        point=queries.open_point(token=token),
    )
    messages.success(request, _("接转申请已提交，新工会接收后会通知您。"))
    return redirect("people:mine")


@page()
@require_safe
def employers(request: HttpRequest, token: str) -> HttpResponse:
    """Suggest employers while somebody types; names of firms are public."""
    point = queries.open_point(token=token)
    found = queries.employers_like(words=request.GET.get("employer_name", ""), near=point.receiving)
    return render_page(request, "membership/portal/_employers.html", employers=found)


@page()
@require_safe
def own_joins(request: HttpRequest) -> HttpResponse:
    """List one's own applications."""
    rows = list(queries.own_applications(actor=actor_of(request))[:20])
    return render_page(request, "membership/portal/own_joins.html", rows=rows, menu_code=MENU)


@page()
@require_http_methods(["GET", "POST"])
def own_join(request: HttpRequest, own_join_number: str) -> HttpResponse:
    """Show how far one's application is, and take it back."""
    actor = actor_of(request)
    found = queries.application_by_number(actor=actor, number=own_join_number)
    if request.method == "POST":
        operations.withdraw_application(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            application=found,
        )
        messages.success(request, _("申请已撤回，可以重新填写。"))
        return redirect("membership:own_join", found.number)
    return render_page(
        request,
        "membership/portal/own_join.html",
        row=found,
        masked=queries.masked_of(found),
        papers=[("pdf", _("下载申请书 PDF")), ("docx", "Word")],
        menu_code=MENU,
    )


@page()
@require_safe
def own_join_paper(request: HttpRequest, own_join_number: str, paper_format: str) -> HttpResponse:
    """Give one's own application as a file."""
    found = queries.application_by_number(actor=actor_of(request), number=own_join_number)
    return paper_file(request, found, queries.APPLICATION, paper_format)
