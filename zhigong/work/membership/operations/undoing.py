"""Taking a roster batch back, as far as nobody built upon it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_indexes
from zhigong.base.errors import UserError
from zhigong.engines.exchange import operations as exchange
from zhigong.engines.exchange import queries as exchange_queries
from zhigong.kernel.text import N_
from zhigong.registry.people import operations as people
from zhigong.registry.people import queries as people_queries
from zhigong.work.membership.operations.committing import source_of
from zhigong.work.membership.operations.wizard import ROSTER, examine

Progress = Callable[[int, int], None]


class CannotRollBack(UserError):
    """Only a committed roster can be taken back."""

    code = "cannot_roll_back"
    text = N_("只有已导入的会员花名册可以撤回。")


def roll_back(
    *,
    actor: Actor,
    at: datetime,
    batch: Any,
    reason: str,
    on_progress: Progress | None = None,
) -> int:
    """End the memberships a batch opened as if they had never counted, and withdraw its offers.

    What somebody changed the state of since stays, and so do changed particulars, persons, unions
    and employers (docs/adr/0004). May be called again after an interruption.

    :raises CannotRollBack: the batch is no committed roster.
    """
    if batch.kind != ROSTER or batch.state != "committed":
        raise CannotRollBack
    opened = (
        people_queries.open_memberships()
        .filter(
            source=source_of(batch),
            state="active",
            union__ancestors__contains=[batch.union_id],
        )
        .select_related("union")
        .order_by("pk")
    )
    found = list(opened)
    for done, membership in enumerate(found, start=1):
        people.end_membership(
            actor=actor,
            at=at,
            membership=membership,
            way="leave",
            on=membership.starts_on,
            reason=reason,
        )
        if on_progress is not None and done % 50 == 0:
            on_progress(done, len(found))
    offers = _withdraw_offers(actor=actor, at=at, batch=batch, reason=reason)
    undone = len(found) + offers
    exchange.mark_rolled_back(actor=actor, batch=batch, reason=reason, undone=undone)
    return undone


def _withdraw_offers(*, actor: Actor, at: datetime, batch: Any, reason: str) -> int:
    rows = exchange_queries.rows_of(batch, action="transfer").values_list("row", flat=True)
    offered = set(rows)
    if not offered:
        return 0
    examined = examine(batch=batch)
    numbers = [
        examined.checked.columns["id_number"][place]
        for place, row in enumerate(examined.rows)
        if row in offered
    ]
    waiting = people_queries.transfers_for(actor=actor).filter(
        person__id_blind__in=[blind for blind in blind_indexes("id", numbers) if blind],
        state="offered",
        asked_at__gte=batch.created_at,
        to_union__ancestors__contains=[batch.union_id],
    )
    found = list(waiting)
    for transfer in found:
        people.withdraw_transfer(actor=actor, at=at, transfer=transfer, reason=reason)
    return len(found)
