"""Pages of union building: what is typed stays, a refusal stands beside its field, lists lead on."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhigong.base.actor import SYSTEM
from zhigong.registry.unions.operations import set_term
from zhigong.registry.unions.tests.pages import client_for
from zhigong.work.organisation import operations, queries
from zhigong.work.organisation.models import Building, Candidate, ExemptionRequest, HealthCard, Plan
from zhigong.work.organisation.tests.conftest import (
    NOON,
    PDF,
    TODAY,
    id_number,
    stand_union,
    votes_for,
)

pytestmark = pytest.mark.django_db
TODAY_TEXT = f"{TODAY:%Y-%m-%d}"


@pytest.fixture
def street(staff, settings):
    """The street's clerk at her desk."""
    return client_for(staff.east, settings)


def url(name, *args):
    return reverse(f"organisation:{name}", args=args)


def scan():
    return SimpleUploadedFile("盖章件.pdf", PDF, "application/pdf")


def test_a_firm_goes_from_the_list_into_a_building(street, firm, tree):
    employer = firm()
    page = street.get(url("unfounded")).content.decode()
    assert employer.name in page
    assert url("start_founding", employer.code) in page

    filled = street.get(url("start_founding", employer.code)).content.decode()
    assert f"{employer.name}工会委员会" in filled
    sent = {"name": "甬江轴承工会", "union_kind": "grassroots", "parent": tree.east.code}
    answer = street.post(url("start_founding", employer.code), sent)

    building = Building.objects.trusted("test").get()
    assert answer.url == url("building", building.case.number)
    assert "正在建会" in street.get(url("unfounded")).content.decode()


def test_what_was_typed_stays_when_a_joint_union_lacks_its_firms(street, firm, tree):
    employer = firm()
    sent = {
        "name": "东街联合工会", "union_kind": "joint", "parent": tree.east.code,
        "others": "没有这个单位",
    }  # fmt: skip

    page = street.post(url("start_founding", employer.code), sent)

    text = page.content.decode()
    assert page.status_code == 422
    assert "没有找到“没有这个单位”" in text
    assert "东街联合工会" in text
    assert not Building.objects.trusted("test").exists()


def test_a_step_wants_its_sealed_scan_and_keeps_the_words(street, found, step):
    building = found()
    step(building, "contact", met="王经理", workers=60, agreed="yes")
    address = url("act", building.case.number, "step")
    typed = {"stage": "petition", "done_on": TODAY_TEXT, "words": "已与单位商定名称"}

    refused = street.post(address, typed)
    assert refused.status_code == 422
    assert "已与单位商定名称" in refused.content.decode()

    answer = street.post(address, typed | {"scan": scan()})
    building.refresh_from_db()
    assert (answer.status_code, building.stage) == (302, "approve")


def test_a_form_of_a_step_that_is_over_changes_nothing(street, found, step):
    building = found()
    step(building, "contact", met="王经理", workers=60, agreed="yes")
    stale = {"stage": "contact", "done_on": TODAY_TEXT, "scan": scan()}

    page = street.post(url("act", building.case.number, "step"), stale)

    building.refresh_from_db()
    assert (page.status_code, building.stage) == (409, "petition")


def test_a_relative_of_the_head_is_refused_beside_the_field(street, to_candidates):
    building = to_candidates()
    sent = {
        "name": "王大海", "id_number": id_number(1), "post": "chair", "standing": "kin",
        "engagement": "part_time",
    }  # fmt: skip

    page = street.post(url("add_candidate", building.case.number), sent)

    assert page.status_code == 422
    assert "近亲属" in page.content.decode()
    assert not Candidate.objects.trusted("test").exists()
    answer = street.post(url("add_candidate", building.case.number), sent | {"standing": ""})
    assert answer.status_code == 302
    assert "王大海" in street.get(url("building", building.case.number)).content.decode()
    assert id_number(1) not in street.get(answer.url).content.decode()


def test_a_tie_asks_for_the_votes_of_the_second_ballot(street, to_election):
    building = to_election()
    rows = Candidate.objects.trusted("test").filter(building=building, body="union")
    third, fourth = list(rows.order_by("pk"))[2:]
    tie = {f"votes_{third.pk}": 25, f"votes_{fourth.pk}": 25}
    sent = {"stage": "elect", "done_on": TODAY_TEXT, **votes_for(building, **tie)}
    address = url("act", building.case.number, "step")

    text = street.post(address, sent).content.decode()
    assert f"{third.name}重新投票得票" in text

    again = {f"again_{third.pk}": 12, f"again_{fourth.pk}": 22}
    assert street.post(address, sent | again).status_code == 302
    fourth.refresh_from_db()
    assert fourth.is_elected


