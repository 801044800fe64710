"""The hotline of the demo: answers of the knowledge base, and calls in every stage of the chain.

They go through the operations a real call goes through. Nothing is drawn: the same scale and day
give the same tickets.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from zhigong.base import clock
from zhigong.base.actor import Actor, Power, use_actor
from zhigong.registry.accounts.models import Grant, User
from zhigong.registry.employers.models import Employer
from zhigong.registry.unions.models import Union
from zhigong.work.hotline import operations, permissions
from zhigong.work.hotline.models import Article, Ticket
from zhigong.work.hotline.operations import Call

DATA = Path(__file__).parent / "data" / "hotline.toml"
RIGHTS = frozenset(
    value for value in vars(permissions).values() if str(value).startswith("hotline.")
)
TICKETS = {"small": 42, "district": 84, "province": 84}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN = ("秀英", "建军", "海燕", "志远", "晓峰", "丽娟", "国强", "雪梅", "子涵", "文博")
# How far the calls have come, the usual ones more often.
FATES = (
    "immediate", "closed", "sign", "handle", "immediate", "call_back", "dispatch", "closed",
    "contact", "immediate", "check", "handle", "redone", "immediate", "extended", "slow",
    "turned_back", "sign", "immediate", "late", "merged",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo's hotline is worked: the seat, its streets, and a firm to speak of in each."""

    seat: Union
    streets: tuple[Union, ...]
    firms: tuple[Employer, ...]


def open_tickets(*, scale: str, on: date) -> int:
    """Fill the knowledge base and take the demo's calls; return how many there are."""
    raw = tomllib.loads(DATA.read_text(encoding="utf-8"))
    stage = _stage()
    _write_articles(raw["articles"], stage, on)
    calls, fates = cycle(raw["calls"]), cycle(FATES)
    before: Ticket | None = None
    for number in range(TICKETS[scale]):
        ticket = _take(next(calls), number, stage, on, next(fates), before)
        before = ticket if ticket.is_open and ticket.is_secret else before
    return Ticket._base_manager.count()


def _stage() -> Stage:
    seat = Union._base_manager.get(parent__isnull=True)
    held = Grant._base_manager.filter(ends_before__isnull=True).values("union_id")
    streets = Union._base_manager.filter(parent=seat, pk__in=held).order_by("pk")[:6]
    firms = Employer._base_manager.filter(covered_by__isnull=False).order_by("pk")[:12]
    return Stage(seat, tuple(streets), tuple(firms))


def _worker(union: Union, number: int) -> Actor:
    """Return one of those who work at a union; others than the one with another number."""
    rows = User._base_manager.filter(
        grants__union=union,
        grants__ends_before__isnull=True,
        grants__role__code__in=permissions.STAFF + permissions.SEATS,
        kind="staff",
    )
    users = list(rows.order_by("pk").distinct())
    user = users[number % len(users)]
    return Actor(user_id=user.pk, name=user.name, powers=(Power(union.pk, RIGHTS),))


def _do(actor: Actor, at: datetime, act: Callable[..., Any], **values: Any) -> Any:
    with clock.use_clock(at), use_actor(actor):
        return act(actor=actor, at=at, **values)


def _write_articles(entries: list[dict[str, Any]], stage: Stage, on: date) -> None:
    actor = _worker(stage.seat, 0)
    for number, entry in enumerate(entries):
        written = on - timedelta(days=200 + 9 * number)
        article = _do(
            actor,
            datetime.combine(written, time(10), clock.ZONE),
            operations.save_article,
            union=stage.seat,
            owner=actor.name,
            # Two have come to their day, and one is about to.
            review_on=on + timedelta(days=(-12, 9, 120, 200, -3)[number] if number < 5 else 240),
            **entry,
        )
        Article._base_manager.filter(pk=article.pk).update(
            used_times=3 + number * 5 % 17, helpful=2 + number % 5, unhelpful=number % 3
        )


