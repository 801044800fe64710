"""A membership is on its way between two unions; both are told, once a day and state.

When one of them objects, so is whoever decides: the nearest office above both that may.
"""

from hashlib import sha256

from django.urls import reverse

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of, holders_of
from zhigong.registry.messaging.contract import Notice
from zhigong.registry.people.events import TransferMoved

_WORDS = {
    "offered": N_("有会员申请会籍接转，等待确认"),
    "accepted": N_("有会员的会籍已被新工会接收，如有异议请在期限内提出"),
    "objected": N_("有会员的会籍接转被提出异议，由上级工会裁定"),
    "completed": N_("有会员的会籍接转已完成"),
    "withdrawn": N_("有会员的会籍接转已撤回"),
    "decided": N_("有会员的会籍接转异议已有裁定"),
}


_SETTLED = ("completed", "withdrawn", "decided")


def _recipients(event: TransferMoved) -> list[int]:
    today = clock.today()
    told = administrators_of(union_ids=event.union_ids, on=today)
    if not event.superior_path:
        return told
    deciders = holders_of(ability="people.decide_transfer", path=event.superior_path, on=today)
    return [*told, *deciders]


def _url(event: TransferMoved) -> str:
    """Return the list that shows it: open ones stand there by themselves, settled ones by state."""
    shown = reverse("people:transfers")
    return f"{shown}?state={event.state}" if event.state in _SETTLED else shown


def _subject(event: TransferMoved) -> str:
    """Name state, unions and day; many unions by a digest, as the field has an end."""
    unions = ",".join(map(str, sorted(event.union_ids)))
    if len(event.union_ids) > 2:
        unions = sha256(unions.encode()).hexdigest()[:24]
    return f"{event.state}:{unions}:{clock.today()}"


TRANSFER_MOVED = Notice(
    code="transfer_moved",
    title=N_("会籍接转"),
    text=N_("{what}。"),
    event=TransferMoved,
    recipients=_recipients,
    values=lambda event: {"what": _WORDS.get(event.state, N_("有会员的会籍接转有新进展"))},
    # Imports move many at once: one message a day for each state and pair of unions.
    subject=_subject,
    url=_url,
)
