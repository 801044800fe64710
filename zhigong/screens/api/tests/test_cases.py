"""Cases over the API: the same doors and refusals as the pages."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import NOON, World
from zhigong.engines.cases.models import Case, CaseRating
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


def test_moves_and_ratings_are_read_case_by_case(call: Call, world: World) -> None:
    number = world.things["case"].number
    moves = call("viewer", "GET", f"/cases/{number}/moves").json()
    assert [one["verb"] for one in moves][:1] == ["opened"]
    assert call("viewer", "GET", f"/cases/{number}/ratings").json() == []
    CaseRating.objects.create(case=world.things["case"], round=0, stars=2, rated_at=NOON)
    (rated,) = call("viewer", "GET", f"/cases/{number}/ratings").json()
    assert (rated["round"], rated["stars"]) == (0, 2)
    for resource in ("moves", "ratings", "documents"):
        assert call("outsider", "GET", f"/cases/{number}/{resource}").status_code == 404


def _hand_in(world: World, who: str, code: str = "proof", **headers: str) -> Any:
    file = SimpleUploadedFile("照片.txt", "现场情况。".encode(), content_type="text/plain")
    return Client(raise_request_exception=False).post(
        f"/api/v1/cases/{world.things['case'].number}/documents",
        {"code": code, "file": file},
        headers={"Authorization": f"Bearer zg_{who}", **headers},
    )


def test_a_document_is_added_once_by_its_key_and_read_again(call: Call, world: World) -> None:
    number, key = world.things["case"].number, {"Idempotency-Key": str(uuid4())}
    before = len(call("officer", "GET", f"/cases/{number}/documents").json())
    first = _hand_in(world, "officer", **key)
    again = _hand_in(world, "officer", **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    listed = call("officer", "GET", f"/cases/{number}/documents").json()
    assert len(listed) == before + 1
    address = f"/cases/{number}/documents/{first.json()['document']}"
    body = b"".join(call("officer", "GET", address).streaming_content)
    assert body.decode() == "现场情况。"
    assert call("outsider", "GET", address).status_code == 404


def test_a_document_is_refused_as_on_the_pages(call: Call, world: World) -> None:
    assert _hand_in(world, "outsider").status_code == 404
    assert _hand_in(world, "viewer").status_code == 403
    unknown = _hand_in(world, "officer", code="nothing")
    assert (unknown.status_code, unknown.json()["field"]) == (422, "code")
    Case._base_manager.filter(pk=world.things["case"].pk).update(state="done", closed_at=NOON)
    assert _hand_in(world, "officer").status_code == 409
