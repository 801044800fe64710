"""Desk pages of one person: particulars, what is masked, and the check of her card."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.people import forms, operations, queries
from zhigong.registry.people.views.desk import STATE_TONES, yes_or_no

if TYPE_CHECKING:
    from zhigong.registry.people.models import Membership, Person

SECRETS = ("id_number", "phone", "card")
MOVES = {
    "approve": "people.approve",
    "refuse": "people.approve",
    "retain": "people.end",
    "restore": "people.end",
    "end": "people.end",
    "transfer": "people.transfer",
}
TABS = (
    ("overview", N_("基本信息")),
    ("memberships", N_("会籍与接转")),
    ("changes", N_("变更记录")),
)


@page("people.view")
@require_safe
def detail(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person: particulars, memberships, transfers, and what was changed by whom."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id)
    memberships = list(queries.memberships_of(person=person))
    present = memberships[0] if memberships else None
    current = request.GET.get("tab", "overview")
    current = current if current in dict(TABS) else "overview"
    path = reverse("people:detail", args=[person.pk])
    return render_page(
        request,
        "people/detail.html",
        person=person,
        present=present,
        state_tone=STATE_TONES.get(present.state, "") if present else "",
        identity=queries.masked_identity(person),
        tabs=[(code, _(title), f"{path}?tab={code}") for code, title in TABS],
        current=current,
        memberships=memberships,
        moves=_moves(actor, present),
        may=_may(actor, present),
        particulars=_particulars(person),
        terms=_terms(present) if present else [],
        **_tab(person, current),
    )


def _tab(person: "Person", current: str) -> dict[str, Any]:
    if current == "memberships":
        return {"transfers": queries.transfers_of(person=person)}
    if current == "changes":
        return {"changes": queries.changes_of(person=person)}
    return {"offices": queries.officers_of(person=person)}


def _may(actor: Actor, present: "Membership | None") -> dict[str, bool]:
    wanted = ("change", "verify", "appoint", "open_identity")
    held = {name: _holds(actor, f"people.{name}", present) for name in wanted}
    return held | {"audit": _holds(actor, "audit.view", present)}


def _holds(actor: Actor, ability: str, present: "Membership | None") -> bool:
    if present is None:
        return actor.scope(ability).everything
    return actor.scope(ability).covers(present.union.ancestors)


def _moves(actor: Actor, present: "Membership | None") -> set[str]:
    """Return what may be done with the present membership by this actor."""
    if present is None or not present.is_open:
        return {"rejoin"} if actor.may("people.enrol") else set()
    by_state = {
        "pending": {"approve", "refuse"},
        "active": {"retain", "end", "transfer"},
        "retained": {"restore", "end", "transfer"},
        "transferring": set(),
    }[present.state]
    return {
        move
        for move in by_state
        if (actor.may(MOVES[move]) if move == "transfer" else _holds(actor, MOVES[move], present))
    }


def _particulars(person: "Person") -> list[tuple[str, Any]]:
    return [
        (_("性别"), person.get_sex_display()),
        (_("出生日期"), person.birth_on),
        (_("证件类型"), person.get_id_kind_display()),
        (_("民族"), person.get_ethnicity_display()),
        (_("政治面貌"), person.get_political_status_display()),
        (_("学历"), person.get_education_display()),
        (_("户籍类型"), person.get_household_kind_display()),
        (_("户籍地"), person.household_region),
        (_("技能等级"), person.get_skill_level_display()),
    ]


def _terms(present: "Membership") -> list[tuple[str, Any]]:
    return [
        (_("所属工会"), present.union.name),
        (_("用人单位"), present.employer.name if present.employer else ""),
        (_("入会日期"), present.joined_on),
        (_("本会会籍起"), present.starts_on),
        (_("入会方式"), present.get_join_way_display()),
        (_("用工形式"), present.get_employment_form_display()),
        (_("新就业形态群体"), present.get_new_form_group_display()),
        (_("岗位"), present.post),
        (_("农民工"), yes_or_no(present.migrant)),
        (_("劳务派遣"), yes_or_no(present.dispatched)),
    ]


@page("people.open_identity")
@require_POST
def reveal(request: HttpRequest, person_id: int, field: str) -> HttpResponse:
    """Open one masked field in clear, for a reason that is recorded."""
    actor = actor_of(request)
    person = queries.get_person_for(
        actor=actor, person_id=person_id, ability="people.open_identity"
    )
    if field not in SECRETS:
        raise PermissionDenied
    reason = request.POST.get("reason", "")
    if getattr(request, "htmx", False) and not reason.strip():
        return _ask_again(request, getattr(queries.masked_identity(person), field))
    clear = operations.open_identity(actor=actor, person=person, fields=[field], reason=reason)
    return render_page(
        request, "people/revealed.html", "people/_revealed.html", value=clear[field], person=person
    )


def _ask_again(request: HttpRequest, value: str) -> HttpResponse:
    shown = {"value": value, "reveal_url": request.path, "label": _("查看明文")}
    error = _("请写明查看原因，例如“核对入会材料”。")
    return render(request, "ui/components/masked.html", {**shown, "error": error}, status=422)


@page("people.view")
def verify_card(request: HttpRequest) -> HttpResponse:
    """Check the code a member shows on her phone."""
    form = forms.CardCode(request.POST or None)
    shown = None
    if form.is_valid():
        try:
            shown = queries.read_card_code(actor=actor_of(request), code=form.cleaned_data["code"])
        except UserError as error:
            form.add_error("code", error.message)
    context: dict[str, Any] = {}
    if shown is not None:
        state = shown.membership.state if shown.membership else ""
        context = {
            "shown": shown,
            "identity": queries.masked_identity(shown.person),
            "is_member": bool(shown.membership and shown.membership.is_open and state != "pending"),
            "state_tone": STATE_TONES.get(state, ""),
        }
    # The field is empty again after every check: a scanner types behind what stands there.
    return render_page(
        request,
        "people/verify_card.html",
        "people/_card_check.html",
        form=form,
        next_form=forms.CardCode(),
        **context,
    )
