"""The demo's joining: codes on walls, couriers who scanned them, and one member recorded twice.

All goes through the operations a real one goes through. Nothing is drawn by chance: the same scale
and day give the same people, none of whom is anybody.
"""

import io
from datetime import date, datetime, time, timedelta

from PIL import Image, ImageDraw

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor, use_actor
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts.models import User
from zhigong.registry.accounts.operations import find_or_open_member
from zhigong.registry.accounts.queries import actor_of
from zhigong.registry.employers.models import Employer
from zhigong.registry.people import operations as people
from zhigong.registry.people.models import Membership
from zhigong.registry.unions.models import Union
from zhigong.work.membership import operations
from zhigong.work.membership.models import JoinApplication, JoinPoint

NAMES = (
    "李成刚", "马秀兰", "杨帆", "买买提·艾力", "赵志强", "黄小燕", "周大勇", "吴婷", "徐亮", "孙丽",
    "胡文斌", "朱海涛",
)  # fmt: skip
GROUPS = ("courier", "food_rider", "ride_hailing_driver", "truck_driver")
# Days before the demo's, of each application, the earliest first; the first one is refused.
DAYS = (16, 15, 12, 9, 8, 8, 6, 2, 1, 1, 1, 0)
UNKNOWN_FIRM = "王记汽车维修店"


def open_joining(*, on: date) -> int:
    """Hang up codes, let couriers apply, refuse one of them; return how many applied."""
    street_user = User._base_manager.get(login="street")
    street = street_user.grants.get().union
    point = _points(street, street_user, on)
    rows = [_apply(number, point, street, on) for number in range(len(NAMES))]
    _refuse(rows[0], street_user, on)
    _record_twice(on)
    return len(rows)


def _actor(user: User, on: date) -> Actor:
    return actor_of(user=user, on=on)


def _moment(day: date, hour: int = 9, minute: int = 30) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.ZONE)


def _points(street: Union, user: User, on: date) -> JoinPoint:
    joint = Union._base_manager.filter(ancestors__contains=[street.pk], kind="joint").first()
    at = _moment(on - timedelta(days=40))
    made = [
        operations.make_point(actor=_actor(user, on), at=at, union=street, particulars=one)
        for one in (
            {
                "title": f"{street.name.removesuffix('总工会')}欢迎您加入工会",
                "kind": "union",
                "receiving": joint or street,
                "place": "街道职工服务站、快递网点",
            },
            {
                "title": "“骑手之家”集中入会日",
                "kind": "event",
                "receiving": joint or street,
                "place": "外卖配送站广场",
                "new_form_group": "food_rider",
            },
        )
    ]
    return made[0]


def _signature(name: str, number: int) -> bytes:
    """Return strokes that stand for a signature; no two alike."""
    picture = Image.new("RGB", (500, 200), "white")
    pen = ImageDraw.Draw(picture)
    for place in range(len(name) * 3):
        x, y = 40 + place * 38, 60 + (place * 37 + number * 23) % 80
        pen.line((x, y, x + 34, 60 + (place * 53 + number * 11) % 90), fill="#111", width=5)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def _apply(number: int, point: JoinPoint, street: Union, on: date) -> JoinApplication:
    at = _moment(on - timedelta(days=DAYS[number]), minute=number * 4)
    user = find_or_open_member(phone=f"139000{80000 + number}", person_id=None, name="", at=at)
    first17 = f"34082119{88 + number % 9:02d}0{number % 9 + 1}1{number % 10}{201 + number * 2}"
    firm = Employer._base_manager.filter(covered_by=None, area_union=street).order_by("pk").first()
    more = {"employer": firm} if number == 5 and firm else {"new_form_group": GROUPS[number % 4]}
    if number == 6:
        more = {"employer_name": UNKNOWN_FIRM}
    actor = Actor(user_id=user.pk, kind="member")
    with clock.use_clock(at), use_actor(actor):
        return operations.apply_to_join(
            actor=actor,
            at=at,
            point=point,
            wish=operations.Wish(
                name=NAMES[number], id_number=first17 + check_digit(first17), **more
            ),
            address=f"192.0.2.{number + 1}",
            signature=[_signature(NAMES[number], number)],
        )


def _refuse(refused: JoinApplication, user: User, on: date) -> None:
    """Refuse one, a week after it came, in place of a silent union.

    None is admitted: the demo's numbers of members are those of its sources, to the person.
    """
    at = refused.submitted_at + timedelta(days=7)
    with clock.use_clock(at), use_actor(actor := _actor(user, on)):
        operations.reject_application(
            actor=actor,
            at=at,
            application=refused,
            reason="签名与申请人姓名不一致，请本人重新签名后再提交。",
        )


def _record_twice(on: date) -> None:
    """Record a member of the demo's own union a second time, as a roster with a slip would."""
    union = User._base_manager.get(login="union").grants.get().union
    rows = Membership._base_manager.filter(union=union, state="active").select_related("person")
    held = rows.exclude(person__birth_on=None).order_by("pk")[3]
    person = held.person
    sex = 1 if person.sex == "1" else 2
    first17 = f"330211{person.birth_on:%Y%m%d}{900 + sex}"
    at = _moment(on - timedelta(days=20))
    with clock.use_clock(at), use_actor(SYSTEM):
        people.enrol_person(
            actor=SYSTEM,
            at=at,
            particulars=people.Particulars(
                name=person.name, id_number=first17 + check_digit(first17), education="20"
            ),
            union=union,
            terms=people.Terms(join_way="collective"),
        )
    people.find_duplicates(actor=SYSTEM, on=on)
