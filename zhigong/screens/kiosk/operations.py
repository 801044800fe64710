"""Screens are registered, set up, seen, and taken out of use."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts.operations.login import record_failure, refuse_when_locked
from zhigong.screens.kiosk.models import Kiosk
from zhigong.screens.kiosk.queries import demo_kiosk, setup_blind, token_blind

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

SETUP_DIGITS = 8
SETUP_LIVES = timedelta(minutes=30)
SEEN_EVERY = timedelta(seconds=45)
DEMO_TOKEN = "demo-kiosk"  # noqa: S105  the demo holds no real data, so everybody may know it


class KioskOutOfScope(UserError):
    """The actor may not keep screens at this union."""

    code: ClassVar[str] = "kiosk_out_of_scope"
    text: ClassVar[str] = N_("您没有在该工会管理自助终端的权限。")
    status: ClassVar[int] = 403


class SetupCodeWrong(UserError):
    """No screen waits for this code, or it is older than half an hour."""

    code: ClassVar[str] = "setup_code_wrong"
    text: ClassVar[str] = N_("启用码不正确或已过期，请管理员在工作台重新生成。")


class KioskRevoked(UserError):
    """The screen was taken out of use."""

    code: ClassVar[str] = "kiosk_revoked"
    text: ClassVar[str] = N_("这台终端已停用，需要时请重新登记一台。")
    status: ClassVar[int] = 409


class NotADemo(UserError):
    """Only the demo has a screen everybody may stand before."""

    code: ClassVar[str] = "not_a_demo"
    text: ClassVar[str] = N_("只有演示环境可以试用。")
    status: ClassVar[int] = 403


def _require(actor: Actor, union: "Union") -> None:
    if not actor.scope("kiosk.manage").covers(union.ancestors):
        raise KioskOutOfScope(field="union")


def _new_code(kiosk: Kiosk, at: datetime) -> str:
    code = f"{secrets.randbelow(10**SETUP_DIGITS):0{SETUP_DIGITS}d}"
    kiosk.setup_blind, kiosk.setup_until = setup_blind(code), at + SETUP_LIVES
    return code


@operation("kiosk.register_kiosk")
def register_kiosk(
    *, actor: Actor, at: datetime, union: "Union", name: str, place: str = ""
) -> tuple[Kiosk, str]:
    """Register a screen; return it with the code that is typed on it within half an hour.

    :param at: real time, aware: codes and tokens do not follow the business date.
    :raises KioskOutOfScope: the actor keeps no screens at this union.
    """
    _require(actor, union)
    kiosk = Kiosk(name=name, place=place, union=union, made_by_id=actor.user_id, made_at=at)
    code = _new_code(kiosk, at)
    kiosk.save(force_insert=True)
    act().on(kiosk, node_id=union.pk)
    return kiosk, code


@operation("kiosk.renew_code")
def renew_code(*, actor: Actor, at: datetime, kiosk: Kiosk) -> str:
    """Return a new set-up code; the screen that runs goes on until the code is typed on another.

    :raises KioskOutOfScope, KioskRevoked: as they say.
    """
    _require(actor, kiosk.union)
    if kiosk.revoked_at is not None:
        raise KioskRevoked
    code = _new_code(kiosk, at)
    kiosk.save(update_fields=["setup_blind", "setup_until"])
    act().on(kiosk, node_id=kiosk.union_id)
    return code


def pair_kiosk(*, at: datetime, code: str, address: str) -> str:
    """Set up the screen a code belongs to; return its token, which is shown to nobody.

    Wrong codes of one address are counted, and lock after five.

    :raises SetupCodeWrong, LockedOut: as they say.
    """
    refuse_when_locked(kind="kiosk", name=address, at=at, field="code")
    token = _pair(at=at, code=code)
    if not token:
        record_failure(kind="kiosk", name=address, at=at)
        raise SetupCodeWrong(field="code")
    return token


@operation("kiosk.pair_kiosk")
def _pair(*, at: datetime, code: str) -> str:
    rows = Kiosk.objects.trusted("found by its set-up code").select_for_update()
    kiosk = rows.filter(setup_blind=setup_blind(code), setup_until__gt=at).first()
    if kiosk is None:
        act().unchanged()
        return ""
    token = secrets.token_urlsafe(32)
    kiosk.token_blind, kiosk.setup_blind, kiosk.setup_until = token_blind(token), None, None
    kiosk.paired_at = kiosk.last_seen_at = at
    kiosk.save()
    act().on(kiosk, node_id=kiosk.union_id)
    return token


@operation("kiosk.try_demo")
def try_demo(*, at: datetime) -> str:
    """Return the token of the demo's screen; everybody who tries it stands before the same one.

    :raises NotADemo: anywhere but in the demo and the tests, or without a screen.
    """
    kiosk = demo_kiosk() if settings.ZHIGONG.env in ("demo", "test") else None
    if kiosk is None:
        raise NotADemo
    if kiosk.token_blind == token_blind(DEMO_TOKEN):
        act().unchanged()
        return DEMO_TOKEN
    kiosk.token_blind, kiosk.paired_at, kiosk.last_seen_at = token_blind(DEMO_TOKEN), at, at
    kiosk.save()
    act().on(kiosk, node_id=kiosk.union_id)
    return DEMO_TOKEN


@operation("kiosk.see_kiosk")
def see_kiosk(*, kiosk_id: int, at: datetime) -> None:
    """Note that a screen is there, at most every 45 seconds."""
    act().unchanged()  # a heartbeat is no act of anybody
    rows = Kiosk.objects.trusted("known by its token").filter(pk=kiosk_id)
    rows.exclude(last_seen_at__gt=at - SEEN_EVERY).update(last_seen_at=at)


@operation("kiosk.revoke_kiosk")
def revoke_kiosk(*, actor: Actor, at: datetime, kiosk: Kiosk) -> None:
    """Take a screen out of use at once.

    :raises KioskOutOfScope: the actor keeps no screens at its union.
    """
    _require(actor, kiosk.union)
    if kiosk.revoked_at is not None:
        act().unchanged()
        return
    kiosk.revoked_at, kiosk.token_blind = at, None
    kiosk.setup_blind = kiosk.setup_until = None
    kiosk.save()
    act().on(kiosk, node_id=kiosk.union_id)
