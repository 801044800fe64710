"""How pages come to the batch of their address."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from zhigong.base.pages import actor_of
from zhigong.engines.exchange import queries as exchange


def batch_of(request: HttpRequest, batch_id: UUID) -> Any:
    """Return a batch the actor may work on.

    :raises PermissionDenied: she may see it, and not work on imports of its kind.
    """
    actor = actor_of(request)
    batch = exchange.get_batch_for(actor=actor, batch_id=batch_id)
    ability = exchange.import_kind(batch.kind).ability
    if not actor.scope(ability).covers(batch.union.ancestors):
        raise PermissionDenied
    return batch
