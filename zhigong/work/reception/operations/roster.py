"""Planning duty, swapping it with consent, signing in, and noting visitors."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.work.reception.contract import SwapState
from zhigong.work.reception.models import Adviser, Duty, DutySwap, DutyVisit, Hall
from zhigong.work.reception.queries.roster import HELD, open_swap_of, shifts_of
from zhigong.work.reception.rules import Pattern, Shift, clashes, days_of

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class AdviserKnown(UserError):
    """The union has somebody of this name and kind."""

    code: ClassVar[str] = "adviser_known"
    text: ClassVar[str] = N_("这个工会已登记同名同身份的人员。")
    status: ClassVar[int] = 409


class DoubleBooked(UserError):
    """Somebody would be in two places at once."""

    code: ClassVar[str] = "double_booked"
    text: ClassVar[str] = N_("{name}在这些日期已有值班，不能重复排班：{days}。")
    status: ClassVar[int] = 409


class NotQualified(UserError):
    """The qualification ends before the duty."""

    code: ClassVar[str] = "not_qualified"
    text: ClassVar[str] = N_("{name}的资格到{until}为止，请先更新资格或换人。")


class NoDays(UserError):
    """A pattern gives no day."""

    code: ClassVar[str] = "no_days"
    text: ClassVar[str] = N_("这段时间里没有符合条件的日期，请检查起止日期和星期。")


class SwapOpen(UserError):
    """The duty is offered to somebody already."""

    code: ClassVar[str] = "swap_open"
    text: ClassVar[str] = N_("这次值班已在等{name}答复换班，请先处理。")
    status: ClassVar[int] = 409


class NotAsked(UserError):
    """Nobody was asked, or somebody answered before."""

    code: ClassVar[str] = "not_asked"
    text: ClassVar[str] = N_("没有等待答复的换班。")
    status: ClassVar[int] = 409


class NotYours(UserError):
    """Somebody with an account answers herself."""

    code: ClassVar[str] = "not_yours"
    text: ClassVar[str] = N_("{name}有自己的账号，换班要由本人登录后答复。")
    status: ClassVar[int] = 403


class NotSignedIn(UserError):
    """Somebody signs out, or receives, before she signed in."""

    code: ClassVar[str] = "not_signed_in"
    text: ClassVar[str] = N_("请先签到。")
    status: ClassVar[int] = 409


class SignedAlready(UserError):
    """It is signed."""

    code: ClassVar[str] = "signed_already"
    text: ClassVar[str] = N_("已经签过了。")
    status: ClassVar[int] = 409


class NotTheDay(UserError):
    """Attendance is signed on the day itself."""

    code: ClassVar[str] = "not_the_day"
    text: ClassVar[str] = N_("只能在值班当天签到。")


@operation("reception.set_adviser")
def set_adviser(
    *, actor: Actor, union: "Union", adviser: Adviser | None = None, **given: Any
) -> Adviser:
    """Put somebody on the roster of a union, or change what is known of her.

    :raises AdviserKnown: the union has somebody of this name and kind.
    """
    row = adviser or Adviser(union=union)
    for name, value in given.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_adviser_of_a_name_and_kind" not in str(error):
            raise
        raise AdviserKnown(field="name") from None
    act().on(row, node_id=row.union_id)
    return row


@operation("reception.plan_duty")
def plan_duty(
    *,
    actor: Actor,
    adviser: Adviser,
    hall: Hall,
    pattern: Pattern,
    begins_at: time,
    ends_at: time,
    without: Collection[date] = (),
) -> list[Duty]:
    """Put somebody on duty on every day of a pattern: on all of them, or on none.

    :raises NoDays: the pattern has none.
    :raises NotQualified: her qualification ends before the last.
    :raises DoubleBooked: she has a duty then already, in whatever hall.
    """
    _lock(adviser)
    days = list(days_of(pattern, calendar=calendar_of(lambda: hall.union.region), without=without))
    if not days:
        raise NoDays(field="starts_on")
    _require_qualified(adviser, max(days))
    _require_free(adviser, [Shift(adviser.pk, day, begins_at, ends_at) for day in days])
    made: list[Duty] = Duty.objects.bulk_create(
        Duty(adviser=adviser, hall=hall, day=day, begins_at=begins_at, ends_at=ends_at)
        for day in days
    )
    act().on(adviser, node_id=hall.union_id, days=len(days))
    return made


@operation("reception.cancel_duty")
def cancel_duty(*, actor: Actor, duty: Duty) -> None:
    """Take a duty off the roster.

    :raises SignedAlready: somebody was there.
    """
    current = _locked(duty)
    if current.signed_in_at is not None:
        raise SignedAlready
    act().on(current, node_id=duty.hall.union_id)
    current.delete()


@operation("reception.ask_swap")
def ask_swap(*, actor: Actor, at: datetime, duty: Duty, to: Adviser, reason: str) -> DutySwap:
    """Offer a duty to somebody else.

    :raises SwapOpen: it is offered already.
    :raises DoubleBooked, NotQualified: she could not take it.
    """
    current = _locked(duty)
    if (known := open_swap_of(current)) is not None:
        raise SwapOpen(name=known.to.name)
    _require_fit(to, current)
    asked: DutySwap = DutySwap.objects.create(duty=current, to=to, reason=reason, asked_at=at)
    act().on(current, node_id=duty.hall.union_id)
    return asked


@operation("reception.answer_swap")
def answer_swap(
    *, actor: Actor, at: datetime, duty: Duty, agrees: bool, consent: str = ""
) -> DutySwap:
    """Answer an offer: who has an account answers herself, for others it is noted how they did.

    :raises NotAsked: nobody was asked.
    :raises NotYours: she has an account of her own, which is not the actor's.
    :raises DoubleBooked: she has another duty by now.
    """
    current = _locked(duty)
    swap = open_swap_of(current)
    if swap is None:
        raise NotAsked
    to = swap.to
    if to.user_id is not None and to.user_id != actor.user_id:
        raise NotYours(name=to.name)
    if agrees:
        _lock(to)
        _require_fit(to, current)
        current.adviser = to
        current.save(update_fields=["adviser"])
    swap.state = SwapState.AGREED if agrees else SwapState.DECLINED
    swap.consent = consent or (actor.name if agrees else "")
    swap.answered_at = at
    swap.save(update_fields=["state", "consent", "answered_at"])
    act().on(current, node_id=duty.hall.union_id, state=str(swap.state))
    return swap


@operation("reception.sign_duty")
def sign_duty(*, actor: Actor, at: datetime, duty: Duty) -> Duty:
    """Sign in, and the second time out.

    :raises NotTheDay: it is another day.
    :raises SignedAlready: both are signed.
    """
    current = _locked(duty)
    if at.date() != current.day:
        raise NotTheDay
    if current.signed_out_at is not None:
        raise SignedAlready
    name = "signed_in_at" if current.signed_in_at is None else "signed_out_at"
    setattr(current, name, at)
    current.save(update_fields=[name])
    act().on(current, node_id=duty.hall.union_id)
    return current


@operation("reception.note_visit")
def note_visit(*, actor: Actor, at: datetime, duty: Duty, people: int, matter: str) -> DutyVisit:
    """Note visitors somebody on duty received.

    :raises NotSignedIn: she is not there.
    """
    current = _locked(duty)
    if current.signed_in_at is None:
        raise NotSignedIn
    visit: DutyVisit = DutyVisit.objects.create(duty=current, at=at, people=people, matter=matter)
    act().on(current, node_id=duty.hall.union_id, people=people)
    return visit


def _require_fit(adviser: Adviser, duty: Duty) -> None:
    _require_qualified(adviser, duty.day)
    _require_free(adviser, [Shift(adviser.pk, duty.day, duty.begins_at, duty.ends_at, duty.pk)])


def _require_qualified(adviser: Adviser, last: date) -> None:
    if adviser.qualified_until is not None and adviser.qualified_until < last:
        raise NotQualified(
            field="adviser", name=adviser.name, until=f"{adviser.qualified_until:%Y-%m-%d}"
        )


def _require_free(adviser: Adviser, wanted: list[Shift]) -> None:
    known = shifts_of([adviser.pk], days=[one.day for one in wanted])
    if taken := [one.day for one in wanted if clashes(known, one)]:
        days = "、".join(f"{day:%m月%d日}" for day in taken[:8])
        raise DoubleBooked(field="adviser", name=adviser.name, days=days)


def _lock(adviser: Adviser) -> None:
    """Plan for one person one after the other: two plans at once would not see each other."""
    Adviser.objects.trusted("the caller holds her").select_for_update().get(pk=adviser.pk)


def _locked(duty: Duty) -> Duty:
    rows = Duty.objects.trusted(HELD).select_for_update(of=("self",))
    found: Duty = rows.select_related("hall", "adviser").get(pk=duty.pk)
    return found
