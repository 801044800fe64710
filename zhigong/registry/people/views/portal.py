"""Portal pages of a member: her membership, and the card she shows."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.people import operations, queries


@page(member=True)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the member what is recorded of her."""
    actor = actor_of(request)
    person = queries.get_own_person(actor=actor)
    identity = queries.masked_identity(person)
    memberships = list(queries.memberships_of(person=person))
    return render_page(
        request,
        "people/mine.html",
        person=person,
        present=memberships[0] if memberships else None,
        memberships=memberships,
        transfers=queries.transfers_of(person=person),
        facts=_facts(person, identity),
    )


def _facts(person: Any, identity: queries.MaskedIdentity) -> list[tuple[str, Any]]:
    return [
        (_("姓名"), person.name),
        (_("性别"), person.get_sex_display()),
        (_("证件号码"), identity.id_number),
        (_("手机号码"), identity.phone),
        (_("民族"), person.get_ethnicity_display()),
        (_("学历"), person.get_education_display()),
        (_("实名认证"), person.verified_on or _("未认证")),
    ]


@page(member=True)
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Show the member who opened what is masked of her, and why."""
    found = queries.own_readings(actor=actor_of(request))
    return render_page(request, "people/readings.html", readings=found)


@page(member=True)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Record that the member found her own record right."""
    actor = actor_of(request)
    operations.verify_person(
        actor=actor,
        at=request.now,  # type: ignore[attr-defined]
        person=queries.get_own_person(actor=actor),
        how="self",
    )
    messages.success(request, _("谢谢，您已确认本人信息无误。"))
    return redirect("people:mine")


@page(member=True)
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """Show the member's card with a code that lives a minute."""
    actor = actor_of(request)
    own = queries.own_card(actor=actor)
    code = queries.issue_card_code(actor=actor) if own is not None else ""
    # Real time, not the business date: it is compared with the telephone's own clock.
    now = timezone.now()
    expires = int(now.timestamp() + queries.cards.CARD_CODE_SECONDS) * 1000
    return render_page(
        request, "people/card.html", card=own, code=code, fetched_at=now, expires=expires
    )


@page(member=True)
@require_safe
def card_code(request: HttpRequest) -> HttpResponse:
    """Give a fresh code for the card on the screen."""
    code = queries.issue_card_code(actor=actor_of(request))
    return render_page(request, "people/_card_code.html", code=code)
