"""Starting the demo: load it once, remember which, open the accounts of its cast."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from zhigong.base import clock
from zhigong.base.models import Setting
from zhigong.demo.cases import open_cases
from zhigong.demo.composed import compose_programmes
from zhigong.demo.hotline import open_tickets
from zhigong.demo.joining import open_joining
from zhigong.demo.kiosks import stand_screens
from zhigong.demo.load import load
from zhigong.demo.organisation import fill_organisation
from zhigong.demo.reception import open_halls
from zhigong.demo.scales import SCALES
from zhigong.demo.service_centre import fill_centre, open_stations
from zhigong.demo.staff import open_accounts
from zhigong.demo.tasks import hand_out_tasks
from zhigong.engines.indicators.operations import rebuild
from zhigong.registry.audit.operations import seal
from zhigong.registry.unions.models import Union

KEY = "demo"
NOON = time(12, 0)
"""How far back the demo's trends go."""


class AlreadyInUse(RuntimeError):
    """The database holds other data; the demo never mixes with it."""


def loaded() -> dict[str, str] | None:
    """Return the scale and day of the demo in this database, if there is one."""
    row = Setting.objects.filter(key=KEY).first()
    return dict(row.value) if row else None


def start_demo(*, scale: str, on: date, say: Callable[[str], object]) -> bool:
    """Load the demo unless it is there; return whether anything was loaded.

    :raises AlreadyInUse: the database holds another demo or real work.
    """
    wanted = {"scale": scale, "as_of": on.isoformat()}
    there = loaded()
    if there == wanted:
        return False
    if there is not None or Union.objects.exists():
        raise AlreadyInUse(f"数据库中已有数据（{there or '非演示数据'}），演示数据只能装入空库。")
    say(f"Loading the {scale} demo … 正在载入演示数据……")
    with clock.use_clock(datetime.combine(on, NOON, clock.ZONE)), transaction.atomic():
        plan = load(scale, on, say)
        open_accounts(plan)
        say(f"诉求中心（站） {open_stations(on=on)} 个")
        say(f"办件 {open_cases(scale=scale, on=on)} 件")
        fill_centre(on=on)
        say(f"自编事项 {compose_programmes(on=on)} 个")
        say(f"排队号 {open_halls(scale=scale, on=on)} 个")
        say(f"自助终端 {stand_screens(at=timezone.now())} 台")
        say(f"热线工单 {open_tickets(scale=scale, on=on)} 件")
        say(f"建会与选举 {fill_organisation(on=on)} 件")
        say(f"入会申请 {open_joining(on=on)} 件")
        say("正在记入指标事实")
        rebuild(today=on, since=on - timedelta(days=SCALES[scale].days_counted))
        say(f"任务 {hand_out_tasks(on=on)} 项")
        Setting.objects.create(key=KEY, starts_on=on, value=wanted, source="demo")
    with clock.use_clock(datetime.combine(on, NOON, clock.ZONE)):
        seal()
    return True
