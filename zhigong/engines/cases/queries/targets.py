"""Before which unions a step may be laid: those of the same county, whoever looks after them."""

from typing import Any

from zhigong.base.actor import Actor
from zhigong.engines.cases.models import CaseStep
from zhigong.registry.unions.queries import get_union_for, ids_of_codes


def union_to_move_to(*, actor: Actor, step: CaseStep, code: str) -> Any:
    """Return a union a step may be handed to: in the actor's scope, or of the step's own county.

    A matter that belongs to the next street is handed there, although nobody of ours works there.

    :raises Union.DoesNotExist: there is none.
    """
    union_id = ids_of_codes([code]).get(code)
    if union_id is not None:
        found = type(step.unit)._base_manager.get(pk=union_id)
        if found.county_id == step.unit.county_id:
            return found
    return get_union_for(actor=actor, code=code, ability="cases.move")
