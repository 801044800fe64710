"""The term of a union ends soon, or has ended: told to the union and to the one above."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice
from zhigong.work.organisation.events import TermEnding


def _recipients(event: TermEnding) -> list[int]:
    told = [event.union_id] + ([event.above_id] if event.above_id else [])
    return administrators_of(union_ids=told, on=clock.today())


def _when(event: TermEnding) -> str:
    return f"还有{event.months}个月届满" if event.months else "已经届满"


TERM_ENDING = Notice(
    code="term_ending",
    title=N_("工会换届提醒"),
    text=N_("“{union}”本届任期至{last}，{when}，请及早筹备换届；确需延期的，报上一级工会批准。"),
    event=TermEnding,
    recipients=_recipients,
    values=lambda event: {
        "union": event.union_name,
        "last": f"{event.ends_before:%Y-%m-%d}",
        "when": _when(event),
    },
    subject=lambda event: f"{event.term_id}:{event.months}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("organisation:terms"),
)
