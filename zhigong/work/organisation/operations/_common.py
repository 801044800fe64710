"""What the operations on building cases share: the lock, the record, the refusals."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act
from zhigong.engines.cases.operations import leading
from zhigong.work.organisation.models import Building, BuildingStep

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CaseStep


class WordsMissing(UserError):
    """What is done here wants a reason."""

    code = "organisation_words_missing"
    text = "请写明原因。"


class DayWrong(UserError):
    """The day is to come, or before the step that was done last."""

    code = "organisation_day_wrong"
    text = "日期不能晚于今天，也不能早于上一环节的日期（{since}）。"


class FigureMissing(UserError):
    """A figure without which the step cannot be judged is not there."""

    code = "organisation_figure_missing"
    text = "请填写{what}。"


def locked(building: Building) -> Building:
    """Return a building and its case, freshly read and locked; the case first, like the engine."""
    case = leading.lock(building.case)
    fresh: Building = Building._base_manager.select_for_update().get(pk=building.pk)
    fresh.case = case
    return fresh


def step_of(building: Building, stage: str, *, actor: Actor, at: datetime) -> "CaseStep":
    """Return the step a locked building waits in, for an actor who may do it.

    :raises StepDecidedAlready, NotYourStep: as they say.
    """
    step = leading.require_step(building.case, stage, actor=actor, on=at.date())
    step.case = building.case
    return step


def require_day(building: Building, on: date, *, at: datetime) -> None:
    """Refuse a day to come, or before the last step.

    :raises DayWrong: it is.
    """
    last = BuildingStep._base_manager.filter(building=building).order_by("-done_on").first()
    since = last.done_on if last else None
    if on > at.date() or (since is not None and on < since):
        raise DayWrong(field="done_on", since=since or "—")


def require_words(words: str) -> None:
    """Refuse silence where a reason is wanted.

    :raises WordsMissing: nothing was said.
    """
    if not words.strip():
        raise WordsMissing(field="words")


def tell(
    building: Building,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    step: "CaseStep | None" = None,
    text: str = "",
) -> None:
    """Write what happened into the case's history and the operation's record, and publish it."""
    act().on(
        building, node_id=step.unit_id if step else building.case.union_id, stage=building.stage
    )
    leading.note(building.case, verb, actor=actor, at=at, step=step, text=text)
    leading.tell(building.case, on=at.date())
