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

PART = 5_000  # memberships taken back in one transaction: some seconds of locks

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
    and employers (docs/adr/0004). Each part is one transaction; may be called again after an
    interruption.

    :raises CannotRollBack: the batch is no committed roster.
    """
    if batch.kind != ROSTER or batch.state != "committed":
        raise CannotRollBack
    written, offered = _written_ids(batch), _offered_ids(actor=actor, batch=batch)
    total, done, undone = len(written) + len(offered), 0, 0
    for take_back, ids in (
        (people.take_back_memberships, written),
        (people.take_back_offers, offered),
    ):
        for start in range(0, len(ids), PART):
            part = ids[start : start + PART]
            undone += take_back(actor=actor, at=at, union=batch.union, ids=part, reason=reason)
            done += len(part)
            if on_progress is not None:
                on_progress(done, total)
    exchange.mark_rolled_back(actor=actor, batch=batch, reason=reason, undone=undone)
    return undone


def _written_ids(batch: Any) -> list[int]:
    """Return the memberships the batch opened and nobody ended since."""
    opened = people_queries.open_memberships().filter(
        source=source_of(batch),
        state="active",
        union__ancestors__contains=[batch.union_id],
    )
    return list(opened.order_by("pk").values_list("pk", flat=True))


def _offered_ids(*, actor: Actor, batch: Any) -> list[int]:
    """Return the offers of the people whose rows became one.

    The offers do not know their batch: they are found by person, time and union, and a row's person
    only by reading the file again.
    """
    rows = exchange_queries.rows_of(batch, action="transfer").values_list("row", flat=True)
    offered = set(rows)
    if not offered:
        return []
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
    return list(waiting.order_by("pk").values_list("pk", flat=True))
