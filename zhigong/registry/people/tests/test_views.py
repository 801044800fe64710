import time
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from zhigong.base.actor import ANONYMOUS, use_actor
from zhigong.base.clock import use_clock
from zhigong.base.requests import guarded
from zhigong.registry.audit.models import Entry
from zhigong.registry.people import contract, queries
from zhigong.registry.people import operations as ops
from zhigong.registry.people.models import Membership, Person, Transfer
from zhigong.registry.people.tests.factories import (
    NOON,
    TODAY,
    id_number,
    make_actor,
    make_member,
)

pytestmark = pytest.mark.django_db


def visit(actor, name, *args, data=None, query="", htmx=False):
    """Serve one page as the middleware would, for an actor."""
    path = reverse(f"people:{name}", args=args) + query
    factory = RequestFactory()
    request = factory.get(path) if data is None else factory.post(path, data)
    request.actor, request.user = actor, SimpleNamespace(is_authenticated=True, pk=actor.user_id)
    request.htmx, request.session = htmx, SessionStore()
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    match = resolve(request.path_info)
    with use_clock(NOON), guarded(), use_actor(actor):
        response = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
    return response


def text(response):
    return response.content.decode()


@pytest.fixture
def member(tree, county_officer):
    return make_member(county_officer, tree.pump, name="王小明", phone="13812345678")


def test_the_roster_shows_masked_identities_and_only_the_scope(
    tree, member, county_officer, pump_officer
):
    make_member(county_officer, tree.mill, name="李四")

    page = text(visit(pump_officer, "list"))

    assert "王小明" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "李四" not in page
    assert "李四" in text(visit(county_officer, "list"))


@pytest.mark.parametrize(
    "words", ["王小明", "小明", "王", "wxm", "wang xiao", "wangxiaoming", "13812345678", "ID"]
)
def test_the_roster_finds_a_person_by_what_people_type(words, tree, member, county_officer):
    make_member(county_officer, tree.pump, name="李四")
    typed = words
    if words == "ID":
        typed = ops.open_identity(
            actor=county_officer, person=member.person, fields=["id_number"], reason="测试查询"
        )["id_number"]

    page = text(visit(county_officer, "list", query=f"?q={typed}"))

    assert "王小明" in page
    assert "李四" not in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("强", "只有一个字时仅按姓氏查找"),
        ("w", "只有一个字时仅按姓氏查找"),
        ("5678", "须输入完整的手机号（11位）或证件号"),
        ("1381234567", "须输入完整的手机号（11位）或证件号"),
        ("13912345678", "请检查查询条件"),
        ("330211199003071235", "请检查查询条件"),
        ("赵强", "请检查查询条件"),
    ],
)
def test_a_search_that_cannot_find_anybody_says_what_to_type(words, said, member, county_officer):
    page = text(visit(county_officer, "list", query=f"?q={words}"))

    assert "没有符合条件的记录" in page
    assert said in page


def test_the_roster_takes_few_statements_however_long_it_is(tree, county_officer):
    for number in range(22):
        make_member(county_officer, tree.pump, name=f"王{chr(0x4E00 + number)}")

    with CaptureQueriesContext(connection) as captured:
        page = visit(county_officer, "list", query=f"?q=王&under={tree.east.code}&size=20")

    assert "共 <b>22</b> 条" in text(page)
    # Choices, outline of the scope, page, count, what waits; the log-in takes three more.
    assert len(captured) <= 5


def test_filters_narrow_to_a_subtree_and_to_ended_memberships(tree, member, county_officer):
    other = make_member(county_officer, tree.mill, name="李四")
    ops.end_membership(actor=county_officer, at=NOON, membership=other, way="leave")

    assert "王小明" in text(visit(county_officer, "list", query=f"?unit={tree.east.code}"))
    assert "王小明" not in text(visit(county_officer, "list", query=f"?under={tree.mill.code}"))
    page = text(visit(county_officer, "list", query="?state=left"))
    assert "李四" in page
    assert "王小明" not in page


@pytest.mark.parametrize("tab", ["overview", "memberships", "changes"])
def test_the_page_of_a_person_is_404_outside_the_scope(
    tab, tree, member, county_officer, mill_officer
):
    ops.change_person(
        actor=county_officer, at=NOON, person=member.person, changes={"education": "20"},
        reason="补填学历",
    )  # fmt: skip
    page = text(visit(county_officer, "detail", member.person_id, query=f"?tab={tab}"))

    assert "王小明" in page
    assert "13812345678" not in page
    if tab == "changes":
        assert "补填学历" in page
        assert "学历" in page
    with pytest.raises(Http404):
        visit(mill_officer, "detail", member.person_id)


