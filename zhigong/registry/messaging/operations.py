"""Telling people, and carrying what is told.

A delivery is queued in the transaction of what it tells about, sent by a job after the commit, and
never sent twice: one row for (notice, recipient, subject, channel), one sender at a time by a
lease, one key for all tries. When a sender dies in the middle, the try is repeated only where the
gateway remembers keys; elsewhere somebody decides.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index, unwrap, wrap
from zhigong.base.errors import UserError
from zhigong.base.events import subscribe
from zhigong.base.fields import conceal
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts import queries as accounts
from zhigong.registry.accounts.contract import CONSENT
from zhigong.registry.accounts.events import LoginCodeIssued
from zhigong.registry.messaging import queries, rules
from zhigong.registry.messaging.contract import (
    NOTICES,
    Notice,
    Parcel,
    Rejected,
    Uncertain,
    Unreachable,
)
from zhigong.registry.messaging.models import Address, Delivery, DeliveryState, Message

JOB = "messaging.deliver"
LOGIN_CODE = "login_code"
CONSENT_CODE = "consent_code"
_WHY = "carried by the system, not read by people"


class NothingToRetry(UserError):
    """The delivery was sent, or is under way, or is nobody's business any more."""

    code: ClassVar[str] = "nothing_to_retry"
    text: ClassVar[str] = N_("这条消息不能重新发送。")


def listen() -> None:
    """Follow the events of every notice; called once at start-up."""
    subscribe(LoginCodeIssued, within=_send_login_code)
    for notice in NOTICES.entries():
        if notice.event is not None:
            subscribe(notice.event, within=partial(_tell_about, notice.code))


def _tell_about(code: str, event: Any) -> None:
    notice = NOTICES.get(code)
    assert notice.recipients is not None
    user_ids = sorted(set(notice.recipients(event)))
    if user_ids:
        notify(
            notice=code,
            user_ids=user_ids,
            subject=notice.subject(event),
            values=notice.values(event),
            url=notice.url(event),
            union_id=notice.union_id(event),
            at=clock.now(),
        )


@operation("messaging.notify")
def notify(
    *,
    notice: str,
    user_ids: Iterable[int],
    subject: str,
    values: Mapping[str, str],
    at: datetime,
    url: str = "",
    union_id: int | None = None,
    actor: Actor | None = None,
) -> int:
    """Tell people something, in the inbox and over the notice's channels; return how many are told.

    Who was told the same (notice and subject) before is not told again.

    :param url: our own page it leads to.
    :raises KeyError: nobody declared the notice.
    """
    declared = NOTICES.get(notice)
    new = _not_told_yet(notice=notice, subject=subject, user_ids=user_ids)
    if declared.in_inbox:
        letter = {"notice": notice, "subject_key": subject, "title": declared.title, "url": url}
        text = declared.text.format_map(values)
        Message.objects.bulk_create(
            [Message(user=user, text=text, created_at=at, **letter) for user in new],
            ignore_conflicts=True,
        )
    sealed = _seal(values=values, url=url)
    for user in new:
        _queue_all(declared, user=user, subject=subject, sealed=sealed, union_id=union_id)
    if not new:
        act().unchanged()
        return 0
    told = hashlib.sha256(json.dumps([u.pk for u in new]).encode()).digest()
    act().bulk("messaging.message", count=len(new), digest=told, node_id=union_id, notice=notice)
    return len(new)


def _not_told_yet(*, notice: str, subject: str, user_ids: Iterable[int]) -> list[Any]:
    users = accounts.open_users(user_ids=user_ids)
    told = Message.objects.filter(notice=notice, subject_key=subject, user__in=users)
    known = set(told.values_list("user_id", flat=True))
    return [user for user in users if user.pk not in known]


def _queue_all(
    declared: Notice, *, user: Any, subject: str, sealed: bytes, union_id: int | None
) -> None:
    """Queue one delivery for each open channel of the notice on which the user is reached."""
    for channel in declared.channels:
        if queries.is_open(channel) and queries.address_of(user=user, channel=channel):
            _queue(
                declared,
                channel=channel,
                recipient=f"user:{user.pk}",
                subject=subject,
                sealed=sealed,
                at=timezone.now(),
                user=user,
                union_id=union_id,
            )


def _seal(*, values: Mapping[str, str], url: str = "", address: str = "") -> bytes:
    plain = {"values": dict(values), "url": url, "address": address}
    return wrap(json.dumps(plain, ensure_ascii=False).encode())


