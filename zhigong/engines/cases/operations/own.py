"""What an applicant does with her own case: mend it, urge it, withdraw it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import operation
from zhigong.engines.cases.contract import CaseState, Level, StepState
from zhigong.engines.cases.events import CaseUrged
from zhigong.engines.cases.models import Case, CasePaper, CaseStep
from zhigong.engines.cases.operations.routing import close, lay, note, sealed, tell
from zhigong.engines.cases.queries import line_of, programme_of_case
from zhigong.engines.cases.rules import URGE_EVERY_DAYS, Stop, missing_papers, union_at
from zhigong.engines.cases.workflow import CASE

if TYPE_CHECKING:
    from zhigong.registry.documents.models import Document


class UrgedAlready(UserError):
    """The case was urged a short while ago."""

    code = "urged_already"
    text = "您已于 {on} 催办，工会已收到。{days}个工作日内不必重复催办。"


class NothingToUrge(UserError):
    """The case does not wait at a union."""

    code = "nothing_to_urge"
    text = "这件办件目前不在工会办理环节，不需要催办。"


class StillMissing(UserError):
    """Papers are missing still."""

    code = "papers_missing"
    text = "还缺少材料：{papers}。请补充后再提交。"


@operation("cases.resubmit_case")
def resubmit_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    answers: Mapping[str, Any],
    papers: Sequence[tuple[str, "Document"]] = (),
) -> Case:
    """Send a returned case back to the union that returned it; its limit goes on, not anew.

    :raises MoveNotAllowed: it was not returned.
    :raises StillMissing: a required paper is not there.
    """
    case = CASE.lock(case)
    programme = programme_of_case(case)
    given = set(CasePaper._base_manager.filter(case=case).values_list("code", flat=True)) | {
        code for code, _ in papers
    }
    if case.state == CaseState.RETURNED and (lacking := missing_papers(programme, answers, given)):
        raise StillMissing(papers="、".join(paper.title for paper in lacking))
    CASE.move(
        case,
        "resubmit",
        actor=actor,
        at=at,
        changes={
            "answers_cipher": sealed(case, answers),
            "result": "",
        },
    )
    for code, document in papers:
        CasePaper._base_manager.create(case=case, code=code, document=document, added_at=at)
    back = _returned_step(case)
    until = (back.decided_at or back.began_at).astimezone(clock.ZONE).date()
    began = back.began_at.astimezone(clock.ZONE).date()
    calendar = calendar_of(lambda: back.case.union.region)
    used = calendar.working_days_between(began, until)
    step = programme.step(back.code)
    stop = Stop(step, _desk_of(back, step.level, on=at.date()))
    (laid,) = lay(case, [stop], at=at, used_days=back.used_days + used)
    if step.unit == "calendar":  # days that were left run on, the last of them at the least
        left = max((back.due_on - until).days, 1)
        laid.due_on = calendar.add_calendar_days(at.date(), left)
        laid.save(update_fields=["due_on"])
    note(case, "resubmitted", actor=actor, at=at)
    tell(case, on=at.date())
    return case


def _desk_of(back: CaseStep, level: Level, *, on: date) -> int:
    """Return before which union a returned step comes back: the same, unless it has ended since."""
    if not back.unit.has_ended:
        return back.unit_id
    return union_at(level, line_of(back.case.union, on=on))


def _returned_step(case: Case) -> CaseStep:
    rows = (
        CaseStep._base_manager.filter(case=case)
        .filter(state=StepState.RETURNED)
        .select_related("unit", "case__union")
        .order_by("-decided_at", "-id")
    )
    return rows[0]


@operation("cases.withdraw_case")
def withdraw_case(*, actor: Actor, at: datetime, case: Case, reason: str = "") -> Case:
    """Take a case back before it has ended.

    :raises MoveNotAllowed: it has ended.
    """
    case = CASE.lock(case)
    close(case, "withdraw", actor=actor, at=at, reason=reason)
    note(case, "withdrawn", actor=actor, at=at, text=reason)
    tell(case, on=at.date())
    return case


@operation("cases.urge_case")
def urge_case(*, actor: Actor, at: datetime, case: Case) -> Case:
    """Ask the union at which a case waits to hurry.

    :raises NothingToUrge, UrgedAlready: as they say.
    """
    case = CASE.lock(case)
    step = (
        CaseStep._base_manager.filter(case=case)
        .filter(state=StepState.WAITING)
        .order_by("id")
        .first()
    )
    if step is None or case.state != CaseState.HANDLING:
        raise NothingToUrge
    calendar = calendar_of(lambda: case.union.region)
    if case.urged_on is not None and (
        calendar.working_days_between(case.urged_on, at.date()) < URGE_EVERY_DAYS
    ):
        raise UrgedAlready(on=f"{case.urged_on:%Y-%m-%d}", days=URGE_EVERY_DAYS)
    case.urged_times, case.urged_on = case.urged_times + 1, at.date()
    case.save(update_fields=["urged_times", "urged_on"])
    note(case, "urged", actor=actor, at=at, step=step)
    publish(CaseUrged(case.pk, case.number, case.title, step.unit_id, case.urged_times))
    return case
