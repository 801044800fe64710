"""The API: who calls, what it sees, what it changes, and how it refuses."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, World
from zhigong.base.actor import SYSTEM
from zhigong.base.jobs import run_job
from zhigong.base.models import Job
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts.models import MachineToken
from zhigong.registry.audit.models import Entry
from zhigong.registry.people.models import Membership, Person, Transfer
from zhigong.screens.api.queries import reference
from zhigong.screens.api.tests.conftest import Call
from zhigong.work.membership import jobs

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def items(answer: Any) -> list[dict[str, Any]]:
    """Return the rows of a list."""
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_nobody_enters_without_a_key(call: Call) -> None:
    for headers in ({}, {"Authorization": "Bearer zg_wrong"}, {"Authorization": "Basic eA=="}):
        answer = call("", "GET", "/unions", **headers)

        assert answer.status_code == 401
        assert answer.json()["code"] == "not_signed_in"


def test_a_key_says_who_it_is(call: Call, world: World) -> None:
    said = call("viewer", "GET", "/me").json()

    assert (said["name"], said["kind"]) == ("viewer", "machine")
    assert [power["union"] for power in said["powers"]] == [world.unions["street"].code]
    assert "people.view" in said["powers"][0]["abilities"]


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_a_revoked_or_expired_key_is_nobody(call: Call, change: dict[str, Any]) -> None:
    MachineToken.objects.filter(name="viewer").update(**change)

    assert call("viewer", "GET", "/me").status_code == 401


def test_a_browser_that_is_logged_in_may_read_but_not_write(world: World) -> None:
    client = world.client("street_officer")

    read = client.get("/api/v1/unions")
    elsewhere = client.get("/api/v1/unions", headers={"Sec-Fetch-Site": "cross-site"})
    written = client.post("/api/v1/memberships", "{}", content_type="application/json")

    assert (read.status_code, elsewhere.status_code, written.status_code) == (200, 401, 401)


def test_a_key_is_issued_to_an_account_with_its_second_factor(call: Call, world: World) -> None:
    security = world.users["security"]
    accounts.enrol_totp(user=security, secret=SECRET, at=timezone.now(), actor=SYSTEM)
    step = int(timezone.now().timestamp()) // 30
    asked = {
        "login": "security",
        "password": PASSWORD,
        "code": _totp(step),
        "name": "区数据局",
        "union": world.unions["street"].code,
        "abilities": ["people.view"],
        "days": 30,
    }

    made = call("", "POST", "/tokens", asked)

    assert made.status_code == 201, made.content
    header = {"Authorization": f"Bearer {made.json()['token']}"}
    assert call("", "GET", "/me", **header).json()["powers"] == [
        {"union": world.unions["street"].code, "abilities": ["people.view"]}
    ]
    assert call("", "POST", "/tokens", asked | {"password": "wrong"}).status_code == 422
    assert call("", "POST", "/tokens", asked | {"code": "000000"}).status_code == 422


def _totp(step: int) -> str:
    """Return the code of RFC 6238 for a step."""
    digest = hmac.digest(base64.b32decode(SECRET), step.to_bytes(8, "big"), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def test_a_key_is_not_issued_to_who_may_not_issue_keys(call: Call, world: World) -> None:
    accounts.enrol_totp(user=world.users["officer"], secret=SECRET, at=timezone.now(), actor=SYSTEM)
    step = int(timezone.now().timestamp()) // 30
    asked = {
        "login": "officer",
        "password": PASSWORD,
        "code": _totp(step),
        "name": "x",
        "union": world.unions["firm"].code,
        "abilities": ["people.view"],
    }

    assert call("", "POST", "/tokens", asked).status_code == 403


def test_lists_show_what_lies_in_scope_alone(call: Call, world: World) -> None:
    unions = {name: union.code for name, union in world.unions.items()}

    seen = {row["code"] for row in items(call("viewer", "GET", "/unions"))}
    people = {row["name"] for row in items(call("viewer", "GET", "/people"))}
    employers = {row["name"] for row in items(call("viewer", "GET", "/employers"))}

    assert seen == {unions["street"], unions["firm"], unions["sibling"]}
    assert people == {"王小花", "李建国", "赵敏", "郭两记"}
    assert employers == {"宏远电子有限公司", "甬江轴承有限公司", "停业服饰有限公司"}


def test_a_list_is_read_in_parts_each_row_once(call: Call) -> None:
    found, cursor = [], ""
    while cursor is not None:
        answer = call("county_officer", "GET", f"/unions?limit=2&cursor={cursor}").json()
        assert len(answer["items"]) <= 2
        found += [row["code"] for row in answer["items"]]
        cursor = answer["next"]

    whole = [row["code"] for row in items(call("county_officer", "GET", "/unions"))]
    assert found == whole == sorted(whole)
    assert len(whole) == 6


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIiwiYiJd", "e30", "中"])
def test_a_cursor_that_is_none_is_refused(call: Call, cursor: str) -> None:
    answer = call("viewer", "GET", f"/people?cursor={quote(cursor, safe='%')}")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_the_tree_of_a_day_begins_at_the_top_the_caller_sees(call: Call, world: World) -> None:
    nodes = call("viewer", "GET", "/unions/tree").json()

    assert [(node["name"], node["parent"]) for node in nodes] == [
        ("招宝山街道总工会", None),
        ("宏远电子有限公司工会", world.unions["street"].code),
        ("招宝服饰有限公司工会", world.unions["street"].code),
    ]
    assert call("viewer", "GET", "/unions/tree?on=1990-01-01").json() == []


def test_a_person_is_shown_masked(call: Call, world: World) -> None:
    person = call("viewer", "GET", f"/people/{world.things['person'].pk}").json()

    assert person["name"] == "王小花"
    assert "*" in person["id_number"]
    assert "19900307" not in person["id_number"]
    assert [held["state"] for held in person["memberships"]] == ["active"]


def test_an_identity_in_clear_wants_an_ability_and_a_reason_and_leaves_an_entry(
    call: Call, world: World
) -> None:
    path = f"/people/{world.things['person'].pk}/identity"
    before = Entry.objects.count()

    denied = call("viewer", "GET", path, **{"X-Reason": "check"})
    silent = call("officer", "GET", path)
    opened = call("officer", "GET", path, **{"X-Reason": quote("核对参保信息")})

    assert (denied.status_code, silent.status_code) == (403, 422)
    assert opened.json()["id_number"].startswith("33021119900307")
    entry = Entry.objects.order_by("-pk")[0]
    assert entry.reason == "核对参保信息"
    assert Entry.objects.count() == before + 1


def test_a_person_joins_and_leaves(call: Call, world: World) -> None:
    joining = {
        "union": world.unions["firm"].code,
        "person": {"name": "孙一鸣", "id_number": "11010519491231002X"},
        "employer": world.things["employer"].code,
        "pending": True,
    }

    opened = call("officer", "POST", "/memberships", joining)
    path = f"/memberships/{opened.json()['id']}"
    approved = call("officer", "POST", f"{path}/approve", {})
    ended = call("officer", "POST", f"{path}/end", {"way": "leave", "reason": "本人申请"})
    again = call("officer", "POST", f"{path}/end", {"way": "leave"})

    assert (opened.status_code, opened.json()["state"]) == (201, "pending"), opened.content
    assert opened.json()["employer"] == world.things["employer"].code
    assert (approved.status_code, approved.json()["state"]) == (200, "active")
    assert (ended.status_code, ended.json()["state"]) == (200, "left")
    assert (again.status_code, again.json()["code"]) == (422, "move_not_allowed")


def test_a_refused_membership_leaves_no_person_behind(call: Call, world: World) -> None:
    people = Person.objects.count()
    body = {
        "union": world.unions["firm"].code,
        "person": {"name": "孙一鸣", "id_number": "11010519491231002X"},
        "starts_on": "2099-01-01",
    }

    refused = call("officer", "POST", "/memberships", body)
    nobody = call("officer", "POST", "/memberships", {"union": world.unions["firm"].code})

    assert (refused.status_code, nobody.status_code) == (422, 422)
    assert nobody.json()["code"] == "who_missing"
    assert Person.objects.count() == people


def test_a_member_elsewhere_is_asked_for_not_taken(call: Call, world: World) -> None:
    body = {"union": world.unions["firm"].code, "person_id": world.things["moving"].pk}

    answer = call("street_officer", "POST", "/memberships", body)

    assert answer.status_code == 422
    assert Membership.objects.filter(person=world.things["moving"]).count() == 1


def test_a_transfer_is_offered_accepted_and_objected_to(call: Call, world: World) -> None:
    path = f"/transfers/{world.things['transfer'].pk}"
    asked = {
        "person_id": world.things["person"].pk,
        "to_union": world.unions["sibling"].code,
    }

    offered = call("street_officer", "POST", "/transfers", asked)
    outside = call("outsider", "POST", "/transfers", asked | {"to_union": "GH999"})
    accepted = call("officer", "POST", f"{path}/accept", {})
    objected = call("officer", "POST", f"{path}/object", {"reason": "欠缴会费"})

    assert offered.status_code == 201, offered.content
    assert outside.status_code == 404
    assert accepted.status_code == 200, accepted.content
    assert objected.status_code in (403, 404, 422)
    listed = items(call("street_officer", "GET", "/transfers"))
    assert {row["person_name"] for row in listed} == {"王小花", "李建国"}
    assert Transfer.objects.count() == 2


def test_coverage_counts_what_the_rows_say(call: Call, world: World) -> None:
    code = world.unions["street"].code

    figures = {f["code"]: f for f in call("leader", "GET", f"/unions/{code}/coverage").json()}
    gap = call("leader", "GET", f"/unions/{code}/gaps/verified?limit=1").json()
    unknown = call("leader", "GET", f"/unions/{code}/gaps/nothing")

    verified = figures["verified"]
    assert verified["denominator"] - verified["numerator"] == verified["gap"]
    assert len(gap["items"]) == min(1, verified["gap_rows"])
    assert unknown.status_code == 404


def test_a_roster_is_uploaded_checked_and_committed(world: World) -> None:
    client = Client(headers={"Authorization": "Bearer zg_officer"})
    text = "姓名,身份证号,手机号\n孙一鸣,11010519491231002X,13812345678\n孙二,123,\n"
    file = SimpleUploadedFile("名册.csv", text.encode(), content_type="text/csv")

    made = client.post("/api/v1/imports", {"file": file, "union": world.unions["firm"].code})
    assert made.status_code == 201, made.content
    path = f"/api/v1/imports/{made.json()['id']}"
    early = client.post(f"{path}/commit")
    run_job(Job.objects.exclude(pk=world.things["job"].pk).get().id, jobs.check_batch)
    checked = client.get(path).json()
    rows = client.get(f"{path}/rows").json()["items"]
    committed = client.post(f"{path}/commit")

    assert (early.status_code, early.json()["code"]) == (422, "not_checked")
    assert checked["state"] == "checked"
    assert checked["can_commit"] is True
    assert [row["action"] for row in rows] == ["new", "refuse"]
    assert any(code.startswith("error:") for code in rows[1]["findings"])
    assert committed.status_code == 202, committed.content
    assert committed.json()["state"] == "committing"


def test_an_upload_that_is_no_workbook_is_refused_in_words(world: World) -> None:
    client = Client(headers={"Authorization": "Bearer zg_officer"})
    file = SimpleUploadedFile("名册.xlsx", b"nothing")

    answer = client.post("/api/v1/imports", {"file": file, "union": world.unions["firm"].code})

    assert answer.status_code == 422
    assert "不是表格文件" in answer.json()["text"]


def test_every_refusal_has_the_same_form(call: Call, world: World) -> None:
    person = world.things["stranger"].pk
    answers = [
        call("", "GET", "/unions"),
        call("auditor", "GET", "/people"),
        call("officer", "GET", f"/people/{person}"),
        call("officer", "GET", "/unions?limit=0"),
        call("officer", "POST", "/memberships", {}),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 404, 422, 422]
    for answer in answers:
        assert set(answer.json()) - {"errors"} == {"code", "text", "field"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nonsense", 404, "not_found"),
        ("POST", "/nonsense/1?a=b", 404, "not_found"),
        ("GET", "/unions/", 404, "not_found"),
        ("PATCH", "/unions", 405, "method_not_allowed"),
        ("DELETE", "/memberships/1/end", 405, "method_not_allowed"),
        ("GET", "/unions?q=%00", 400, "bad_request"),
    ],
)
def test_what_no_operation_answers_is_refused_in_the_same_form(
    call: Call, method: str, path: str, status: int, code: str
) -> None:
    for who in ("officer", ""):
        answer = call(who, method, path)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert set(answer.json()) - {"errors"} == {"code", "text", "field"}
        assert ("Allow" in answer.headers) is (status == 405)
        assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_a_fault_is_told_in_form_without_what_broke(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**given: Any) -> Any:
        raise RuntimeError("secret words")

    monkeypatch.setattr("zhigong.registry.unions.queries.codes_of", break_down)

    answer = call("officer", "GET", "/me")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("body", ["{", "{'union': 1}", '{"union": '])
def test_a_body_that_is_no_json_is_refused_as_described(world: World, body: str) -> None:
    header = {"Authorization": "Bearer zg_officer"}

    answer = Client().post(
        "/api/v1/memberships", body, content_type="application/json", headers=header
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert "JSON" in answer.json()["text"]
    written = json.loads((settings.BASE_DIR / "docs/openapi.json").read_text())
    assert "400" in written["paths"]["/api/v1/memberships"]["post"]["responses"]


def test_a_refusal_names_the_ability_that_is_missing(call: Call) -> None:
    answer = call("auditor", "GET", "/people")

    assert answer.status_code == 403
    assert answer.json()["text"].startswith("没有权限“查看职工名册”（people.view）")


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/openapi.json"])
def test_the_reference_is_for_who_hands_out_keys(world: World, path: str) -> None:
    expected = {"anonymous": 302, "officer": 403, "security": 200}

    for who, status in expected.items():
        assert world.client(who).get(path).status_code == status


def test_the_reference_names_every_operation_and_loads_nothing_from_elsewhere(
    world: World,
) -> None:
    page = world.client("security").get("/api/v1/docs")

    text = page.content.decode()
    told = {one.code for group in reference() for one in group.operations}
    operations = json.loads((settings.BASE_DIR / "docs/openapi.json").read_text())["paths"]
    assert told == {o["operationId"] for methods in operations.values() for o in methods.values()}
    assert all(f'id="{code}"' in text for code in told)
    assert "://" not in text.replace("http://www.w3.org", "").replace("http://testserver/api", "")


def test_the_reference_says_what_is_sent_and_answered() -> None:
    known = {one.code: one for group in reference() for one in group.operations}

    upload = {part.name: part for part in known["upload_import"].sent}
    assert (upload["file"].kind, upload["file"].is_required) == ("文件", True)
    assert upload["mode"].limits == "可取：incremental、reconcile；默认 incremental"
    listed = {part.name: part for part in known["list_people"].sent}
    assert listed["limit"].limits == "1–200；默认 50"
    answered = [part.name for part in known["list_people"].answered]
    assert "items[].name" in answered
    assert known["read_identity"].sent[1].name == "X-Reason"


def test_the_committed_description_is_true() -> None:
    call_command("export_openapi", "--check")


def test_a_description_that_is_not_true_is_told_with_the_difference(tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    call_command("export_openapi", "--file", str(file))
    file.write_text(file.read_text().replace("read_union", "read_onion"))

    done = subprocess.run(
        [sys.executable, "manage.py", "export_openapi", "--check", "--file", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "read_onion" in done.stderr
