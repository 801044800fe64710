"""What the cast has to do with joining: a code to scan, and somebody's application."""

import io
from typing import TYPE_CHECKING

from PIL import Image

from tests.cast_reception import NOON
from zhigong.base.actor import SYSTEM, Actor
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.people import operations as people
from zhigong.registry.people.models import RecordPair
from zhigong.work.membership import operations

if TYPE_CHECKING:
    from tests.cast import World


def add(world: "World") -> None:
    """A code of the firm's union, a courier who scanned it, and one person recorded twice."""
    _add_duplicate(world)
    world.things["join_point"] = operations.make_point(
        actor=world.actor("officer"),
        at=NOON,
        union=world.unions["firm"],
        particulars={"title": "宏远电子欢迎您加入工会", "kind": "union"},
    )
    user = accounts.find_or_open_member(phone="13957400099", person_id=None, name="", at=NOON)
    drawn = io.BytesIO()
    Image.new("RGB", (200, 80), "white").save(drawn, "PNG")
    first17 = "33021119950307" + "117"
    world.things["application"] = operations.apply_to_join(
        actor=Actor(user_id=user.pk, kind="member"),
        at=NOON,
        point=world.things["join_point"],
        wish=operations.Wish(
            name="田新", id_number=first17 + check_digit(first17), new_form_group="courier"
        ),
        address="192.0.2.9",
        signature=[drawn.getvalue()],
    )


def _add_duplicate(world: "World") -> None:
    """Two members of the firm's union with one name and day of birth."""
    for sequence in ("117", "119"):
        first17 = f"33021119850612{sequence}"
        people.enrol_person(
            actor=world.actor("officer"),
            at=NOON,
            particulars=people.Particulars(name="郭两记", id_number=first17 + check_digit(first17)),
            union=world.unions["firm"],
            terms=people.Terms(),
        )
    people.find_duplicates(actor=SYSTEM, on=NOON.date())
    world.things["duplicate"] = RecordPair.objects.get(first__name="郭两记")
