"""Do the steps of a building: what each asks for, writes down and leads to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import operation
from zhigong.engines.cases.operations import leading
from zhigong.registry.documents.operations import store_document
from zhigong.work.organisation import queries
from zhigong.work.organisation.contract import BuildingKind, Stage
from zhigong.work.organisation.models import Building, BuildingFirm, BuildingStep
from zhigong.work.organisation.operations import _electing, _founding
from zhigong.work.organisation.operations._common import (
    FigureMissing,
    locked,
    require_day,
    require_words,
    step_of,
    tell,
)
from zhigong.work.organisation.rules import APPROVERS, SCANNED, next_stage

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CaseStep

BACK_TO = {"approve": "petition", "candidates_reply": "candidates", "confirm": "report"}


class ScanMissing(UserError):
    """The step ends with its sealed paper."""

    code = "scan_missing"
    text = "请上传盖章扫描件。"


class NumberMissing(UserError):
    """A reply has a number."""

    code = "number_missing"
    text = "请填写批复文号。"


class NotRefusable(UserError):
    """Only what lies before the union that approves is refused."""

    code = "not_refusable"
    text = "这一环节不能退回，请刷新页面查看当前环节。"
    status = 409


class NotAuthorisedYet(UserError):
    """The union has no administrator yet."""

    code = "not_authorised_yet"
    text = "还没有授权管理员，请先在授权页面指定，再完成本环节。"


@dataclass(frozen=True, slots=True)
class Done:
    """What is written down of a step.

    :param facts: by the step: figures of the assembly, of the certificate, of the account.
    :param scan: the sealed paper as it came from the browser, with its name.
    """

    done_on: date
    number: str = ""
    words: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    scan: Any = None


Effect = Callable[..., None]


@operation("organisation.complete_step")
def complete_step(
    *, actor: Actor, at: datetime, building: Building, stage: str, done: Done
) -> Building:
    """End the step a building waits in, and lay the next one; the last ends the case.

    :raises StepDecidedAlready, NotYourStep: as they say.
    :raises DayWrong, ScanMissing, NumberMissing, FigureMissing: something is not there.
    :raises UserError: whatever the step itself refuses; nothing is kept then.
    """
    building = locked(building)
    step = step_of(building, stage, actor=actor, at=at)
    require_day(building, done.done_on, at=at)
    if stage in ("approve", "candidates_reply", "confirm") and not done.number.strip():
        raise NumberMissing(field="number")
    if stage in SCANNED and not done.scan:
        raise ScanMissing(field="scan")
    if effect := EFFECTS.get(stage):
        effect(building=building, done=done, actor=actor, at=at)
    _write_down(building, stage, done, actor=actor, at=at)
    if stage == "contact" and done.facts.get("agreed") == "no":
        tell(building, "building_step", actor=actor, at=at, step=step, text=done.words)
        building.save()
        return building
    to = next_stage(kind=building.kind, stage=stage)
    _go_on(building, step, to=to, actor=actor, at=at, words=done.words)
    return building


def _write_down(
    building: Building, stage: str, done: Done, *, actor: Actor, at: datetime
) -> BuildingStep:
    scan = None
    if done.scan:
        scan = store_document(
            file=done.scan,
            kind="sealed_scan",
            title=getattr(done.scan, "name", "") or str(Stage(stage).label),
            union=building.approver if stage in APPROVERS else building.case.union,
            at=at,
            actor=actor,
        )
    facts = {key: str(value) for key, value in done.facts.items() if value not in (None, "")}
    written: BuildingStep = BuildingStep.objects.create(
        building=building,
        stage=stage,
        done_on=done.done_on,
        number=done.number.strip(),
        words=done.words.strip()[:1_000],
        facts={key: value for key, value in facts.items() if key not in PRIVATE},
        scan=scan,
        done_at=at,
        done_by_id=actor.user_id,
    )
    return written


# What a step is told and keeps elsewhere, encrypted.
PRIVATE = frozenset({"account"})


def _go_on(
    building: Building, step: "CaseStep", *, to: str, actor: Actor, at: datetime, words: str
) -> None:
    """Lay the next step, or end the case."""
    title = str(Stage(step.code).label)
    building.stage = to
    building.save()
    if to == Stage.DONE:
        leading.finish_case(building.case, actor=actor, at=at, result=_result(building), step=step)
        tell(building, "building_done", actor=actor, at=at, text=words)
        return
    union = building.approver if to in APPROVERS else building.case.union
    due_on = None
    if to in APPROVERS:
        due_on = queries.reply_due(building.approver, on=at.date())
    laid = leading.hand_on(
        step, to=to, union=union, actor=actor, at=at, opinion=words or title, due_on=due_on
    )
    leading.promise(building.case, laid.due_on)
    tell(building, "building_step", actor=actor, at=at, step=step, text=words)


def _result(building: Building) -> str:
    kinds = {BuildingKind.FOUNDING: "工会已成立。", BuildingKind.RENEWAL: "换届已完成。"}
    return kinds.get(BuildingKind(building.kind), "补选已完成。")


@operation("organisation.refuse_step")
def refuse_step(
    *, actor: Actor, at: datetime, building: Building, stage: str, words: str
) -> Building:
    """Send what waits for approval back to the step before, with the reason.

    :raises NotRefusable: the step approves nothing.
    :raises WordsMissing, StepDecidedAlready, NotYourStep: as they say.
    """
    if stage not in BACK_TO:
        raise NotRefusable
    require_words(words)
    building = locked(building)
    step = step_of(building, stage, actor=actor, at=at)
    building.stage = BACK_TO[stage]
    building.save()
    laid = leading.hand_on(
        step, to=building.stage, union=building.case.union, actor=actor, at=at,
        opinion=words, is_moved=True,
    )  # fmt: skip
    leading.promise(building.case, laid.due_on)
    tell(building, "building_refused", actor=actor, at=at, step=step, text=words.strip())
    return building


@operation("organisation.repeat_election")
def repeat_election(*, actor: Actor, at: datetime, building: Building, words: str) -> Building:
    """Go back from the assembly to the candidates: nobody was elected, or it did not hold.

    :raises WordsMissing, StepDecidedAlready, NotYourStep: as they say.
    """
    require_words(words)
    building = locked(building)
    step = step_of(building, "elect", actor=actor, at=at)
    building.stage = Stage.CANDIDATES
    building.save()
    leading.hand_on(
        step, to="candidates", union=building.case.union, actor=actor, at=at,
        opinion=words, is_moved=True,
    )  # fmt: skip
    tell(building, "building_again", actor=actor, at=at, step=step, text=words.strip())
    return building


@operation("organisation.stop_building")
def stop_building(*, actor: Actor, at: datetime, building: Building, words: str) -> Building:
    """Give a building up, with the reason; its firms may be begun with again.

    :raises WordsMissing: no reason was given.
    :raises StepDecidedAlready, NotYourStep: it has ended, or lies elsewhere.
    """
    require_words(words)
    building = locked(building)
    step_of(building, building.stage, actor=actor, at=at)
    leading.close_case(building.case, actor=actor, at=at, reason=words.strip())
    _end(building)
    tell(building, "building_stopped", actor=actor, at=at, text=words.strip())
    return building


def follow_case(event: Any) -> None:
    """End the building of a case others ended, such as with its union."""
    if event.state not in ("withdrawn", "ended", "refused", "not_accepted"):
        return
    rows = Building.objects.trusted("of the case that moved").filter(case_id=event.case_id)
    for building in rows.exclude(stage__in=(Stage.DONE, Stage.STOPPED)):
        _end(building)


def _end(building: Building) -> None:
    building.stage = Stage.STOPPED
    building.save(update_fields=["stage"])
    BuildingFirm._base_manager.filter(building=building).update(is_open=False)


def _contacted(*, building: Building, done: Done, **_more: Any) -> None:
    if done.facts.get("workers") not in (None, ""):
        building.workers = int(done.facts["workers"])


def _developed(*, building: Building, done: Done, **_more: Any) -> None:
    for name, what in (
        ("members", "会员数"),
        ("women_members", "女会员数"),
        ("groups", "工会小组数"),
    ):
        value = done.facts.get(name)
        if value in (None, ""):
            raise FigureMissing(field=name, what=what)
        setattr(building, name, int(value))
    if (building.women_members or 0) > (building.members or 0):
        raise FigureMissing(field="women_members", what="不多于会员数的女会员数")


def _authorised(*, building: Building, at: datetime, **_more: Any) -> None:
    if building.union_id is None or not queries.has_administrator(building.union_id, on=at.date()):
        raise NotAuthorisedYet


EFFECTS: dict[str, Effect] = {
    "contact": _contacted,
    "develop": _developed,
    "candidates": _electing.settle_candidates,
    "elect": _electing.count_votes,
    "confirm": _founding.confirm,
    "register": _founding.register,
    "account": _founding.open_account,
    "dues": _founding.settle_dues,
    "authorise": _authorised,
}
