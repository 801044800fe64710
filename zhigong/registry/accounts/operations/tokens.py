"""Keys of other systems: issued once in clear, kept as a keyed hash."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from zhigong.base.abilities import ability
from zhigong.base.actor import Actor, Power
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts.contract import Node
from zhigong.registry.accounts.models import MachineToken
from zhigong.registry.accounts.queries import token_blind

PREFIX_LETTERS = 8
FORBIDDEN = frozenset(
    {"accounts.grant", "accounts.grant_any", "accounts.edit_roles", "accounts.issue_token"}
)


def never_in_tokens() -> frozenset[str]:
    """Return the abilities no machine gets."""
    return FORBIDDEN


class TokenOutOfScope(UserError):
    """The actor may not issue keys at this union."""

    code: ClassVar[str] = "token_out_of_scope"
    text: ClassVar[str] = N_("您没有在该工会发放接口密钥的权限。")
    status: ClassVar[int] = 403


class TokenAbilities(UserError):
    """No ability was chosen, or one that machines never get."""

    code: ClassVar[str] = "token_abilities"
    text: ClassVar[str] = N_("请至少选择一项权限；授权类权限不能发放给接口。")


class TokenPeriod(UserError):
    """The key would never be valid."""

    code: ClassVar[str] = "token_period"
    text: ClassVar[str] = N_("有效期须晚于当前时间，请改正。")


@operation("accounts.issue_token")
def issue_token(
    *,
    name: str,
    union: Node,
    abilities: list[str],
    expires_at: datetime,
    at: datetime,
    actor: Actor,
) -> tuple[MachineToken, str]:
    """Issue a key for another system; return it with its text, shown this once only.

    :param at: real time, aware; keys do not follow the business date.
    :raises TokenOutOfScope: the actor may not issue keys at this union.
    :raises TokenAbilities: none chosen, or one that gives rights.
    :raises TokenPeriod: it would have expired already.
    :raises UnknownAbility: an ability nobody declared.
    """
    if not actor.scope("accounts.issue_token").covers(union.ancestors):
        raise TokenOutOfScope
    chosen = sorted({ability(code).code for code in abilities})
    if not chosen or FORBIDDEN & set(chosen):
        raise TokenAbilities(field="abilities")
    if expires_at <= at:
        raise TokenPeriod(field="expires_at")
    prefix = secrets.token_hex(PREFIX_LETTERS // 2)
    text = f"zg_{prefix}_{secrets.token_urlsafe(32)}"
    token = MachineToken.objects.create(
        name=name,
        prefix=prefix,
        secret_blind=token_blind(text),
        abilities=chosen,
        union_id=union.pk,
        issued_by_id=actor.user_id,
        issued_at=at,
        expires_at=expires_at,
    )
    act().on(token, node_id=union.pk, abilities=len(chosen))
    return token, text


@operation("accounts.revoke_token")
def revoke_token(*, token: MachineToken, at: datetime, actor: Actor) -> None:
    """Make a key useless at once.

    :raises TokenOutOfScope: the actor may not issue keys at its union.
    """
    if not actor.scope("accounts.issue_token").covers(token.union.ancestors):
        raise TokenOutOfScope
    if token.revoked_at is not None:
        act().unchanged()
        return
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    act().on(token, node_id=token.union_id)


def authenticate_token(header: str, *, at: datetime) -> Actor | None:
    """Return the machine behind an ``Authorization: Bearer zg_…`` header, or ``None``.

    One read; the time of last use is written at most once a minute.

    :param at: real time, aware.
    """
    scheme, _blank, text = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not text.startswith("zg_"):
        return None
    tokens = MachineToken.objects.trusted("found by its secret")
    token = tokens.filter(
        secret_blind=token_blind(text.strip()), revoked_at__isnull=True, expires_at__gt=at
    ).first()
    if token is None:
        return None
    if token.last_used_at is None or at - token.last_used_at > timedelta(minutes=1):
        tokens.filter(pk=token.pk).update(last_used_at=at)
    power = Power(node_id=token.union_id, abilities=frozenset(token.abilities))
    return Actor(
        name=token.name,
        powers=(power,),
        kind="machine",
        home_id=token.union_id,
        machine_id=token.pk,
    )
