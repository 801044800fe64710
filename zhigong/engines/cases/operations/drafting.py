"""Drafts: what is typed is kept, encrypted, until it is sent or thrown away."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import new_data_key, wrap
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import Programme
from zhigong.engines.cases.models import Draft
from zhigong.engines.cases.operations.routing import sealed

if TYPE_CHECKING:
    from zhigong.registry.people.models import Person
    from zhigong.registry.unions.models import Union


@operation("cases.save_draft")
def save_draft(
    *,
    actor: Actor,
    at: datetime,
    programme: Programme,
    answers: Mapping[str, Any],
    page: int,
    person: "Person | None" = None,
    union: "Union | None" = None,
) -> Draft:
    """Keep the answers so far, whether or not they are complete; one draft a programme.

    :param page: the page of the form to go on from, from 0.
    """
    draft, _ = Draft._base_manager.select_for_update().get_or_create(
        user_id=actor.user_id or -1,
        programme_code=programme.code,
        person=person,
        defaults={
            "version": programme.version,
            "data_key": wrap(new_data_key()),
            "saved_at": at,
            "union": union,
        },
    )
    draft.version, draft.page, draft.saved_at = programme.version, page, at
    draft.answers_cipher = sealed(draft, answers)
    draft.save()
    act().unchanged()  # a draft is nobody's business but its writer's
    return draft


@operation("cases.discard_draft")
def discard_draft(*, actor: Actor, draft: Draft) -> None:
    """Throw a draft away: of the caller's own, or sent."""
    draft.delete()
    act().unchanged()
