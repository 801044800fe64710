"""What tests of joining share: a street with a joint union, people with phones, a code to scan."""

import io
from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace

from PIL import Image, ImageDraw

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.employers.operations import affiliate, open_employer
from zhigong.registry.people.tests.factories import id_number, make_actor, make_union
from zhigong.work.membership import operations
from zhigong.work.membership.permissions import JOIN_VIEW, KEEP_POINTS

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=clock.ZONE)
ABILITIES = frozenset(
    (JOIN_VIEW, KEEP_POINTS, "people.approve", "people.view", "people.end", "people.transfer")
)
_phones = count(13800000001)


def picture() -> bytes:
    """Return a drawn signature."""
    image = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(image).line((10, 60, 150, 30, 280, 90), fill="black", width=4)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


SIGNATURE = picture()


def member(phone=None, *, person_id=None, name="") -> Actor:
    """Return somebody who just proved a phone."""
    user = accounts.find_or_open_member(
        phone=phone or str(next(_phones)), person_id=person_id, name=name, at=FRIDAY
    )
    return Actor(user_id=user.pk, person_id=user.person_id, name=user.name, kind="member")


def street():
    """Return a county with a street, its joint union, a firm with a union and one without."""
    county = make_union(kind="federation")
    east = make_union(kind="street", parent=county)
    joint = make_union(kind="joint", parent=east)
    pump = make_union(parent=east)
    known = {"actor": SYSTEM, "source": "checked", "as_of": date(2026, 1, 1)}
    covered = open_employer(name="东方水泵厂", area_union=east, **known)
    affiliate(actor=SYSTEM, employer=covered, union=pump, on=date(2026, 1, 1))
    bare = open_employer(name="顺达快运有限公司", area_union=east, **known)
    covered.refresh_from_db()
    joint_officer = make_actor(joint, user_id=11, abilities=ABILITIES)
    return SimpleNamespace(
        county=county, street=east, joint=joint, pump=pump, covered=covered, bare=bare,
        joint_officer=joint_officer,
        street_officer=make_actor(east, user_id=12, abilities=ABILITIES),
        pump_officer=make_actor(pump, user_id=13, abilities=ABILITIES),
        point=operations.make_point(
            actor=make_actor(east, user_id=12, abilities=ABILITIES),
            at=FRIDAY,
            union=east,
            particulars={"title": "街道入会码", "kind": "union", "receiving": joint},
        ),
    )  # fmt: skip


def apply(world, actor=None, *, at=FRIDAY, point=None, address="10.0.0.1", signed=True, **wish):
    """Hand in an application, of a courier without a firm unless told otherwise."""
    given = {"name": "王小明", "id_number": id_number(), "new_form_group": "courier"} | wish
    return operations.apply_to_join(
        actor=actor or member(),
        at=at,
        point=point or world.point,
        wish=operations.Wish(**given),
        address=address,
        signature=[SIGNATURE] if signed else [],
    )


def days(number):
    """Return a span of days."""
    return timedelta(days=number)
