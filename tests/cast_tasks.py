"""What the cast has to do with tasks: one at the firm, a list below it, a duty."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhigong.base import clock
from zhigong.engines.tasks import operations as tasks
from zhigong.engines.tasks.contract import GivenRow, Order, Share

if TYPE_CHECKING:
    from tests.cast import World

NOON = datetime(2026, 11, 21, 12, tzinfo=clock.ZONE)


def add(world: "World") -> None:
    """Add it to a county that has its unions, people and users."""
    firm, things = world.unions["firm"], world.things
    officer = world.actor("officer")
    asked = Order(
        title="走访困难职工",
        instructions="本月底前走访并登记。",
        due_on=NOON.date() + timedelta(days=20),
    )
    rows = (GivenRow("free", label="走访一车间"), GivenRow("free", label="走访二车间"))
    made = tasks.hand_out(
        actor=officer, at=NOON, issuer=firm, order=asked, shares=[Share(firm.pk, rows)]
    )
    things["hand_out"] = made
    things["task"] = made.tasks.get()
    things["duty_of_tasks"] = tasks.save_duty(
        actor=officer,
        at=NOON,
        issuer=firm,
        title="每月走访",
        unit="人",
        starts_on=NOON.date(),
    )
