"""Whether a draft handed from a hall screen was taken over."""

from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index
from zhigong.engines.cases.models import Handover

if TYPE_CHECKING:
    from uuid import UUID


def token_blind(token: str) -> "UUID":
    """Return what is stored of a token."""
    return blind_index("case-handover", token)


def was_taken_over(*, actor: Actor, token: str) -> bool:
    """Whether the telephone went on with what the actor handed over by this token.

    A draft that was sent meanwhile is gone, and its tokens with it: that is taken over as well.
    """
    rows = Handover.objects.trusted("found by its secret")
    found = rows.filter(token_blind=token_blind(token), draft__user_id=actor.user_id or -1).first()
    return found is None or found.used_at is not None
