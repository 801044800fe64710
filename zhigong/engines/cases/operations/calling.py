"""Ask for a call-back. Called by the operations that end a case, which hold it locked."""

from datetime import datetime

from zhigong.base import gathering
from zhigong.base.holidays import calendar_of
from zhigong.engines.cases.contract import CallBackResult, CallBackWhy, Programme
from zhigong.engines.cases.models import CallBack, Case
from zhigong.engines.cases.queries.aftercare import deciding_union_of
from zhigong.engines.cases.rules.aftercare import CALL_BACK_DAYS, is_chosen


def ask_by_share(case: Case, programme: Programme, *, at: datetime) -> None:
    """Ask how it went where the programme wants it of this case."""
    if is_chosen(programme.calls_back, case.pk):
        ask_for_call_back(case, why=CallBackWhy.SHARE, at=at)


def ask_for_call_back(case: Case, *, why: CallBackWhy, at: datetime) -> None:
    """Lay a call-back before the union that decided; one a round of the case."""
    gathering.flush()  # who decided is read from the steps
    calendar = calendar_of(lambda: case.union.region)
    CallBack._base_manager.get_or_create(
        case=case,
        round=case.reopened_times,
        defaults={
            "unit_id": deciding_union_of(case),
            "why": why,
            "asked_at": at,
            "due_on": calendar.add_working_days(at.date(), CALL_BACK_DAYS),
        },
    )


def drop_call_back(case: Case, *, at: datetime) -> None:
    """Ask no more how it went: the case is in work again."""
    waiting = CallBack._base_manager.filter(case=case, result="")
    waiting.update(result=CallBackResult.MOOT, made_at=at)
