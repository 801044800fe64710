"""How the commands of the app read the code of a union."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from zhigong.base.actor import SYSTEM
from zhigong.base.errors import UserError
from zhigong.kernel.text import N_
from zhigong.registry.unions import queries as unions


class UnknownUnion(UserError):
    """No union has that code."""

    code = "unknown_union"
    text = N_("没有编号为{union}的工会，请核对编号。")


def named_union(code: str) -> Any:
    """Return the union of a code.

    :raises UnknownUnion: no union has it.
    """
    try:
        return unions.get_union_for(actor=SYSTEM, code=code)
    except ObjectDoesNotExist as missing:
        raise UnknownUnion(field="union", union=code) from missing
