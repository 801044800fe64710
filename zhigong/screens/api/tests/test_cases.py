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


def test_every_answer_that_does_not_fit_is_named_at_once(call: Call, world: World) -> None:
    answers = {
        "cause": "accident",
        "loss": ["1000"],
        "details": "短",
        "family": [{"name": "甲", "age": 3}],
        "incom": 3000,
        "consent_0": "no",
    }
    given = {"programme": "hardship_grant", "union": world.unions["firm"].code, "answers": answers}

    answer = call("officer", "POST", "/cases", given)

    wrong = {one["field"]: one["text"] for one in answer.json()["errors"]}
    assert answer.status_code == 422
    assert {"loss", "details", "family", "incom", "consent_0", "income", "card"} <= set(wrong)
    assert wrong["incom"] == "这个事项没有这一项。"
    assert "age" in wrong["family"]
    assert answer.json()["field"] in wrong
    assert Case._base_manager.filter(programme_code="hardship_grant").count() == 0


@pytest.mark.parametrize("day", [[1], 20261102, {"day": 2}, True, 1.5, None, ""])
def test_a_day_that_is_none_is_named_whatever_it_is(call: Call, world: World, day: Any) -> None:
    given = {"programme": "hospital_visit", "union": world.unions["firm"].code}

    answer = call("officer", "POST", "/cases", {**given, "answers": {**VISIT, "admitted_on": day}})

    assert (answer.status_code, answer.json()["field"]) == (422, "admitted_on")


def test_more_rows_than_a_table_takes_are_refused_not_dropped(call: Call, world: World) -> None:
    rows = [{"name": f"第{n}人", "relation": "子女"} for n in range(9)]
    given = {"programme": "hardship_grant", "union": world.unions["firm"].code}

    answer = call("officer", "POST", "/cases", {**given, "answers": {"family": rows}})

    wrong = {one["field"]: one["text"] for one in answer.json()["errors"]}
    assert "最多8行" in wrong["family"]


def test_one_key_of_two_callers_opens_two_cases(call: Call, world: World) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    below = {**NEW, "union": world.unions["firm"].code}

    first = call("officer", "POST", "/cases", below, **key)
    other = call("clerk", "POST", "/cases", below, **key)

    assert first.status_code == other.status_code == 201
    assert first.json()["number"] != other.json()["number"]


def _store(world: World, who: str, code: str = "proof", **more: Any) -> Any:
    file = SimpleUploadedFile("住院证明.txt", "入院通知。".encode(), content_type="text/plain")
    given = {"programme": "hospital_visit", "union": world.unions["firm"].code, **more}
    return Client(raise_request_exception=False).post(
        "/api/v1/documents",
        {**given, "code": code, "file": file},
        headers={"Authorization": f"Bearer zg_{who}"},
    )


VISIT = {
    "hospital": "第一医院",
    "admitted_on": "2026-11-02",
    "illness": "骨折",
    "phone": "13800001234",
    "consent_0": True,
}


def test_a_case_is_opened_with_the_papers_stored_before(call: Call, world: World) -> None:
    person = world.things["person"].pk
    paper = _store(world, "officer", person_id=person).json()
    given = {
        "programme": "hospital_visit",
        "union": world.unions["firm"].code,
        "person_id": person,
        "answers": VISIT,
    }
    named = [{"code": "proof", "document": paper["document"]}]

    without = call("officer", "POST", "/cases", given)
    opened = call("officer", "POST", "/cases", {**given, "papers": named})
    again = call("officer", "POST", "/cases", {**given, "papers": named})

    assert (without.status_code, without.json()["code"]) == (422, "papers_missing")
    assert opened.status_code == 201
    assert [one["document"] for one in opened.json()["papers"]] == [paper["document"]]
    assert (again.status_code, again.json()["field"]) == (422, "papers")


def test_a_paper_of_nobody_is_refused_as_on_the_pages(call: Call, world: World) -> None:
    assert _store(world, "outsider").status_code == 404
    assert _store(world, "viewer").status_code == 403
    assert _store(world, "officer", code="nothing").json()["field"] == "code"
    new = {**NEW, "union": world.unions["firm"].code}
    strange = [{"code": "proof", "document": str(uuid4())}]
    assert call("officer", "POST", "/cases", {**new, "papers": strange}).status_code == 422


def test_a_returned_case_is_mended_and_goes_back(call: Call, world: World) -> None:
    case, step = world.things["case"], world.things["step"]
    mend = f"/cases/{case.number}/correction"
    assert call("officer", "POST", mend, {}).status_code == 409
    address = f"/cases/{case.number}/steps/{step.pk}/decision"
    call("officer", "POST", address, {"decision": "return", "reason": "请写明时间"})

    wrong = call("officer", "POST", mend, {"answers": {"details": "短"}})
    done = call(
        "officer", "POST", mend, {"answers": {"details": "十一月二日夜班温度过高，请处理。"}}
    )

    assert (wrong.status_code, wrong.json()["field"]) == (422, "details")
    assert (done.status_code, done.json()["state"]) == (200, "handling")
    assert done.json()["answers"]["details"].startswith("十一月二日")
    assert call("outsider", "POST", mend, {}).status_code == 404


def test_an_unknown_state_is_no_empty_list(call: Call) -> None:
    assert call("viewer", "GET", "/cases?state=bogus").status_code == 422
    assert call("viewer", "GET", "/cases?state=handling").status_code == 200


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


def test_an_applicant_urges_and_withdraws_through_another_platform(
    call: Call, world: World
) -> None:
    address = f"/cases/{world.things['case'].number}"

    urged = call("officer", "POST", f"{address}/urging")
    again = call("officer", "POST", f"{address}/urging")
    gone = call("officer", "POST", f"{address}/withdrawal", {"reason": "单位已解决"})
    twice = call("officer", "POST", f"{address}/withdrawal", {})

    assert (urged.status_code, again.status_code) == (200, 422)
    assert again.json()["code"] == "urged_already"
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    assert gone.json()["result"] == "单位已解决"
    assert twice.status_code == 422
    assert call("outsider", "POST", f"{address}/urging").status_code == 404
    assert call("viewer", "POST", f"{address}/withdrawal", {}).status_code == 403


def test_an_applicant_rates_through_another_platform_once(call: Call, world: World) -> None:
    case, step = world.things["case"], world.things["step"]
    address = f"/cases/{case.number}/rating"
    early = call("officer", "POST", address, {"stars": 5})
    done = {"decision": "pass", "reason": "已加装排风设备"}
    call("officer", "POST", f"/cases/{case.number}/steps/{step.pk}/decision", done)

    wrong = call("officer", "POST", address, {"stars": 6})
    rated = call("officer", "POST", address, {"stars": 4, "text": "很快", "conduct": {"x": True}})
    again = call("officer", "POST", address, {"stars": 1})

    assert [one.status_code for one in (early, wrong, rated, again)] == [422, 422, 200, 422]
    assert rated.json()["stars"] == 4
    (line,) = call("viewer", "GET", f"/cases/{case.number}/ratings").json()
    assert line["stars"] == 4
    assert call("outsider", "POST", address, {"stars": 5}).status_code == 404
