"""The check every write makes: the actor holds the ability over the union concerned."""

from typing import Protocol

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError


class OutsideScope(UserError):
    """The union lies outside what the actor may write to; it looks as if it did not exist."""

    code = "union_outside_scope"
    text = "没有找到这个工会，或者它不在您的管理范围内。请核对所属工会。"
    status = 404


class UnionEnded(UserError):
    """The union was dissolved or merged, and takes no members."""

    code = "union_has_ended"
    text = "「{union}」已撤销或合并，不能再办理入会。请选择承接它的工会。"


class DateInFuture(UserError):
    """A membership is not written ahead of time."""

    code = "date_in_future"
    text = "日期 {on} 还没有到，请填写今天或更早的日期。"


class Node(Protocol):
    """A union as the check needs it."""

    @property
    def ancestors(self) -> list[int]:
        """The path from the root, the union itself last."""


def require(actor: Actor, ability: str, union: Node) -> None:
    """Let the actor pass when she holds the ability over the union.

    :raises OutsideScope: she does not.
    """
    if not actor.scope(ability).covers(union.ancestors):
        raise OutsideScope
