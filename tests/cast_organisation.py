"""What the cast has to do with union building: a firm being built at, a request, a plan, a grid."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import apps

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.crypto import new_data_key, wrap
from zhigong.base.fields import conceal
from zhigong.registry.employers.operations import open_employer
from zhigong.work.organisation import operations

if TYPE_CHECKING:
    from tests.cast import World

NOON = datetime(2026, 11, 21, 12, tzinfo=clock.ZONE)
PLAN = "动作,工会编号,新上级（并入）工会编号,新名称\n更名,{code},,宏远电子股份有限公司工会\n"


def add(world: "World") -> None:
    """Add it to a county that has its unions, people and users."""
    street, county, things = world.unions["street"], world.unions["county"], world.things
    officer, county_officer = world.actor("street_officer"), world.actor("county_officer")
    bare, idle = (
        open_employer(
            actor=SYSTEM, name=name, area_union=street, source="market", as_of=NOON.date(),
            workers=40,
        )
        for name in ("甬江轴承有限公司", "停业服饰有限公司")
    )  # fmt: skip
    with use_actor(officer):
        things["building"] = building = operations.open_founding(
            actor=officer, at=NOON, union=street, firms=[bare], name="甬江轴承有限公司工会",
            union_kind="grassroots", parent=street,
        )  # fmt: skip
        things["exemption"] = operations.ask_exemption(
            actor=officer, at=NOON, employer=idle, reason="idle", evidence="实地走访，已停产。",
            recheck_on=NOON.date() + timedelta(days=90),
        )  # fmt: skip
        things["grid"] = operations.save_grid(
            actor=officer,
            union=street,
            particulars={"name": "第一网格", "keeper": "周明", "phone": "", "bounds": ""},
        )
    key = wrap(new_data_key())
    things["candidate"] = apps.get_model("organisation", "Candidate").objects.create(
        building=building, name="王敏", data_key=key, id_cipher=conceal(key, "1"),
        body="union", post="chair",
    )  # fmt: skip
    with use_actor(county_officer):
        things["plan"] = operations.receive_plan(
            actor=county_officer, at=NOON, union=county, title="更名方案",
            effective_on=NOON.date(), file_name="方案.csv",
            chunks=[PLAN.format(code=world.unions["firm"].code).encode()],
        )  # fmt: skip
