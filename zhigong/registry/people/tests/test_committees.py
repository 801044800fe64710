"""Who sits in the committees of a union: given from its page, refused where it does not fit."""

from datetime import timedelta

import pytest

from zhigong.registry.audit.models import Entry
from zhigong.registry.people import operations as ops
from zhigong.registry.people.models import Officer
from zhigong.registry.people.tests.factories import TODAY, make_member
from zhigong.registry.people.tests.test_views import text, visit
from zhigong.registry.unions.contract import UNION_PANELS
from zhigong.registry.unions.operations import set_committee

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(tree, county_officer):
    return [
        make_member(county_officer, tree.pump, name=name, phone=phone)
        for name, phone in (
            ("王小明", "13812345678"),
            ("李小红", "13812345679"),
            ("李小红", "13912340000"),
        )
    ]


def seated(officer, union, **data):
    given = {"post": "audit_member", "starts_on": str(TODAY), "duty": "", **data}
    return visit(officer, "seat", union.code, data=given)


def tab(actor, union):
    panel = next(one for one in UNION_PANELS.entries() if one.code == "committees")
    return panel.context(actor, union.pk)


def test_a_post_is_given_from_the_page_of_the_union(tree, members, pump_officer):
    done = seated(
        pump_officer, tree.pump, who="王小明", duty="宣教", front_line="on", model_worker="on"
    )

    assert done["Location"].endswith(f"/{tree.pump.code}/?tab=committees")
    officer = Officer.objects.get()
    assert (officer.person, officer.duty) == (members[0].person, "宣教")
    assert (officer.front_line, officer.model_worker, officer.full_time) == (True, True, False)
    assert Entry.objects.filter(verb="people.appoint_officer", union_id=tree.pump.pk).count() == 1


def test_a_name_two_people_share_is_asked_for_again(tree, members, pump_officer):
    page = seated(pump_officer, tree.pump, who="李小红")

    assert page.status_code == 422
    assert "有2位会员符合" in text(page)
    assert "138****5679" in text(page)
    assert "13812345679" not in text(page)
    seated(pump_officer, tree.pump, who="13912340000")
    assert Officer.objects.get().person == members[2].person


def test_only_people_of_the_union_and_only_by_its_officers(
    tree, members, mill_officer, pump_officer, county_officer
):
    from django.http import Http404  # noqa: PLC0415

    make_member(county_officer, tree.mill, name="赵大磨")

    assert "没有找到这位会员" in text(seated(pump_officer, tree.pump, who="赵大磨"))
    with pytest.raises((Http404, type(tree.pump).DoesNotExist)):
        seated(mill_officer, tree.pump, who="王小明")
    assert not Officer.objects.exists()


@pytest.mark.parametrize(
    ("first", "second"), [("chair", "audit_chair"), ("audit_member", "finance")]
)
def test_nobody_is_given_the_audit_of_her_own_books(tree, members, pump_officer, first, second):
    seated(pump_officer, tree.pump, who="王小明", post=first)
    page = seated(pump_officer, tree.pump, who="王小明", post=second)

    assert page.status_code == 422
    assert "经审人员不能同时担任" in text(page)
    assert Officer.objects.count() == 1

    ops.end_office(actor=pump_officer, officer=Officer.objects.get(), on=TODAY + timedelta(days=1))
    seated(pump_officer, tree.pump, who="王小明", post=second)
    assert Officer.objects.count() == 2


def test_the_tab_shows_who_sits_where_and_what_does_not_fit(
    tree, members, pump_officer, county_officer
):
    set_committee(actor=county_officer, union=tree.pump, kind="women", form="committee", on=TODAY)
    seated(pump_officer, tree.pump, who="王小明", post="chair", front_line="on")
    seated(pump_officer, tree.pump, who="13812345679", post="group_leader")

    shown = tab(pump_officer, tree.pump)
    union, audit, women = shown["bodies"]

    assert [one.person.name for one in union.officers] == ["王小明"]
    assert union.shares[0] == ("一线职工", 1, 1.0)
    assert union.remarks[0][0] == "应为3至5人，现登记1人。"
    assert (union.next_post, audit.next_post) == ("member", "audit_chair")
    assert audit.remarks == []
    assert women.remarks[0][0] == "已登记设立，但还没有登记组成人员。"
    assert [one.person.name for one in shown["others"]] == ["李小红"]
    assert shown["may_appoint"]


def test_an_office_ended_from_the_union_page_returns_there(tree, members, pump_officer):
    seated(pump_officer, tree.pump, who="王小明", post="chair", starts_on="2026-01-01")

    done = visit(pump_officer, "end_office", Officer.objects.get().pk, data={"back": "union"})

    assert done["Location"].endswith("?tab=committees")
    assert Officer.objects.get().ends_before == TODAY
