"""Fill a district with people who want to join, approve them, open sessions for more.

``python -m bench.workloads._joins_filled WAITING PHONES``: prints the seconds the approval took,
session keys and identity numbers of as many phones, and the address of a code to join by.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from zhigong.base import clock  # noqa: E402
from zhigong.base.actor import SYSTEM, Actor, Power, use_actor  # noqa: E402
from zhigong.base.crypto import blind_index, encrypt, new_data_key, wrap  # noqa: E402
from zhigong.kernel.resident_id import check_digit  # noqa: E402
from zhigong.registry.accounts.contract import SEEN  # noqa: E402
from zhigong.registry.accounts.models import User  # noqa: E402
from zhigong.registry.unions.models import Union  # noqa: E402
from zhigong.work.membership.models import JoinApplication, JoinPoint  # noqa: E402
from zhigong.work.membership.operations import approve_applications, make_point  # noqa: E402
from zhigong.work.membership.permissions import APPROVE  # noqa: E402

BACKEND = "django.contrib.auth.backends.ModelBackend"
FIRST_PHONE, JOINT = 19_900_000_000, "joint"


def number_of(place: int) -> str:
    """Return an identity number nobody of the demo has: of a region without people in it."""
    born = date(1985, 1, 1) + timedelta(days=place // 900)
    first17 = f"653122{born:%Y%m%d}{place % 900:03d}"
    return first17 + check_digit(first17)


def accounts(count: int) -> list[User]:
    """Open accounts of people who proved a phone, as many as are wanted."""
    now = timezone.now()
    rows = []
    for place in range(count):
        key = new_data_key()
        phone = str(FIRST_PHONE + place)
        rows.append(
            User(
                login=f"bench{place}", name=f"骑手{place}", kind="member", data_key=wrap(key),
                phone_cipher=encrypt(key, phone),
                phone_blind=blind_index("phone", phone), created_at=now,
            )
        )  # fmt: skip
    made: list[User] = User.objects.bulk_create(rows, batch_size=2_000)
    return made


def wishes(point: JoinPoint, users: list[User]) -> Iterator[JoinApplication]:
    """Return applications that wait, as a phone hands them in."""
    now = clock.now()
    for place, user in enumerate(users):
        number, phone, key = number_of(place), str(FIRST_PHONE + place), new_data_key()
        yield JoinApplication(
            number=f"RH-BENCH-{place:06d}", point=point, union=point.receiving, way="point",
            user=user, name=user.name, data_key=wrap(key), id_kind="resident",
            id_cipher=encrypt(key, number), id_blind=blind_index("id", number),
            phone_cipher=encrypt(key, phone), phone_blind=blind_index("phone", phone),
            birth_on=date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}"),
            sex="1", new_form_group="courier", submitted_at=now,
            address_blind=blind_index("address", str(place % 200)),
            decide_until=now.date() + timedelta(days=5),
        )  # fmt: skip


def session_of(user: User) -> str:
    """Return the key of a session of an account, as logging in opens it."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[SEEN] = timezone.now().timestamp()
    store.create()
    return str(store.session_key)


def main() -> None:
    """Fill, approve, and tell what the phones need."""
    waiting, phones = map(int, sys.argv[1:])
    rows = Union.objects.trusted("bench").filter(kind=JOINT, dissolved_on=None)
    joint = rows.order_by("pk")[0]
    with use_actor(SYSTEM, reason="bench"):
        given: dict[str, Any] = {"title": "街道入会码", "kind": "union", "place": ""}
        point = make_point(actor=SYSTEM, at=clock.now(), union=joint, particulars=given)
        users = accounts(waiting + phones)
        made = JoinApplication.objects.bulk_create(wishes(point, users[:waiting]), batch_size=2_000)
        ids = [row.pk for row in made]
        officer = Actor(
            user_id=users[-1].pk, name="审批人", powers=(Power(joint.pk, frozenset({APPROVE})),)
        )
        began = perf_counter()
        done = approve_applications(actor=officer, at=clock.now(), ids=ids)
        seconds = perf_counter() - began
    print(
        json.dumps(
            {
                "seconds": seconds,
                "admitted": len(done.admitted),
                "address": reverse("membership:join", args=[point.token]),
                "sessions": [session_of(user) for user in users[waiting:]],
                "numbers": [number_of(place) for place in range(waiting, waiting + phones)],
            }
        )
    )


if __name__ == "__main__":
    main()