def test_a_masked_field_opens_for_a_reason_alone(tree, member, county_officer):
    entries = Entry.objects.count()

    refused = visit(county_officer, "reveal", member.person_id, "phone", data={"reason": ""})
    opened = visit(
        county_officer, "reveal", member.person_id, "phone", data={"reason": "电话回访"}, htmx=True
    )

    assert refused.status_code == 422
    assert "13812345678" in text(opened)
    assert Entry.objects.count() == entries + 1


def test_a_reason_of_blanks_leaves_the_field_masked_and_asks_beside_it(
    tree, member, county_officer
):
    entries = Entry.objects.count()

    refused = visit(
        county_officer, "reveal", member.person_id, "phone", data={"reason": "    "}, htmx=True
    )

    assert refused.status_code == 422
    assert "138****5678" in text(refused)
    assert "请写明查看原因" in text(refused)
    assert 'name="reason"' in text(refused)
    assert "<html" not in text(refused)
    assert Entry.objects.count() == entries


def test_somebody_is_enrolled_from_the_form(tree, county_officer):
    given = {"name": "张 三", "id_number": id_number(), "phone": "139 1234 5678",
             "union": tree.pump.code, "post": "焊工"}  # fmt: skip

    response = visit(county_officer, "enrol", data=given)

    person = Person.objects.get()
    assert response.status_code == 302
    assert (person.name, person.memberships.get().post) == ("张三", "焊工")


def test_what_was_typed_stays_when_the_form_is_refused(tree, county_officer):
    response = visit(
        county_officer, "enrol",
        data={"name": "张三", "id_number": "330203199003071233", "union": tree.pump.code},
    )  # fmt: skip

    assert response.status_code == 422
    assert "证件号码有误" in text(response)
    assert "张三" in text(response)
    assert not Person.objects.exists()


def test_a_member_of_another_union_is_accepted_only_when_that_is_asked_for(
    tree, member, county_officer
):
    number = ops.open_identity(
        actor=county_officer, person=member.person, fields=["id_number"], reason="测试查询"
    )["id_number"]
    given = {"name": "王小明", "id_number": number, "union": tree.mill.code}

    refused = visit(county_officer, "enrol", data=given)
    accepted = visit(county_officer, "enrol", data=given | {"transfer": "on"})

    assert "会籍在其他工会" in text(refused)
    assert accepted.status_code == 302
    assert Transfer.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("move", "given", "state"),
    [
        ("retain", {"cause": "retired", "on": TODAY}, "retained"),
        ("end", {"way": "leave", "on": TODAY}, "left"),
    ],
)
def test_a_membership_is_moved_from_its_form(move, given, state, member, county_officer):
    assert visit(county_officer, "move", member.person_id, move).status_code == 200

    response = visit(county_officer, "move", member.person_id, move, data=given)

    member.refresh_from_db()
    assert (response.status_code, member.state) == (302, state)


def test_chosen_rows_are_moved_one_by_one_and_strangers_left_alone(
    tree, member, county_officer, pump_officer
):
    stranger = make_member(county_officer, tree.mill)
    ids = [member.pk, stranger.pk]

    asked = visit(pump_officer, "retain_many", data={"ids": ids})
    visit(
        pump_officer, "retain_many",
        data={"ids": ids, "confirmed": "1", "cause": "retired", "on": TODAY},
    )  # fmt: skip

    assert "保留原因" in text(asked)
    states = dict(Membership.objects.values_list("pk", "state"))
    assert states == {member.pk: "retained", stranger.pk: "active"}


def test_the_inbox_of_transfers_shows_each_side_what_it_may_do(
    tree, member, mill_officer, pump_officer, county_officer
):
    transfer = ops.offer_transfer(
        actor=mill_officer, at=NOON, person=member.person, to_union=tree.mill
    )
    assert "王小明" in text(visit(mill_officer, "transfers"))
    assert "接收会籍" in text(visit(mill_officer, "transfer", transfer.pk))
    visit(mill_officer, "answer", transfer.pk, "accept", data={})
    assert "提出异议" in text(visit(pump_officer, "transfer", transfer.pk))
    blank = visit(pump_officer, "answer", transfer.pk, "object", data={"reason": "   "})
    assert blank.status_code == 422
    assert 'id="id_reason_error"' in text(blank)
    assert "办理过程" in text(blank)
    visit(pump_officer, "answer", transfer.pk, "object", data={"reason": "仍在本单位"})
    assert "等待上级工会裁定" in text(visit(mill_officer, "transfer", transfer.pk))
    assert "裁定异议" in text(visit(county_officer, "transfer", transfer.pk))
    assert queries.transfers_waiting(actor=county_officer, on=TODAY) == 1
    assert queries.transfers_waiting(actor=mill_officer, on=TODAY) == 0

    visit(
        county_officer, "answer", transfer.pk, "decide", data={"passes": "yes", "reason": "已核实"}
    )

    transfer.refresh_from_db()
    assert transfer.state == "completed"
    assert queries.transfers_waiting(actor=county_officer, on=TODAY) == 0


