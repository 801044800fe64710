"""Every POST is done once by its key, however often it is sent."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.cast import World, example_for
from zhigong.base.models import AnsweredRequest
from zhigong.base.once import KEPT_FOR, OnceByKey, forget_answers
from zhigong.engines.cases.models import Case, CaseEntry
from zhigong.registry.accounts.models import MachineToken
from zhigong.screens.api.api import api
from zhigong.screens.api.tests.conftest import Call

NEW = {"programme": "suggestion", "answers": {"details": "建议在车间门口增设饮水点。"}}


@pytest.fixture
def new(world: World) -> dict[str, Any]:
    return {**NEW, "union": world.unions["firm"].code}


def key(text: str = "") -> dict[str, str]:
    return {"Idempotency-Key": text or str(uuid4())}


def posts() -> list[tuple[str, dict[str, Any]]]:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return [(path, ways["post"]) for path, ways in sorted(paths.items()) if "post" in ways]


@pytest.mark.parametrize(("path", "way"), posts(), ids=lambda one: one if str(one) == one else "")
def test_every_post_says_that_it_takes_a_key_and_asks_it(
    path: str, way: dict[str, Any], world: World
) -> None:
    named = [one["name"] for one in way["parameters"] if one["in"] == "header"]
    assert named == ["Idempotency-Key"]
    assert "409" in {str(status) for status in way["responses"]}
    address = re.sub(
        r"\{(\w+)\}",
        lambda found: str(
            example_for(world, route=f"api:{way['operationId']}", argument=found[1]).value
        ),
        path,
    )
    refused = Client().post(
        address,
        "{}",
        content_type="application/json",
        headers={"Authorization": "Bearer zg_officer", "Idempotency-Key": "no-uuid"},
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_invalid")


def test_the_same_request_is_answered_as_before_and_done_once(
    call: Call, new: dict[str, Any]
) -> None:
    named = key()
    first = call("officer", "POST", "/cases", new, **named)
    again = call("officer", "POST", "/cases", new, **named)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    number = first.json()["number"]
    assert Case._base_manager.filter(number=number).count() == 1
    other = call("officer", "POST", "/cases", new, **key())
    assert other.json()["number"] != number


def test_a_decision_sent_twice_is_no_lost_race(call: Call, world: World) -> None:
    case, step = world.things["case"], world.things["step"]
    address = f"/cases/{case.number}/steps/{step.pk}/decision"
    named, said = key(), {"decision": "pass", "reason": "已加装排风设备"}
    first = call("officer", "POST", address, said, **named)
    again = call("officer", "POST", address, said, **named)
    plain = call("officer", "POST", address, said)

    assert [one.status_code for one in (first, again, plain)] == [200, 200, 409]
    assert again.json() == first.json()
    assert CaseEntry.objects.filter(case=case, verb="step_pass").count() == 1


def test_the_same_key_with_another_body_is_refused(call: Call, new: dict[str, Any]) -> None:
    named = key()
    call("officer", "POST", "/cases", new, **named)
    other = {**new, "answers": {"details": "建议在车间门口增设两个饮水点。"}}
    refused = call("officer", "POST", "/cases", other, **named)

    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_reused")


def test_what_was_refused_is_looked_at_again(call: Call, new: dict[str, Any]) -> None:
    named = key()
    wrong = {**new, "answers": {"details": "短"}}
    assert call("officer", "POST", "/cases", wrong, **named).status_code == 422
    assert not AnsweredRequest.objects.exists()
    assert call("officer", "POST", "/cases", new, **named).status_code == 201


def test_an_answer_is_its_callers_alone_and_ends_with_her_key(
    call: Call, new: dict[str, Any], world: World
) -> None:
    named = key()
    call("officer", "POST", "/cases", new, **named)
    elsewhere = call("outsider", "POST", "/cases", new, **named)
    assert elsewhere.status_code == 404
    MachineToken.objects.filter(name="officer").update(revoked_at=timezone.now())
    assert call("officer", "POST", "/cases", new, **named).status_code == 401


def test_an_answer_lies_sealed_and_is_forgotten_after_a_day(
    call: Call, new: dict[str, Any]
) -> None:
    number = call("officer", "POST", "/cases", new, **key()).json()["number"]
    row = AnsweredRequest.objects.get()
    assert number.encode() not in bytes(row.body_cipher)
    assert forget_answers(at=row.made_at + KEPT_FOR / 2) == 0
    assert forget_answers(at=row.made_at + KEPT_FOR) == 1
    assert not AnsweredRequest.objects.exists()


def test_a_fault_keeps_neither_the_work_nor_the_answer(world: World, rf: Any) -> None:
    def break_down(request: Any) -> HttpResponse:
        Case._base_manager.filter(pk=world.things["case"].pk).update(title="半途")
        return HttpResponse(status=500)

    request = rf.post("/api/v1/cases", "{}", content_type="application/json", headers=key())
    assert OnceByKey(break_down)(request).status_code == 500
    assert not AnsweredRequest.objects.exists()
    assert Case._base_manager.get(pk=world.things["case"].pk).title != "半途"
