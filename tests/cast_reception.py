"""What the cast has to do with the hall: a window, a number, a roster, a reception day, a team."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from zhigong.base import clock
from zhigong.work.reception import operations as reception
from zhigong.work.reception.rules import Pattern

if TYPE_CHECKING:
    from tests.cast import World

NOON = datetime(2026, 11, 21, 12, tzinfo=clock.ZONE)


def add(world: "World") -> None:
    """What the firm's union receives people with: a hall, a roster, a day, a team."""
    hall = _add_hall(world)
    _add_advisers(world, hall)
    _add_reception_day(world)


def _add_hall(world: "World") -> Any:
    """A hall that is always open, with a window and somebody who waits."""
    known = {"actor": world.actor("officer")}
    hall = reception.open_hall(
        **known,
        union=world.unions["firm"],
        name="职工服务站",
        address="厂区东门",
        priorities=["aged", "pregnant"],
    )
    reception.add_hours(
        **known, hall=hall, weekdays=range(7), opens_at=time(0), closes_at=time(23, 59)
    )
    group = reception.set_group(**known, hall=hall, prefix="A", title="综合服务")
    window = reception.set_window(**known, hall=hall, number=1, title="综合", groups=[group])
    world.things |= {"hall": hall, "group": group, "window": window}
    world.things["ticket"] = reception.take_number(
        **known, at=NOON, hall=hall, group=group, channel="desk"
    )
    return hall


def _add_advisers(world: "World", hall: Any) -> None:
    """A lawyer on duty, and a team she belongs to."""
    known = {"actor": world.actor("officer")}
    adviser = reception.set_adviser(
        **known, union=world.unions["firm"], name="孙律师", kind="lawyer"
    )
    (duty,) = reception.plan_duty(
        **known,
        adviser=adviser,
        hall=hall,
        pattern=Pattern(5, NOON.date(), NOON.date() + timedelta(days=1)),
        begins_at=time(9),
        ends_at=time(17),
    )
    world.things["team"] = reception.set_team(
        **known,
        union=world.unions["firm"],
        name="三师服务团",
        subjects="欠薪、工伤",
        members=[adviser],
    )
    world.things |= {"adviser": adviser, "duty": duty}


def _add_reception_day(world: "World") -> None:
    """A published day with somebody's appointment."""
    known = {"actor": world.actor("officer")}
    reception_day = reception.plan_reception(
        **known,
        union=world.unions["firm"],
        host="林芳 主席",
        place="工会办公室",
        day=NOON.date() + timedelta(days=3),
        begins_at=time(9),
        ends_at=time(11),
    )
    reception.publish_reception(**known, reception=reception_day)
    appointment = reception.book_reception(
        actor=world.actor("member"),
        at=NOON,
        reception=reception_day,
        slot_at=time(9),
        matter="食堂饭菜和夜班补贴",
    )
    world.things |= {"reception": reception_day, "appointment": appointment}
