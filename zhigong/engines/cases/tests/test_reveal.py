"""A masked answer is opened for a reason, with a record, by who may open identities there."""

import pytest

from tests.cast import World, build, undone
from zhigong.engines.cases.queries import answers_of
from zhigong.registry.audit.models import Entry


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with undone():
        yield build()


def address(world: World, question: str = "phone") -> str:
    return f"/desk/cases/{world.things['case'].number}/reveal/{question}/"


def test_the_page_of_a_case_shows_numbers_masked(world):
    page = world.client("officer").get(f"/desk/cases/{world.things['case'].number}/")

    assert b"138****1234" in page.content
    assert b"13800001234" not in page.content


def test_a_number_is_opened_for_a_reason_and_recorded(world):
    client = world.client("officer")
    before = Entry.objects.count()

    without = client.post(address(world), {"reason": " "}, headers={"HX-Request": "true"})
    opened = client.post(address(world), {"reason": "联系职工核实情况"})

    assert without.status_code == 422
    assert b"13800001234" not in without.content
    assert b"13800001234" in opened.content
    entries = Entry.objects.order_by("-id")[: Entry.objects.count() - before]
    assert [entry.reason for entry in entries] == ["联系职工核实情况"]


def test_who_mends_a_returned_case_sees_no_number_and_loses_none(world):
    case, step, client = world.things["case"], world.things["step"], world.client("officer")
    client.post(
        f"/desk/cases/steps/{step.pk}/decide/", {"decision": "return", "reason": "请写明车间"}
    )
    address = f"/desk/cases/{case.number}/correct/"

    page = client.get(address)
    client.post(address, {"details": "二车间通风不好，希望加装排风设备。"})

    assert b"138****1234" in page.content
    assert b"13800001234" not in page.content
    case.refresh_from_db()
    assert case.state == "handling"
    assert answers_of(case) == {
        "details": "二车间通风不好，希望加装排风设备。",
        "phone": "13800001234",
    }


def test_only_numbers_of_ones_own_scope_can_be_opened(world):
    reason = {"reason": "联系职工核实情况"}

    assert world.client("officer").post(address(world, "details"), reason).status_code == 404
    assert world.client("outsider").post(address(world), reason).status_code == 404
    assert world.client("viewer").post(address(world), reason).status_code == 403
