"""Somebody stands in for a colleague, or cares for a union that cannot keep its own records."""

from zhigong.kernel.text import N_
from zhigong.registry.accounts.events import RightsChanged
from zhigong.registry.messaging.contract import Notice
from zhigong.registry.unions.queries import names_of

_WORDS = {"delegation": N_("请假代办"), "stewardship": N_("代管")}


def _recipients(event: RightsChanged) -> list[int]:
    return [event.user_id] if event.source in _WORDS else []


def _values(event: RightsChanged) -> dict[str, str]:
    return {
        "union": names_of([event.union_id]).get(event.union_id, ""),
        "what": _WORDS[event.source],
        "change": N_("开始") if event.began else N_("结束"),
    }


RIGHTS_LENT = Notice(
    code="rights_lent",
    title=N_("代办与代管"),
    text=N_("您在{union}的{what}已{change}。"),
    event=RightsChanged,
    recipients=_recipients,
    values=_values,
    subject=lambda event: f"{event.source}:{event.right_id}:{event.began}",
    union_id=lambda event: event.union_id,
    url=lambda event: "/accounts/reasons/",
)
