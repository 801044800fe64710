"""Every read of messaging that leaves the app."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from zhigong.base.actor import Actor
from zhigong.base.fields import reveal
from zhigong.registry.accounts import queries as accounts
from zhigong.registry.messaging.contract import GATEWAYS, NOTICES, Gateway, Options
from zhigong.registry.messaging.models import Address, Delivery, Message

COUNT_CAP = 100  # the sign beside the bell shows 99+


def messages_of(*, user_id: int) -> QuerySet[Message]:
    """Return somebody's messages, the newest first."""
    return Message.objects.filter(user_id=user_id).order_by("-created_at", "-pk")


def get_message_for(*, actor: Actor, message_id: int) -> Message:
    """Return one of the actor's own messages.

    :raises Message.DoesNotExist: no such message, or somebody else's.
    """
    return Message.objects.get(pk=message_id, user_id=actor.user_id or 0)


def count_unread(actor: Actor) -> int:
    """Return how many messages wait for an actor, at most 100."""
    return unread_of(actor)[:COUNT_CAP].count()


def unread_of(actor: Actor) -> "QuerySet[Message]":
    """Return the messages that wait for an actor."""
    if actor.user_id is None:
        return Message.objects.none()
    return Message.objects.filter(user_id=actor.user_id, read_at__isnull=True)


def _secret_notices() -> list[str]:
    return [notice.code for notice in NOTICES.entries() if notice.is_secret]


def deliveries_within(*, actor: Actor) -> Any:
    """Return the deliveries of unions in the actor's scope, codes of logging in left out."""
    rows = Delivery.objects.within(actor.scope("messaging.view_outbox"))
    return rows.exclude(notice__in=_secret_notices()).select_related("user", "union")


def get_delivery_for(*, actor: Actor, delivery_id: int) -> Delivery:
    """Return a delivery the actor may send again.

    :raises Delivery.DoesNotExist: no such one in her scope.
    """
    rows = Delivery.objects.within(actor.scope("messaging.retry")).exclude(
        notice__in=_secret_notices()
    )
    found: Delivery = rows.get(pk=delivery_id)
    return found


def address_of(*, user: Any, channel: str) -> str:
    """Return where a user is reached on a channel, in clear; empty when she is not."""
    if channel == "sms":
        return accounts.phone_of(user)
    if channel == "email":
        return str(user.email)
    row = Address.objects.filter(user=user, channel=channel).first()
    return "" if row is None else reveal(bytes(user.data_key), row.cipher) or ""


def options_path() -> Path:
    """Return the file in which an operator describes the gateways."""
    return Path(settings.ZHIGONG.state_dir) / "gateways.toml"


@lru_cache(maxsize=4)
def _read_options(path: Path, changed_ns: int) -> dict[str, Any]:
    """Return the file's tables; ``changed_ns`` makes a changed file a new question."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if changed_ns else {}


def options_of(channel: str) -> Options:
    """Return the table of a channel in ``gateways.toml``; empty without one."""
    path = options_path()
    changed = path.stat().st_mtime_ns if path.exists() else 0
    found: Options = _read_options(path, changed).get(channel, {})
    return found


def gateway_of(channel: str) -> tuple[Gateway, Options]:
    """Return the gateway that carries a channel here, and its options.

    Without a table in ``gateways.toml`` it is the console (for SMS: ``ZHIGONG_SMS_GATEWAY``).

    :raises KeyError: the table names a gateway nobody declared.
    """
    options = options_of(channel)
    preset = settings.ZHIGONG.sms_gateway if channel == "sms" else "console"
    return GATEWAYS.get(str(options.get("gateway", preset))), options


def is_open(channel: str) -> bool:
    """Whether a channel is carried at all: only SMS goes to the console unasked."""
    return channel == "sms" or bool(options_of(channel))


def uncertain_within(*, actor: Actor) -> list[Delivery]:
    """Return the newest deliveries whose end is unknown, for somebody to decide."""
    rows = deliveries_within(actor=actor).filter(state="uncertain")
    return list(rows.order_by("-created_at")[:20])