def test_a_request_goes_from_the_street_to_the_county(street, staff, settings, firm):
    idle = firm()
    sent = {
        "reason": "idle", "evidence": "厂房已停租",
        "recheck_on": f"{TODAY + timedelta(days=90):%Y-%m-%d}",
    }  # fmt: skip
    assert street.post(url("ask_exemption", idle.code), sent).status_code == 302
    request = ExemptionRequest.objects.trusted("test").get()
    assert "不能审批自己提出的申请" in street.get(url("exemption", request.pk)).content.decode()

    county = client_for(staff.county, settings)
    refused = county.post(url("exemption", request.pk), {"is_granted": "no", "words": ""})
    assert refused.status_code == 422
    assert county.post(url("exemption", request.pk), {"is_granted": "yes"}).status_code == 302

    assert idle.name in county.get(url("unfounded_state", "exempt")).content.decode()
    assert idle.name not in county.get(url("unfounded")).content.decode()


def test_an_election_is_begun_from_the_list_of_terms_that_end(street, tree):
    union = stand_union("宏远工会", "grassroots", tree.east)
    set_term(actor=SYSTEM, union=union, number=1, starts_on=date(2021, 10, 1), years=5)

    page = street.get(url("terms")).content.decode()
    assert url("start_election", union.code) in page
    answer = street.post(url("start_election", union.code), {"kind": "renewal"})

    assert Building.objects.trusted("test").get().union == union
    assert "/building/" in answer.url


def test_a_plan_shows_its_faults_row_by_row(staff, settings, tree):
    county = client_for(staff.county, settings)
    table = f"动作,工会编号,新上级（并入）工会编号,新名称\n调整隶属,{tree.east.code},{tree.east.code},\n"
    sent = {
        "union": tree.county.code, "title": "调整方案", "effective_on": TODAY_TEXT,
        "file": SimpleUploadedFile("方案.csv", table.encode(), "text/csv"),
    }  # fmt: skip

    answer = county.post(url("upload_plan"), sent)

    text = county.get(answer.url).content.decode()
    assert "工会不能调整到自己之下" in text
    plan = Plan.objects.trusted("test").get()
    county.post(url("plan_deed", plan.pk, "schedule"))
    plan.refresh_from_db()
    assert plan.state == "checked"


def test_a_health_card_leads_to_what_mends_it(street, tree):
    union = stand_union("宏远工会", "grassroots", tree.east)
    street.post(url("refresh_health", union.code))

    listed = street.get(url("health")).content.decode()
    page = street.get(reverse("unions:detail", args=[union.code]) + "?tab=health").content.decode()

    assert "没有主席" in listed
    assert url("start_election", union.code) in page
    assert operations.count_health(actor=SYSTEM, at=NOON, union_ids=[union.pk]) == 1


def test_whatever_a_union_lacks_its_page_leads_to_where_it_is_mended(street, tree):
    union = stand_union("宏远工会", "grassroots", tree.east)
    operations.count_health(actor=SYSTEM, at=NOON, union_ids=[union.pk])
    card = HealthCard.objects.trusted("test").get(union=union)
    card.missing = list(queries.LACKS)
    card.save()

    page = street.get(reverse("unions:detail", args=[union.code]) + "?tab=health")

    text = page.content.decode()
    assert page.status_code == 200
    for title, step, _route in queries.LACKS.values():
        assert title in text
        assert step in text
    assert reverse("membership:upload_roster") in text


def test_the_lists_ask_the_database_a_bounded_number_of_times(
    street, firm, tree, django_assert_max_num_queries
):
    for number in range(6):
        firm(f"企业{number}有限公司")

    with django_assert_max_num_queries(12):
        assert street.get(url("unfounded")).status_code == 200
    with django_assert_max_num_queries(12):
        assert street.get(url("buildings")).status_code == 200
    with django_assert_max_num_queries(12):
        assert street.get(url("terms")).status_code == 200