def _queue(
    notice: Notice,
    *,
    channel: str,
    recipient: str,
    subject: str,
    sealed: bytes,
    at: datetime,
    user: Any = None,
    union_id: int | None = None,
) -> None:
    """Queue a delivery unless the same one was queued before, and the job that carries it.

    :param at: real time, aware: gateways and leases do not follow the business date.
    """
    row, is_new = Delivery.objects.trusted(_WHY).get_or_create(
        notice=notice.code,
        channel=channel,
        recipient=recipient,
        subject_key=subject,
        defaults={
            "user": user,
            "union_id": union_id,
            "sealed": sealed,
            "next_try_at": at,
            "created_at": at,
        },
    )
    if is_new:
        app.configure_task(JOB).defer(delivery_id=row.pk)


def _send_login_code(event: LoginCodeIssued) -> None:
    """Queue the SMS with a code; it is told to a phone, whoever that is."""
    recipient = f"phone:{blind_index('phone', event.phone).hex}"
    sealed = _seal(values={"code": event.code}, address=event.phone)
    notice = NOTICES.get(CONSENT_CODE if event.purpose == CONSENT else LOGIN_CODE)
    subject = str(event.code_id)
    _queue(notice, channel="sms", recipient=recipient, subject=subject, sealed=sealed, at=event.at)


@operation("messaging.tell_address")
def tell_address(
    *,
    notice: str,
    channel: str,
    address: str,
    subject: str,
    values: Mapping[str, str],
    at: datetime,
    union_id: int | None = None,
) -> bool:
    """Tell an address that belongs to no account, once for a subject; return whether it is queued.

    :param at: real time, aware.
    :raises KeyError: nobody declared the notice.
    """
    act().unchanged()  # the delivery itself is the record
    declared = NOTICES.get(notice)
    if not address or not queries.is_open(channel):
        return False
    _queue(
        declared,
        channel=channel,
        recipient=f"{channel}:{blind_index(channel, address).hex}",
        subject=subject,
        sealed=_seal(values=values, address=address),
        at=at,
        union_id=union_id,
    )
    return True


def deliver(*, delivery_id: int, at: datetime) -> str:
    """Carry one delivery and return the state it reached; empty when it was not ours to carry.

    No transaction is open while the gateway is asked: the lease is committed before, the end after.

    :param at: real time, aware.
    """
    row = _claim(delivery_id=delivery_id, at=at)
    if row is None:
        return ""
    notice = NOTICES.get(row.notice)
    if rules.is_stale(created_at=row.created_at, valid_for=notice.valid_for, at=at):
        return _finish(row, DeliveryState.FAILED, at, error="已过有效时间")
    gateway, options = queries.gateway_of(row.channel)
    try:
        parcel = _parcel(row, notice)
        number = gateway.send(parcel, options)
    except Rejected as error:
        return _finish(row, DeliveryState.FAILED, at, gateway=gateway.code, error=str(error))
    except Unreachable as error:
        return _put_back(row, at, gateway=gateway.code, error=str(error))
    except Uncertain as error:
        if gateway.remembers_keys:
            return _put_back(row, at, gateway=gateway.code, error=str(error))
        return _set_aside(row, gateway=gateway.code, error=str(error))
    return _finish(row, DeliveryState.SENT, at, gateway=gateway.code, number=number)


def _claim(*, delivery_id: int, at: datetime) -> Delivery | None:
    """Lease a queued delivery; only one sender gets it."""
    with transaction.atomic():
        row: Delivery | None = (
            Delivery.objects.trusted(_WHY)
            .select_for_update(skip_locked=True)
            .filter(pk=delivery_id, state=DeliveryState.QUEUED, next_try_at__lte=at)
            .first()
        )
        if row is None:
            return None
        row.state, row.tries = DeliveryState.SENDING, row.tries + 1
        row.leased_until = at + rules.LEASE
        row.save(update_fields=["state", "tries", "leased_until"])
        return row


def _parcel(row: Delivery, notice: Notice) -> Parcel:
    """Open what was sealed and find the address.

    :raises Rejected: the user is not reached on this channel any more.
    """
    plain = json.loads(unwrap(bytes(row.sealed)))
    address = plain["address"]
    if not address and row.user is not None:
        address = queries.address_of(user=row.user, channel=row.channel)
    if not address:
        raise Rejected("没有可用的联系方式")
    return Parcel(
        notice=row.notice,
        title=notice.title,
        text=notice.text.format_map(plain["values"]),
        address=address,
        values=plain["values"],
        key=row.key,
        url=plain["url"],
        secret=notice.is_secret,
    )


