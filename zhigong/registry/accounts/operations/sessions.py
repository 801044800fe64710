"""Logged-in browsers: begun, seen, ended."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from zhigong.base.actor import Actor
from zhigong.base.operations import act, operation
from zhigong.registry.accounts import rules
from zhigong.registry.accounts.models import User, UserSession

SEEN_EVERY = timedelta(minutes=1)


def end_rows(rows: QuerySet[UserSession]) -> int:
    """Delete sessions and their stored state, so that the next request is anonymous."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.filter(session_key__in=keys).delete()
    return len(keys)


@operation("accounts.log_in")
def open_session(
    *,
    user: User,
    session_key: str,
    address: str,
    agent: str,
    way: str,
    at: datetime,
    business_now: datetime,
    actor: Actor,
) -> UserSession:
    """Note that somebody logged in, from where and how.

    :param way: ``sms``, ``password``, ``totp``, ``recovery`` or ``none`` (no second factor).
    :param at: real time, aware.
    :param business_now: business time, for the figure of unions nobody logged in for.
    """
    User.objects.filter(pk=user.pk).update(last_seen_at=business_now)
    session = UserSession.objects.create(
        user=user,
        session_key=session_key,
        address=address[:45],
        agent=rules.device_name(agent) or agent[:60],
        started_at=at,
        last_seen_at=at,
    )
    act().on(user, way=way, session=session.pk)
    return session


@operation("accounts.log_out")
def close_session(*, session_key: str, actor: Actor) -> None:
    """End the present session."""
    rows = UserSession.objects.filter(session_key=session_key)
    session = rows.first()
    if session is None:
        act().unchanged()
        return
    act().on(session.user, session=session.pk)
    end_rows(rows)


@operation("accounts.revoke_sessions")
def revoke_sessions(
    *, user: User, actor: Actor, session_id: int | None = None, keep_key: str = ""
) -> int:
    """End one session of a user, or all but the one kept; return how many ended."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=keep_key)
    if session_id is not None:
        rows = rows.filter(pk=session_id)
    ended = end_rows(rows)
    if ended:
        act().on(user, ended=ended)
    else:
        act().unchanged()
    return ended


def touch(*, user: User, session_key: str, at: datetime, business_now: datetime) -> None:
    """Remember that a session is in use; not an act, so it leaves no entry.

    :param at: real time, for the list of sessions.
    :param business_now: business time, for the figure of unions nobody logged in for.
    """
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)
    User.objects.filter(pk=user.pk).update(last_seen_at=business_now)


def follow_session(*, former: str, present: str) -> None:
    """Keep the list of sessions true when a browser got a new key; not an act."""
    UserSession.objects.filter(session_key=former).update(session_key=present)
