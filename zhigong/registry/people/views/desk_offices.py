"""Desk page that gives a post from the page of a union: who sits in its committees."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.people import forms, operations, queries
from zhigong.registry.unions.queries import get_union_for

if TYPE_CHECKING:
    from zhigong.registry.people.models import Person

SHOWN = 5


def back_to_union(code: str) -> HttpResponse:
    """Return to the tab of a union's page that shows its committees."""
    response = redirect("unions:detail", code=code)
    response["Location"] += "?tab=committees"
    return response


@page("people.appoint")
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """Record a post in the union for one of its people."""
    actor = actor_of(request)
    union = get_union_for(actor=actor, code=code, ability="people.appoint")
    form = forms.Seating(
        request.POST or None, actor=actor, initial={"post": request.GET.get("post", "member")}
    )
    if form.is_valid() and _seated(request, form, union):
        messages.success(request, _("已登记任职。"))
        return back_to_union(union.code)
    return render_page(
        request,
        "people/seat.html",
        form=form,
        union=union,
    )


def _seated(request: HttpRequest, form: forms.Seating, union: Any) -> bool:
    given = dict(form.cleaned_data)
    person = _person(request, form, union, given.pop("who"))
    if person is None:
        return False
    try:
        operations.appoint_officer(actor=actor_of(request), person=person, union=union, **given)
    except UserError as error:
        form.refuse(error)
        return False
    return True


def _person(request: HttpRequest, form: forms.Seating, union: Any, words: str) -> "Person | None":
    """Return the one person the words mean among the members of the union and below.

    A name two people share is refused with the numbers, masked, that tell them apart.
    """
    rows = queries.list_memberships_for(actor=actor_of(request), ability="people.appoint")
    below = queries.memberships_below(rows.filter(ends_before__isnull=True), code=union.code)
    found = {m.person_id: m.person for m in queries.search_memberships(below, words)[:50]}
    exact = [person for person in found.values() if person.name == words.strip()]
    people = exact or list(found.values())
    if len(people) == 1:
        return people[0]
    if not people:
        form.add_error("who", _("没有找到这位会员，请核对姓名，或填写手机号。"))
        return None
    told = "、".join(f"{person.name}（{_number(person)}）" for person in people[:SHOWN])
    words = _("有%(count)s位会员符合：%(told)s。请填写手机号或证件号。")
    form.add_error("who", words % {"count": len(people), "told": told})
    return None


def _number(person: "Person") -> str:
    return queries.masked_phone(person.data_key, person.phone_cipher) or _("无手机号")
