"""Petitions (信访): visitors, what is contested, more time, and what went to the wrong unit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import CaseState, StepKind, StepState
from zhigong.engines.cases.operations import NotYourStep, extend_step, transfer_step, why_not
from zhigong.engines.cases.queries import case_numbered, handlers_of, steps_of
from zhigong.kernel.text import N_
from zhigong.kernel.working_calendar import WorkingCalendar
from zhigong.work.service_centre.models import PetitionExtension, PetitionGround
from zhigong.work.service_centre.permissions import EXTEND
from zhigong.work.service_centre.rules import (
    MOST_REPRESENTATIVES,
    done_by,
    needs_representatives,
    objected_by,
    review_asked_by,
)

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case, CaseStep

# What each kind of petition may contest.
CONTESTS = {"petition_review": "petition", "petition_recheck": "petition_review"}
LAST = "petition_recheck"


class RepresentativesWanted(UserError):
    """More than five people visit, and not one to five speak for them."""

    code: ClassVar[str] = "representatives_wanted"
    text: ClassVar[str] = N_(
        "{people}人反映同一事项，请推选代表并登记姓名，代表不超过{most}人（现登记{given}人）。"
    )


class AccusationElsewhere(UserError):
    """Accusations are secret matters of their own."""

    code: ClassVar[str] = "accusation_elsewhere"
    text: ClassVar[str] = N_(
        "检举、控告请用「投诉举报」登记：办件保密，不会转给被检举的单位和个人。"
    )


class GroundUnknown(UserError):
    """No case of the applicant has that number, or it is none that may be contested so."""

    code: ClassVar[str] = "ground_unknown"
    text: ClassVar[str] = N_("没有找到可以申请{what}的原办件，请核对编号（{number}）和申请人。")


class NotAnsweredYet(UserError):
    """The earlier case has no answer that could be contested."""

    code: ClassVar[str] = "ground_not_answered"
    text: ClassVar[str] = N_("原办件还没有书面答复，答复以后才能申请{what}。")


class ReviewTooLate(UserError):
    """The time to contest is over."""

    code: ClassVar[str] = "review_too_late"
    text: ClassVar[str] = N_("申请{what}的期限是收到答复之日起30日，已于{on}届满。")


class ReviewedAlready(UserError):
    """The same answer was contested before."""

    code: ClassVar[str] = "reviewed_already"
    text: ClassVar[str] = N_("这件办件已申请过{what}（{number}），不能重复申请。")
    status: ClassVar[int] = 409


class FinallyAnswered(UserError):
    """The same facts went through review and recheck."""

    code: ClassVar[str] = "finally_answered"
    text: ClassVar[str] = N_("该事项已经复核终结，以同一事实和理由再次提出的，不再受理。")


class ExtendedAlready(UserError):
    """A petition is extended once."""

    code: ClassVar[str] = "extended_already"
    text: ClassVar[str] = N_("这件办件已申请过延期，只能延期一次。")
    status: ClassVar[int] = 409


class NothingToExtend(UserError):
    """The petition is not being dealt with, or its limit is over."""

    code: ClassVar[str] = "nothing_to_extend"
    text: ClassVar[str] = N_("只有受理后、期限届满前的信访事项可以申请延期。")


class SamePerson(UserError):
    """Who asks for more time does not grant it."""

    code: ClassVar[str] = "extension_by_same_person"
    text: ClassVar[str] = N_("延期须由本单位负责人批准，申请人不能批准自己的申请。")


class NotPassedOn(UserError):
    """Nobody passed the item on to this union."""

    code: ClassVar[str] = "not_passed_on"
    text: ClassVar[str] = N_("这件办件不是转送来的，不能退回异议。")


class ObjectionTooLate(UserError):
    """Five working days have passed."""

    code: ClassVar[str] = "objection_too_late"
    text: ClassVar[str] = N_("对转送事项有异议的，应在5个工作日内提出，期限已于{on}届满。")


def check_petition(*, case: "Case", answers: Mapping[str, Any], at: datetime) -> None:
    """Refuse a petition that is registered wrongly; called while it is opened.

    :raises AccusationElsewhere, RepresentativesWanted, FinallyAnswered: as they say.
    """
    if answers.get("nature") == "accusation":
        raise AccusationElsewhere(field="nature")
    people, given = int(answers.get("people") or 1), len(answers.get("representatives") or ())
    if needs_representatives(people) and not 1 <= given <= MOST_REPRESENTATIVES:
        raise RepresentativesWanted(
            people=people, most=MOST_REPRESENTATIVES, given=given, field="representatives"
        )
    earlier = case_numbered(str(answers.get("earlier", "")))
    if earlier is not None and _is_final(earlier):
        raise FinallyAnswered(field="earlier")


def contest(*, case: "Case", answers: Mapping[str, Any], at: datetime) -> None:
    """Tie a review or recheck to what it contests, or refuse it; called while it is opened.

    :raises GroundUnknown, NotAnsweredYet, ReviewTooLate, ReviewedAlready, FinallyAnswered: as they
        say.
    """
    what = case.title
    ground = case_numbered(str(answers.get("ground", "")))
    if ground is not None and ground.programme_code == LAST:
        raise FinallyAnswered(field="ground")
    is_hers = ground is not None and ground.person_id == case.person_id
    if ground is None or not is_hers or ground.programme_code != CONTESTS[case.programme_code]:
        raise GroundUnknown(what=what, number=str(answers.get("ground", "")), field="ground")
    if ground.state != CaseState.DONE or ground.closed_at is None:
        raise NotAnsweredYet(what=what, field="ground")
    until = review_asked_by(_day(ground.closed_at), _calendar(ground))
    if at.date() > until:
        raise ReviewTooLate(what=what, on=f"{until:%Y-%m-%d}", field="ground")
    known = PetitionGround._base_manager.filter(
        ground=ground, case__programme_code=case.programme_code
    )
    if (first := known.select_related("case").first()) is not None:
        raise ReviewedAlready(what=what, number=first.case.number, field="ground")
    PetitionGround._base_manager.create(case=case, ground=ground)


def contested_handlers(case: "Case") -> frozenset[int]:
    """Return who handled what a review or recheck contests, all the way back."""
    ids, current = [], case.pk
    while (link := PetitionGround._base_manager.filter(case_id=current).first()) is not None:
        ids.append(link.ground_id)
        current = link.ground_id
    return handlers_of(ids)


def _is_final(case: "Case") -> bool:
    """Whether a case was rechecked, itself or what contests it."""
    if case.programme_code == LAST:
        return case.state == CaseState.DONE
    rows = PetitionGround._base_manager.filter(ground=case).select_related("case")
    return any(_is_final(row.case) for row in rows)


@operation("service_centre.ask_extension")
def ask_extension(
    *, actor: Actor, at: datetime, step: "CaseStep", days: int, reason: str
) -> PetitionExtension:
    """Ask the leader for more time for an accepted petition, with the reasons.

    :param days: 1..30, counted after the sixty.
    :raises NotYourStep, NothingToExtend, ExtendedAlready: as they say.
    """
    assert actor.user_id is not None
    case = step.case
    if PetitionExtension._base_manager.filter(case=case).exists():
        raise ExtendedAlready
    is_reply = step.kind == StepKind.REPLY and step.state == StepState.WAITING
    if case.programme_code != "petition" or not is_reply or at.date() > step.due_on:
        raise NothingToExtend
    if (refused := why_not(step, case, actor=actor, at=at)) is not None:
        raise refused
    found: PetitionExtension = PetitionExtension._base_manager.create(
        case=case,
        step_id=step.pk,
        days=days,
        reason=reason.strip(),
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=at,
    )
    act().on(found, node_id=step.unit_id, number=case.number)
    return found


@operation("service_centre.decide_extension")
def decide_extension(
    *, actor: Actor, at: datetime, step: "CaseStep", is_granted: bool
) -> PetitionExtension:
    """Grant or refuse more time; granted, the limit moves and the petitioner is told why.

    :raises NotYourStep: the actor leads another union.
    :raises SamePerson, NothingToExtend: as they say.
    """
    rows = PetitionExtension._base_manager.select_for_update()
    found: PetitionExtension | None = rows.filter(case=step.case, decided_at=None).first()
    if found is None:
        raise NothingToExtend
    if not actor.scope(EXTEND).covers(step.unit.ancestors):
        raise NotYourStep(unit=step.unit.name)
    if actor.user_id is None or actor.user_id == found.asked_by:
        raise SamePerson
    found.decided_by, found.decided_by_name = actor.user_id, actor.name
    found.decided_at, found.is_granted = at, is_granted
    if is_granted:
        found.until = _extended(step, found.days)
        extend_step(actor=actor, at=at, step=step, until=found.until, reason=found.reason)
    found.save()
    act().on(found, node_id=step.unit_id, number=step.case.number)
    return found


def _extended(step: "CaseStep", days: int) -> date:
    """Return the new limit, counted from the day of acceptance."""
    accepted = steps_of(step.case).filter(code="accept", state=StepState.DONE).last()
    began = accepted.decided_at if accepted is not None else None
    return done_by(_day(began or step.began_at), _calendar(step.case), extension_days=days)


@operation("service_centre.object_to_transfer")
def object_to_transfer(*, actor: Actor, at: datetime, step: "CaseStep", reason: str) -> "CaseStep":
    """Send a petition passed on by mistake back to who passed it on, within five working days.

    :raises NotPassedOn, ObjectionTooLate, NotYourStep: as they say.
    """
    passed = passed_on_by(step)
    if passed is None:
        raise NotPassedOn
    until = objected_by(_day(passed.decided_at), _calendar(step.case))
    if at.date() > until:
        raise ObjectionTooLate(on=f"{until:%Y-%m-%d}")
    act().on(step.case, node_id=step.unit_id, number=step.case.number)
    text = f"对转送有异议，退回：{reason.strip()}"
    return transfer_step(actor=actor, at=at, step=step, to_union=passed.unit, reason=text)


def passed_on_by(step: "CaseStep") -> Any:
    """Return the step at the union that passed this one on; None when nobody did."""
    rows = steps_of(step.case).filter(place=step.place, state=StepState.MOVED, pk__lt=step.pk)
    return rows.last()


def _calendar(case: "Case") -> WorkingCalendar:
    return calendar_of(lambda: case.union.region)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ZONE).date()
