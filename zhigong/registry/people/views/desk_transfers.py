"""Desk pages of transfers: who waits for what, one transfer and how far it is."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.lists import BulkAction, Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.people import contract, forms, operations, queries

if TYPE_CHECKING:
    from zhigong.registry.people.models import Transfer

TRANSFER_TONES = {
    "offered": "warn",
    "accepted": "info",
    "objected": "bad",
    "completed": "good",
}


def _transfer_rows(request: HttpRequest) -> Any:
    rows = queries.transfers_for(actor=actor_of(request))
    return rows if request.GET.get("state") else rows.filter(settled_at__isnull=True)


TRANSFERS = ListSpec(
    code="transfers",
    title=N_("会籍接转"),
    purpose=N_("新工会接收，原工会在10个工作日内可提出异议，逾期视为同意转出。"),
    ability="people.transfer",
    rows=_transfer_rows,
    order=("-asked_at",),
    columns=(
        Column("name", N_("姓名"), "person__name", link=Link("people:transfer")),
        Column("from", N_("原工会"), "from_union__name"),
        Column("to", N_("转入工会"), "to_union__name"),
        Column(
            "state",
            N_("接转状态"),
            "state",
            tone=TRANSFER_TONES,
        ),
        Column("asked_at", N_("提出时间"), "asked_at", sort="asked_at"),
        Column("until", N_("异议截止"), "objection_until"),
        Column("objection", N_("异议理由"), "objection", wrap=True),
    ),
    filters=(Filter("state", N_("接转状态"), choices=contract.TransferState.choices),),
    bulk=(
        BulkAction(
            "accept",
            N_("接收所选会籍"),
            "people:accept_many",
            ability="people.transfer",
            icon="circle-check",
        ),
    ),
    empty=Empty(
        N_("没有待办的会籍接转"),
        N_("导入名册或登记入会时，会籍在其他工会的职工会出现在这里。"),
        icon="arrows-exchange",
    ),
)


@page("people.transfer")
def list_transfers(request: HttpRequest) -> HttpResponse:
    """List the transfers out of and into the scope; settled ones when a state is asked for."""
    return list_page(request, TRANSFERS)


@page("people.transfer")
@require_safe
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show one transfer, how far it is, and what the reader may do about it."""
    shown = queries.get_transfer_for(actor=actor_of(request), transfer_id=transfer_id)
    return transfer_page(request, shown)


def transfer_page(
    request: HttpRequest, shown: "Transfer", **filled: forms.ActorForm
) -> HttpResponse:
    """Return the page of a transfer; ``filled`` are forms that came back with something wrong."""
    actor = actor_of(request)
    return render_page(
        request,
        "people/transfer.html",
        transfer=shown,
        tone=TRANSFER_TONES.get(shown.state, ""),
        may=transfer_moves(actor, shown),
        steps=_steps(shown),
        reason_form=filled.get("reason") or forms.Reason(actor=actor),
        decision_form=filled.get("decision") or forms.Decision(actor=actor),
    )


def transfer_moves(actor: Actor, shown: "Transfer") -> set[str]:
    """Return what this actor may do with a transfer now."""
    scope = actor.scope("people.transfer")
    into = scope.covers(shown.to_union.ancestors)
    out_of = scope.covers(shown.from_union.ancestors)
    found = set()
    if into and shown.state == "offered":
        found |= {"accept"}
    if into and shown.settled_at is None:
        found |= {"withdraw"}
    if (
        out_of
        and shown.state == "accepted"
        and (shown.objection_until is None or clock.today() <= shown.objection_until)
    ):
        found |= {"object"}
    if shown.state == "objected" and operations.may_decide(actor=actor, transfer=shown):
        found |= {"decide"}
    return found


def _steps(shown: "Transfer") -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [
        {"title": _("提出接转"), "at": shown.asked_at, "who": shown.to_union.name}
    ]
    if shown.accepted_at:
        steps.append(
            {"title": _("转入工会接收"), "at": shown.accepted_at, "who": shown.to_union.name}
        )
    if shown.objection:
        steps.append(
            {
                "title": _("原工会提出异议"),
                "who": shown.from_union.name,
                "text": shown.objection,
                "state": "bad",
            }
        )
    if shown.settled_at:
        steps.append(
            {"title": shown.get_state_display(), "at": shown.settled_at, "text": shown.decision}
        )
    elif shown.state == "accepted":
        steps.append(
            {
                "title": _("等待原工会答复"),
                "text": _("%(day)s 前未提出异议，即视为同意转出。")
                % {"day": shown.objection_until},
                "state": "now",
            }
        )
    elif shown.state == "objected":
        steps.append(
            {
                "title": _("等待上级工会裁定"),
                "text": _("由两个工会共同的上级工会裁定；裁定之前，会籍仍在原工会。"),
                "state": "now",
            }
        )
    return steps