def _finish(row: Delivery, state: str, at: datetime, **more: str) -> str:
    """Write the end; nothing of what was said is kept."""
    return _write(
        row,
        state=state,
        finished_at=at,
        sealed=b"",
        gateway=more.get("gateway", ""),
        gateway_number=more.get("number", "")[:120],
        error=more.get("error", "")[:200],
    )


def _put_back(row: Delivery, at: datetime, *, gateway: str, error: str) -> str:
    again = rules.next_try(tries=row.tries, at=at)
    if again is None:
        return _finish(row, DeliveryState.FAILED, at, gateway=gateway, error=error)
    return _write(
        row, state=DeliveryState.QUEUED, next_try_at=again, gateway=gateway, error=error[:200]
    )


def _set_aside(row: Delivery, *, gateway: str, error: str) -> str:
    return _write(row, state=DeliveryState.UNCERTAIN, gateway=gateway, error=error[:200])


def _write(row: Delivery, **columns: Any) -> str:
    """Write where a delivery stands, unless somebody else took it over meanwhile."""
    mine = Delivery.objects.trusted(_WHY).filter(
        pk=row.pk, state=DeliveryState.SENDING, leased_until=row.leased_until
    )
    return str(columns["state"]) if mine.update(leased_until=None, **columns) else ""


def sweep(*, at: datetime) -> int:
    """Queue again what is due, and end broken leases; return how many jobs were queued.

    :param at: real time, aware.
    """
    with transaction.atomic():
        rows = Delivery.objects.trusted(_WHY).select_for_update(skip_locked=True)
        broken = rows.filter(state=DeliveryState.SENDING, leased_until__lte=at)
        for row in broken:
            gateway, _options = queries.gateway_of(row.channel)
            row.state = rules.after_broken_lease(remembers_keys=gateway.remembers_keys)
            row.leased_until, row.next_try_at = None, at
            row.error = "发送中断"
            row.save(update_fields=["state", "leased_until", "next_try_at", "error"])
        due = rows.filter(state=DeliveryState.QUEUED, next_try_at__lte=at)[:500]
        for row in due:
            app.configure_task(JOB).defer(delivery_id=row.pk)
        return len(due)


@operation("messaging.retry")
def retry_delivery(*, delivery: Delivery, at: datetime, actor: Actor, reason: str = "") -> None:
    """Send again what ended in uncertainty; the officer answers for a possible double.

    :param at: real time, aware.
    :raises NothingToRetry: it is in another state, or what it said was emptied.
    """
    rows = Delivery.objects.trusted("reached through the actor's scope").select_for_update()
    row = rows.get(pk=delivery.pk)
    if row.state != DeliveryState.UNCERTAIN:
        raise NothingToRetry
    row.state, row.next_try_at, row.error = DeliveryState.QUEUED, at, ""
    row.save(update_fields=["state", "next_try_at", "error"])
    act().on(row, node_id=row.union_id, notice=row.notice)
    app.configure_task(JOB).defer(delivery_id=row.pk)


@operation("messaging.read")
def mark_read(*, actor: Actor, at: datetime, message_id: int | None = None) -> int:
    """Mark one of the actor's messages as read, or all of them; return how many were new."""
    rows = Message.objects.filter(user_id=actor.user_id or 0, read_at__isnull=True)
    if message_id is not None:
        rows = rows.filter(pk=message_id)
    count = rows.update(read_at=at)
    act().unchanged()  # reading one's own inbox is nobody's business
    return count


@operation("messaging.bind_address")
def bind_address(*, user: Any, channel: str, address: str, actor: Actor | None = None) -> None:
    """Remember where a user is reached on a channel (an openid); an empty address forgets it.

    An address that was another's is hers no more: the last to prove it owns it.
    """
    rows = Address.objects.filter(channel=channel)
    rows.filter(Q(user=user) | Q(blind=blind_index(channel, address))).delete()
    if address:
        cipher = conceal(bytes(user.data_key), address)
        blind = blind_index(channel, address)
        Address.objects.create(user=user, channel=channel, cipher=cipher, blind=blind)
    act().on(user, channel=channel, bound=bool(address))
