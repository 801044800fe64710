"""Relatives an officer declares (亲属申报), so that she handles no case of theirs."""

from datetime import datetime

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index, new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.base.operations import act, operation
from zhigong.engines.cases.models import Relative
from zhigong.engines.cases.queries.conflict import relatives_of

MOST_RELATIVES = 50


class DeclaredAlready(UserError):
    """The same relative is on the list."""

    code = "relative_declared"
    text = "“{name}”已经申报过。"


class TooManyRelatives(UserError):
    """Nobody has so many relatives."""

    code = "too_many_relatives"
    text = "最多申报{most}人，请先撤销不再需要的。"


@operation("cases.declare_relative")
def declare_relative(
    *, actor: Actor, at: datetime, name: str, relation: str, id_number: str = ""
) -> Relative:
    """Declare a relative of the actor herself.

    :param id_number: clean, or empty; without it everybody of that name counts as the relative.
    :raises DeclaredAlready, TooManyRelatives: as they say.
    """
    known = list(relatives_of(actor=actor))
    blind = blind_index("id", id_number) if id_number else None
    if len(known) >= MOST_RELATIVES:
        raise TooManyRelatives(most=MOST_RELATIVES)
    if any(one.name == name and one.id_blind == blind for one in known):
        raise DeclaredAlready(field="name", name=name)
    assert actor.user_id is not None  # a page of the desk
    key = wrap(new_data_key())
    made: Relative = Relative._base_manager.create(
        user_id=actor.user_id,
        name=name,
        relation=relation,
        id_cipher=conceal(key, id_number),
        id_blind=blind,  # type: ignore[misc]
        data_key=key,
        declared_at=at,
    )
    act().on(made)
    return made


@operation("cases.end_relative")
def end_relative(*, actor: Actor, at: datetime, relative: Relative) -> None:
    """Take a declaration back; the row stays, with the day."""
    relative.ended_at = at
    relative.save(update_fields=["ended_at"])
    act().on(relative)
