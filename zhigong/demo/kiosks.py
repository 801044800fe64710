"""Hall screens of the demo: one anybody may stand before, one that lost its network, a new one."""

from datetime import datetime, timedelta

from zhigong.base.actor import SYSTEM
from zhigong.registry.unions.models import Union
from zhigong.screens.kiosk.models import Kiosk
from zhigong.screens.kiosk.operations import register_kiosk, try_demo

SCREENS = (
    ("服务大厅1号机", "一楼大厅入口左侧", "seen"),
    ("服务大厅2号机", "一楼等候区", "lost"),
    ("职工之家终端", "二楼书屋门口", "new"),
)
LOST_FOR = timedelta(hours=3)


def stand_screens(*, at: datetime) -> int:
    """Register the screens at the top union; return how many there are.

    :param at: real time, aware: whether a screen answers does not follow the business date.
    """
    top = Union.objects.trusted("the demo fills an empty installation").get(parent=None)
    for name, place, state in SCREENS:
        kiosk, _code = register_kiosk(actor=SYSTEM, at=at, union=top, name=name, place=place)
        if state == "seen":
            try_demo(at=at)
        elif state == "lost":
            kiosk.paired_at, kiosk.last_seen_at = at - 2 * LOST_FOR, at - LOST_FOR
            kiosk.setup_blind = kiosk.setup_until = None
            kiosk.save()
    return Kiosk._base_manager.count()
