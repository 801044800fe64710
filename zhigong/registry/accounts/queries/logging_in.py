"""What logging in needs to know: sessions, second factors, machine keys, whose phone it is."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index
from zhigong.base.fields import reveal
from zhigong.kernel.resident_id import normalise_id
from zhigong.registry.accounts import rules
from zhigong.registry.accounts.models import (
    MachineToken,
    RecoveryCode,
    TotpDevice,
    User,
    UserSession,
)


def phone_of(user: User) -> str:
    """Return the phone number of an account in clear, empty when it has none."""
    return reveal(bytes(user.data_key), user.phone_cipher) or ""


def token_blind(text: str) -> UUID:
    """Return what is kept of the text of a machine's key."""
    return blind_index("machine-token", text)


def session_rows(*, user_id: int) -> QuerySet[UserSession]:
    """Return a user's own sessions, the latest used first."""
    return UserSession.objects.filter(user_id=user_id).order_by("-last_seen_at")


def has_totp(user: User) -> bool:
    """Whether an authenticator is bound."""
    return TotpDevice.objects.filter(user=user, confirmed_at__isnull=False).exists()


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes still work."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def must_change_password(*, user: User, on: date) -> bool:
    """Whether the next thing this user does is choosing a password."""
    if user.must_change_password:
        return True
    if user.kind != "staff" or user.password_changed_at is None:
        return False
    lifetime = getattr(settings.ZHIGONG, "password_days", rules.PASSWORD_LIFETIME_DAYS)
    return rules.is_password_old(
        changed_on=user.password_changed_at.date(), on=on, lifetime_days=lifetime
    )


def tokens_within(*, actor: Actor) -> QuerySet[MachineToken]:
    """Return the keys of machines the actor may issue and revoke, newest first."""
    rows: QuerySet[MachineToken] = MachineToken.objects.within(actor.scope("accounts.issue_token"))
    return rows.select_related("union", "issued_by").order_by("-pk")


def get_token_for(*, actor: Actor, token_id: int) -> MachineToken:
    """Return a key the actor may revoke.

    :raises MachineToken.DoesNotExist: no such key there.
    """
    return tokens_within(actor=actor).get(pk=token_id)


def people_with_phone(phone: str) -> list[tuple[int, str]]:
    """Return id and name of the living people recorded with a phone, in order of id."""
    people = User._meta.get_field("person").related_model._base_manager
    found = people.filter(phone_blind=blind_index("phone", phone), deceased_on__isnull=True)
    return list(found.order_by("pk").values_list("pk", "name"))


def person_among(*, id_number: str, person_ids: Iterable[int]) -> tuple[int, str] | None:
    """Return the one of these people an identity number belongs to."""
    people = User._meta.get_field("person").related_model._base_manager
    blind = blind_index("id", normalise_id(id_number))
    found: tuple[int, str] | None = (
        people.filter(pk__in=list(person_ids), id_blind=blind).values_list("pk", "name").first()
    )
    return found


def open_user(*, user_id: int) -> User | None:
    """Return an account that is open."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def second_factor_of(user: User) -> str:
    """Return what staff show after the password: ``totp``, ``sms``, ``enrol`` or ``none``.

    With codes by SMS an account without a phone binds an authenticator instead.
    """
    wanted: str = settings.ZHIGONG.second_factor
    if wanted == "none":
        return "none"
    if wanted == "sms" and user.phone_cipher is not None:
        return "sms"
    return "totp" if has_totp(user) else "enrol"


def totp_address(*, user: User, secret: str) -> str:
    """Return the ``otpauth:`` address an authenticator reads from a QR code."""
    issuer = quote(settings.ZHIGONG.owner_name)
    return f"otpauth://totp/{issuer}:{quote(user.login)}?secret={secret}&issuer={issuer}"


def last_totp_step(user: User) -> int:
    """Return the last step of the authenticator that was used; 0 before the first."""
    return TotpDevice.objects.filter(user=user).values_list("last_step", flat=True).first() or 0


def open_users(*, user_ids: Iterable[int]) -> list[User]:
    """Return the open accounts among these, in order of id."""
    return list(User.objects.filter(pk__in=list(user_ids), is_active=True).order_by("pk"))


def accounts_of_person(*, person_id: int) -> list[int]:
    """Return the ids of the open accounts of a person; for telling her something."""
    rows = User.objects.filter(person_id=person_id, is_active=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))
