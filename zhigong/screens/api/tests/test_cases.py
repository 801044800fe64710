"""Cases over the API: the same doors and refusals as the pages."""

from typing import Any
from uuid import uuid4

import pytest

from tests.cast import NOON, World
from zhigong.engines.cases.models import CaseRating
from zhigong.screens.api.tests.conftest import Call

NEW = {"programme": "suggestion", "answers": {"details": "建议在车间门口增设饮水点。"}}


@pytest.fixture
def new(world: World) -> dict[str, Any]:
    return {**NEW, "union": world.unions["firm"].code}


def test_the_catalogue_says_what_is_asked_and_by_whom_it_is_decided(call: Call) -> None:
    listed = call("viewer", "GET", "/programmes").json()
    one = call("viewer", "GET", "/programmes/hardship_grant").json()

    assert len(listed) >= 14
    assert [step["code"] for step in one["definition"]["route"]] == [
        "review",
        "street",
        "decide",
        "publicity",
        "deliver",
    ]
    assert call("viewer", "GET", "/programmes/nothing").status_code == 404


def test_a_case_is_opened_once_by_its_key(call: Call, new: dict[str, Any]) -> None:
    key = str(uuid4())

    first = call("officer", "POST", "/cases", new, **{"Idempotency-Key": key})
    again = call("officer", "POST", "/cases", new, **{"Idempotency-Key": key})

    assert first.status_code == again.status_code == 201
    assert first.json()["number"] == again.json()["number"]
    assert first.json()["steps"][0]["state"] == "waiting"


def test_an_answer_that_does_not_fit_is_named(call: Call, new: dict[str, Any]) -> None:
    answer = call("officer", "POST", "/cases", {**new, "answers": {"details": "短"}})

    assert answer.status_code == 422
    assert answer.json()["field"] == "details"
    assert "具体情况" in answer.json()["text"]


def test_a_step_is_decided_and_the_second_is_told(call: Call, world: World) -> None:
    case, step = world.things["case"], world.things["step"]
    address = f"/cases/{case.number}/steps/{step.pk}/decision"

    done = call("officer", "POST", address, {"decision": "pass", "reason": "已加装排风设备"})
    again = call("officer", "POST", address, {"decision": "pass"})

    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert done.json()["result"] == "已加装排风设备"
    assert (again.status_code, again.json()["code"]) == (409, "step_decided_already")


def test_a_case_elsewhere_is_not_found(call: Call, world: World) -> None:
    number = world.things["case"].number

    assert call("outsider", "GET", f"/cases/{number}").status_code == 404
    assert call("viewer", "GET", f"/cases/{number}").json()["answers"]["phone"] == "138****1234"
    rows = call("outsider", "GET", "/cases").json()["items"]
    assert number not in [row["number"] for row in rows]


def test_a_step_goes_to_the_next_street_and_up(call: Call, world: World) -> None:
    case, step = world.things["case"], world.things["step"]
    address = f"/cases/{case.number}/steps/{step.pk}/move"
    target = world.unions["other_street"].code

    without = call("officer", "POST", address, {"way": "transfer", "reason": "不属于本单位"})
    moved = call(
        "officer", "POST", address, {"way": "transfer", "union": target, "reason": "不属于本单位"}
    )

    assert (without.status_code, without.json()["field"]) == (422, "union")
    assert [s["state"] for s in moved.json()["steps"]] == ["moved", "waiting"]
    assert moved.json()["steps"][1]["unit"] == target


def test_few_ratings_are_not_told_apart(call: Call, world: World) -> None:
    CaseRating.objects.create(case=world.things["case"], round=0, stars=2, rated_at=NOON)

    said = call("viewer", "GET", "/programmes/appeal/ratings").json()

    assert said == {"cases": 1, "average": None, "stars": {}}
