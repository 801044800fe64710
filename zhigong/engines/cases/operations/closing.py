"""After the end: the applicant's rating (好差评), and one reopening."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import operation
from zhigong.engines.cases.contract import RATING_QUESTIONS, CallBackWhy, CaseState
from zhigong.engines.cases.models import Case, CaseRating, RatingAnswer
from zhigong.engines.cases.operations.calling import ask_for_call_back, drop_call_back
from zhigong.engines.cases.operations.routing import advance, note, tell
from zhigong.engines.cases.rules import RATING_DAYS
from zhigong.engines.cases.rules.aftercare import asks_for_call_back
from zhigong.engines.cases.workflow import CASE

MOST_STARS = 5


class NotToBeRated(UserError):
    """The case is under way, was rated, or ended long ago."""

    code = "not_to_be_rated"
    text = "{why}"


class ReopenedAlready(UserError):
    """A case is reopened once."""

    code = "reopened_already"
    text = "这件办件已经重新办理过一次。如仍不满意，请拨打 12351 或提出新的诉求。"


@operation("cases.rate_case")
def rate_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    stars: int,
    text: str = "",
    conduct: Mapping[str, bool] | None = None,
) -> Case:
    """Rate a case that is done, once a round, from 1 (非常不满意) to 5 (非常满意).

    Who is not satisfied is called back by somebody who did not handle the case.

    :param conduct: answers to the ``RATING_QUESTIONS``, by code; unknown codes are left out.
    :raises NotToBeRated: it is not done, was rated, or its time for that is over.
    """
    case = CASE.lock(case)
    if case.state != CaseState.DONE or case.closed_at is None:
        raise NotToBeRated(why="办件办结后才能评价。")
    if case.stars is not None:
        raise NotToBeRated(why="您已经评价过这件办件。")
    if at - case.closed_at > timedelta(days=RATING_DAYS):
        raise NotToBeRated(why=f"办结已超过{RATING_DAYS}天，评价已关闭。")
    case.stars, case.rating_note, case.rated_at = stars, text.strip()[:1_000], at
    case.save(update_fields=["stars", "rating_note", "rated_at"])
    RatingAnswer._base_manager.bulk_create(
        RatingAnswer(case=case, question=code, is_good=is_good, answered_at=at)
        for code, is_good in (conduct or {}).items()
        if code in RATING_QUESTIONS
    )
    CaseRating.objects.create(
        case=case, round=case.reopened_times, stars=stars, note=case.rating_note, rated_at=at
    )
    if asks_for_call_back(stars):
        ask_for_call_back(case, why=CallBackWhy.RATING, at=at)
    note(case, "rated", actor=actor, at=at, text=f"{stars}/{MOST_STARS}")
    return case


@operation("cases.reopen_case")
def reopen_case(*, actor: Actor, at: datetime, case: Case, reason: str) -> Case:
    """Open a case again, once: it goes its way from the first step.

    :raises MoveNotAllowed: it is not done.
    :raises ReopenedAlready: it was reopened.
    """
    case = CASE.lock(case)
    if case.reopened_times:
        raise ReopenedAlready
    send_back(case, actor=actor, at=at, reason=reason)
    return case


def send_back(case: Case, *, actor: Actor, at: datetime, reason: str) -> None:
    """Send a locked case back to its first step; it may be rated again when it is done again.

    Its earlier rating stays in ``CaseRating``.
    """
    drop_call_back(case, at=at)
    changes = {
        "closed_at": None,
        "reopened_times": case.reopened_times + 1,
        "result": "",
        "stars": None,
        "rating_note": "",
        "rated_at": None,
    }
    CASE.move(case, "reopen", actor=actor, at=at, reason=reason, changes=changes)
    note(case, "reopened", actor=actor, at=at, text=reason)
    advance(case, after="", actor=actor, at=at)
    tell(case, on=at.date())
