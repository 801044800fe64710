"""A draft begun on a hall screen goes on in the applicant's own hand."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.engines.cases.models import Draft, Handover
from zhigong.engines.cases.queries.handing import token_blind
from zhigong.kernel.text import N_

HANDOVER_LIVES = timedelta(minutes=10)


class HandoverOver(UserError):
    """The token is unknown, used, or older than ten minutes; nobody can tell which."""

    code: ClassVar[str] = "handover_over"
    text: ClassVar[str] = N_(
        "这个二维码已经用过或已过期。请登录后在“我的办件”里接着填，或回到终端重新扫码。"
    )
    status: ClassVar[int] = 404


class HandoverOfAnother(UserError):
    """Who scanned the code is not who began."""

    code: ClassVar[str] = "handover_of_another"
    text: ClassVar[str] = N_("请用在终端上输入的那个手机号登录，再扫码继续。")
    status: ClassVar[int] = 403


@operation("cases.hand_over")
def hand_over(*, actor: Actor, at: datetime, draft: Draft) -> str:
    """Return the token with which the actor's own draft goes on elsewhere; earlier ones end.

    :param at: real time, aware: it lives ten minutes.
    """
    Handover._base_manager.filter(draft=draft, used_at__isnull=True).delete()
    token = secrets.token_urlsafe(24)
    Handover._base_manager.create(
        draft=draft, token_blind=token_blind(token), made_at=at, expires_at=at + HANDOVER_LIVES
    )
    act().unchanged()  # the draft is nobody's business but its writer's
    return token


@operation("cases.take_over")
def take_over(*, actor: Actor, at: datetime, token: str) -> Draft:
    """Use a token up; return the draft it stands for.

    The actor has logged in: the token alone opens nothing.

    :param at: real time, aware.
    :raises HandoverOver, HandoverOfAnother: as they say; the latter leaves the token alive.
    """
    rows = Handover.objects.trusted("found by its secret").select_for_update()
    found = rows.filter(token_blind=token_blind(token), used_at__isnull=True).first()
    if found is None or found.expires_at <= at:
        raise HandoverOver
    draft = Draft._base_manager.get(pk=found.draft_id)
    if draft.user_id != actor.user_id:
        raise HandoverOfAnother
    found.used_at = at
    found.save(update_fields=["used_at"])
    act().on(draft, node_id=draft.union_id)
    return draft