def _take(
    said: dict[str, Any],
    number: int,
    stage: Stage,
    on: date,
    fate: str,
    before: Ticket | None,
) -> Ticket:
    days = {"sign": 0, "contact": 1, "dispatch": 0, "late": 12, "merged": 0, "slow": 26}.get(fate)
    opened = on - timedelta(days=4 + number * 5 % 34 if days is None else days)
    at = datetime.combine(opened, time(8, number % 55), clock.ZONE)
    firm = stage.firms[number % len(stage.firms)]
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number * 3 % len(GIVEN)]
    call = Call(
        kind=said["kind"],
        subject=said["subject"],
        text=said["text"].format(firm=firm.name, name=name),
        difficulty=said.get("difficulty", "plain"),
        name=name,
        phone=f"1990574{number:04d}",
        accused=firm.name if said.get("accused") else "",
        accused_union=firm.covered_by if said.get("accused") else None,
        answer=said["answer"] if fate == "immediate" else "",
        external_system="government_hotline" if number % 9 == 4 else "",
        external_number=f"SZ{opened:%Y%m%d}{number:05d}" if number % 9 == 4 else "",
    )
    ticket: Ticket = _do(
        _worker(stage.seat, number), at, operations.take_call, seat=stage.seat, call=call
    )
    if fate not in ("immediate", "dispatch"):
        _Way(ticket, stage, said, at, on, number).go(fate, before)
    ticket.refresh_from_db()
    return ticket


class _Way:
    """The way of one ticket: each step some hours after the last, never after the demo's day."""

    def __init__(
        self,
        ticket: Ticket,
        stage: Stage,
        said: dict[str, Any],
        at: datetime,
        on: date,
        number: int,
    ) -> None:
        self.ticket, self.stage, self.said, self.number = ticket, stage, said, number
        self.at, self.end = at, datetime.combine(on, time(11, 30), clock.ZONE)
        accused = ticket.accused_union.ancestors if ticket.accused_union else []
        free = [one for one in stage.streets if one.pk not in accused[-1:]]
        self.street = free[number % len(free)]

    def do(self, act: Callable[..., Any], union: Union, who: int, **values: Any) -> Any:
        """Do one thing as somebody of a union."""
        self.at = min(self.at + timedelta(hours=3), self.end)
        self.ticket.refresh_from_db()
        return _do(_worker(union, who), self.at, act, ticket=self.ticket, **values)

    def go(self, fate: str, before: Ticket | None) -> None:
        """Go as far as the fate says."""
        seat, street = self.stage.seat, self.street
        if fate == "merged":
            if before is not None and before.pk != self.ticket.pk:
                self.do(operations.merge_ticket, seat, 0, into=before)
            return
        self.do(
            operations.dispatch_ticket, seat, 0, to_union=street, words="请核实情况后办理反馈。"
        )
        if fate in ("sign", "late"):
            return
        if fate == "turned_back":
            self.do(
                operations.turn_back_ticket, street, 0, words="涉及单位注册地不在本街道，请改派。"
            )
            return
        self.do(operations.sign_ticket, street, 0)
        if fate == "contact":
            return
        reaching = seat if self.ticket.is_secret else street
        self.do(operations.record_try, reaching, 0, outcome="reached", words="已了解具体情况。")
        if fate == "handle":
            return
        if fate == "extended":
            words = "单位账目需要核对，申请延期。"
            self.do(operations.ask_extension, street, 0, days=3, words=words)
            return
        self._answer_and_after(fate)

    def _answer_and_after(self, fate: str) -> None:
        seat, street = self.stage.seat, self.street
        if fate == "slow":
            self.at += timedelta(days=10)
        self.do(operations.feed_back, street, 0, answer=self.said["result"])
        if fate == "call_back":
            return
        if fate == "redone":
            words = "承诺的补发还没有到账。"
            self._call_back("2", words)
            self.do(operations.feed_back, street, 0, answer=f"再次督促后：{self.said['result']}")
        self._call_back("5" if self.number % 3 else "4", "")
        self.ticket.refresh_from_db()
        if fate != "check" and self.ticket.state == "check":
            self.do(operations.check_ticket, seat, 2, is_passed=True, words="程序完整，答复准确。")

    def _call_back(self, satisfaction: str, words: str) -> None:
        self.do(
            operations.call_back,
            self.stage.seat,
            1,
            outcome="reached",
            satisfaction=satisfaction,
            words=words,
        )
