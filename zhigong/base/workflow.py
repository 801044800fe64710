"""States and moves as one table per kind of object.

Views, API, diagrams and tests are derived from the table; it refuses to load when a state cannot
be reached or a move names an unknown state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from zhigong.base import gathering
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError

M = TypeVar("M", bound=models.Model)


class MoveNotAllowed(UserError):
    """The object is not in a state the move starts from, or the actor may not make it."""

    code = "move_not_allowed"
    text = "当前状态为「{state}」，不能{move}。请刷新页面后查看最新状态。"


class ReasonMissing(UserError):
    """The move wants a reason."""

    code = "reason_missing"
    text = "请填写原因。"


class BrokenWorkflow(ValueError):
    """The table contradicts itself."""


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed change of state."""

    name: str
    sources: tuple[str, ...]
    target: str
    ability: str = ""
    reason_required: bool = False
    label: str = ""


class Workflow:
    """The states of one kind of object and the moves between them."""

    def __init__(
        self,
        *,
        states: type[StrEnum] | type[models.TextChoices],
        start: str | Iterable[str],
        moves: Iterable[Move],
        field: str = "state",
    ) -> None:
        """Check the table.

        :raises BrokenWorkflow: unknown or unreachable states, or two moves of one name.
        """
        self.states = states
        self.starts = (start,) if isinstance(start, str) else tuple(start)
        listed = list(moves)
        self.moves: Mapping[str, Move] = {move.name: move for move in listed}
        self.field = field
        known = {str(state.value) for state in states}
        named = {s for m in listed for s in (*m.sources, m.target)} | set(self.starts)
        if len(self.moves) != len(listed) or not named <= known:
            raise BrokenWorkflow(f"unknown states or repeated moves: {named - known}")
        if unreachable := known - self._reachable():
            raise BrokenWorkflow(f"unreachable: {sorted(unreachable)}")

    def _reachable(self) -> set[str]:
        found = {str(s) for s in self.starts}
        while True:
            more = {
                str(m.target) for m in self.moves.values() if found & {str(s) for s in m.sources}
            }
            if more <= found:
                return found
            found |= more

    def open_moves(self, instance: models.Model, actor: Actor) -> list[Move]:
        """Return the moves that may be made now by ``actor``."""
        state = getattr(instance, self.field)
        return [
            m
            for m in self.moves.values()
            if state in m.sources and (not m.ability or actor.may(m.ability))
        ]

    def lock(self, instance: M) -> M:
        """Return the row, freshly read and locked until the transaction ends."""
        manager = type(instance)._base_manager
        return manager.select_for_update().get(pk=instance.pk)

    def move(
        self,
        instance: models.Model,
        name: str,
        *,
        actor: Actor,
        at: datetime,
        reason: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Make a move on a locked row and save it with ``changes``.

        :raises MoveNotAllowed: wrong state, or the actor lacks the ability.
        :raises ReasonMissing: the move wants a reason.
        """
        move = self.moves[name]
        state = getattr(instance, self.field)
        allowed = not move.ability or actor.may(move.ability)
        if state not in move.sources or not allowed:
            label = getattr(self.states(state), "label", state)
            raise MoveNotAllowed(state=label, move=move.label or _("进行这项操作"))
        if move.reason_required and not reason.strip():
            raise ReasonMissing(field="reason")
        setattr(instance, self.field, move.target)
        for key, value in (changes or {}).items():
            setattr(instance, key, value)
        gathering.save(instance, [self.field, *(changes or {})])