def test_a_member_sees_her_own_record_masked_and_confirms_it(tree, member):
    me = make_actor(None, person_id=member.person_id)

    page = text(visit(me, "mine"))
    visit(me, "confirm", data={})

    assert tree.pump.name in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert Person.objects.get().confidence == "self"


def test_a_member_sees_who_opened_her_masked_fields_and_why(tree, member, county_officer):
    me = make_actor(None, person_id=member.person_id)
    other = make_member(county_officer, tree.pump, name="李四")
    assert reverse("people:readings") in text(visit(me, "mine"))
    assert "没有人查看过" in text(visit(me, "readings"))
    with use_clock(NOON):
        for person, fields, reason in (
            (member.person, ["phone"], "电话回访 13812345678"),
            (member.person, ["id_number", "phone"], "核对参保"),
            (other.person, ["phone"], "别人的事"),
        ):
            ops.open_identity(actor=county_officer, person=person, fields=fields, reason=reason)

    page = text(visit(me, "readings"))

    assert page.index("核对参保") < page.index("电话回访")
    assert f"{tree.pump.name} · 工作人员" in page
    assert "证件号、手机号" in page
    assert "13812345678" not in page
    assert "别人的事" not in page
    assert "没有人查看过" not in page
    with pytest.raises(PermissionDenied):
        visit(county_officer, "readings")


def test_a_member_is_told_the_office_of_who_opened_her_fields(tree, member, county_officer):
    held = contract._offices
    asked = (county_officer.user_id, TODAY)
    contract.use_offices(lambda pairs: dict.fromkeys(pairs & {asked}, "区总工会 · 管理员"))
    with use_clock(NOON):
        ops.open_identity(
            actor=county_officer, person=member.person, fields=["phone"], reason="电话回访"
        )

    shown = queries.own_readings(actor=make_actor(None, person_id=member.person_id))
    contract.use_offices(held)

    assert [(one.who, one.title) for one in shown] == [("区总工会 · 管理员", "手机号")]


def test_a_card_is_checked_at_any_desk_and_shows_no_more_than_its_face(tree, member, mill_officer):
    me = make_actor(None, person_id=member.person_id)
    card = text(visit(me, "card"))
    code = queries.issue_card_code(actor=me)

    shown = text(visit(mill_officer, "verify_card", data={"code": code}))

    assert "王**" in card
    assert "王小明" not in card
    assert "<svg" in text(visit(me, "card_code"))
    assert "有效会员证" in shown
    assert "13812345678" not in shown
    # A scanner types behind what stands in the field: it is empty for the next card.
    assert code not in shown


def test_an_old_or_changed_code_is_refused_in_plain_words(member, mill_officer, monkeypatch):
    me = make_actor(None, person_id=member.person_id)
    code = queries.issue_card_code(actor=me)
    # A character in the middle of the signature: the last one carries only some of its bits.
    changed = code[:-9] + ("B" if code[-9] == "A" else "A") + code[-8:]

    assert "不是有效的会员证二维码" in text(
        visit(mill_officer, "verify_card", data={"code": changed})
    )
    later = time.time() + 90
    monkeypatch.setattr(time, "time", lambda: later)
    assert "已过期" in text(visit(mill_officer, "verify_card", data={"code": code}))


def test_pages_ask_for_a_login_and_an_ability(tree, member, county_officer):
    nobody = make_actor(tree.county, abilities=())

    assert visit(ANONYMOUS, "list").status_code == 302
    for name, *args in (("list",), ("enrol",), ("transfers",), ("detail", member.person_id)):
        with pytest.raises(PermissionDenied):
            visit(nobody, name, *args)
    viewer = make_actor(tree.county, abilities={"people.view"})
    for move in ("retain", "end", "restore", "refuse"):
        with pytest.raises(PermissionDenied):
            visit(viewer, "move", member.person_id, move)
