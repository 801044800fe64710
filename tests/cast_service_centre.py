"""What the cast has to do with the service centre: letters, boxes, stations, petitions, gifts."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from django.apps import apps

from zhigong.base import clock
from zhigong.base.crypto import encrypt, new_data_key, wrap
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.queries import get_programme
from zhigong.work.service_centre import operations as box

if TYPE_CHECKING:
    from tests.cast import World

NOON = datetime(2026, 11, 21, 12, tzinfo=clock.ZONE)
LONG_AGO = date(2025, 1, 1)
YESTERDAY = date(2026, 11, 20)


def add(world: "World") -> None:
    """Add it to a county that has its unions, people and users."""
    _boxes(world)
    _centre(world)


def _boxes(world: "World") -> None:
    """A letter nobody signed, and a box on a wall that was opened at noon."""
    firm, key = world.unions["firm"], new_data_key()
    world.things["letter"] = letter = apps.get_model("service_centre", "Letter").objects.create(
        union=firm, day=YESTERDAY, matter="other", code_blind=uuid4(), data_key=wrap(key)
    )
    letter.texts.create(turn=1, is_from_union=False, day=YESTERDAY, text=encrypt(key, "饭菜太咸。"))
    world.things["opening"] = box.open_box(
        actor=world.actor("officer"), at=NOON, union=firm, place="门卫室", letters=1
    )
    particulars = {
        "level": "centre",
        "name": "宏远员工诉求中心",
        "place": "食堂一楼",
        "head": "周明",
    }
    world.things["station"] = box.register_station(
        actor=world.actor("officer"),
        union=firm,
        particulars=particulars
        | {"hours": "每周二 16:30", "phone": "86251234", "starts_on": LONG_AGO},
    )


def _centre(world: "World") -> None:
    """A petition the county took up, and a farewell at the firm on a sheet to be signed."""
    things, officer = world.things, world.actor("county_officer")
    common = {"at": NOON, "union": world.unions["firm"], "person": things["stranger"]}
    petition = cases.open_case(
        actor=officer,
        programme=get_programme("petition"),
        answers={"people": 1, "nature": "petition", "details": "工龄认定问题。"},
        **common,
    )
    cases.decide_step(
        actor=officer, at=NOON, step=petition.steps.get(), decision=Decision.PASS, reason="受理"
    )
    things["petition"] = petition
    things["petition_step"] = petition.steps.get(state="waiting")
    things["farewell"] = farewell = cases.open_case(
        actor=world.actor("member"),
        programme=get_programme("retirement_farewell"),
        answers={"retired_on": "2026-11-01"},
        **common,
    )
    firm = world.actor("officer")
    cases.decide_step(
        actor=firm, at=NOON, step=farewell.steps.get(), decision=Decision.PASS, reason="同意"
    )
    box.record_gift(actor=firm, at=NOON, case=farewell, amount=Decimal(800))
    things["voucher"] = box.make_voucher(actor=firm, at=NOON, cases=[farewell])
    things["group_file"] = box.open_group_file(
        actor=firm,
        union=world.unions["firm"],
        on=NOON.date(),
        particulars={
            "title": "老厂区职工工龄认定",
            "kind": "legacy",
            "people": 36,
            "since": LONG_AGO,
            "demand": "认定改制前的工龄。",
        },
    )
    things["visit"] = box.record_visit(
        actor=firm,
        at=NOON,
        union=world.unions["firm"],
        particulars={"visited_on": YESTERDAY, "cadres": "周明", "met": 12, "summary": "车间走访"},
        opinions=["希望食堂增加夜宵。"],
    )
