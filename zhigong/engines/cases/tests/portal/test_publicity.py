"""What is publicised, and objections."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from zhigong.base.actor import SYSTEM
from zhigong.base.clock import use_clock
from zhigong.engines.cases.contract import (
    CaseState,
)
from zhigong.engines.cases.jobs import close_publicity
from zhigong.engines.cases.models import Case, Objection
from zhigong.engines.cases.operations import object_to_case, settle_objection
from zhigong.engines.cases.tests.factories import NOON
from zhigong.engines.cases.tests.portal.pages import (
    PUBLICITY,
    client_of,
    opened,
    text,
    to,
)

pytestmark = pytest.mark.django_db


def test_what_is_publicised_shows_no_full_name_and_is_not_indexed(member, publicised):
    page = text(Client().get(to("publicity")))

    assert "王**" in page
    assert "王小明" not in page
    assert "noindex" in page
    assert "2026-11-20 至 2026-11-27" in page


def test_a_publicity_is_gone_when_its_window_is_over(member, publicised):
    with use_clock(NOON + timedelta(days=8)):
        assert "现在没有公示" in text(Client().get(to("publicity")))
        fresh = client_of(member.user)
        assert fresh.get(to("objection", publicised.number)).status_code == 404


def test_a_publicity_that_is_over_goes_on_by_itself(member, publicised):
    close_publicity(timestamp=0)
    assert Case._base_manager.get().state == CaseState.PUBLICISED

    with use_clock(NOON + timedelta(days=8)):
        close_publicity(timestamp=0)

    assert Case._base_manager.get().state == CaseState.DONE


def test_a_confidential_case_is_never_publicised(member, people, offer):
    secret = replace(PUBLICITY, code="secret", is_confidential=True)
    offer(secret)
    opened(people, member, secret)

    assert "现在没有公示" in text(Client().get(to("publicity")))


def test_a_member_objects_and_a_visitor_is_asked_to_log_in(member, publicised):
    address = to("objection", publicised.number)
    assert Client().get(address).status_code == 302
    text(member.client.post(address, {"text": " "}), 422)

    answer = member.client.post(address, {"text": "情况不实"}, follow=True)

    assert "异议已提交" in text(answer)
    assert publicised.objections.get().person_id == member.person.pk


def test_one_objection_that_holds_answers_all_and_everybody_is_told(member, publicised, people):
    for words in ("收入不实", "不在本单位"):
        member.client.post(to("objection", publicised.number), {"text": words})
    first = Objection._base_manager.get(text="收入不实")
    settle_objection(
        actor=SYSTEM, at=NOON, objection=first, is_upheld=True, answer="经核查，收入不实。"
    )

    other = Objection._base_manager.get(text="不在本单位")
    assert other.is_upheld
    assert other.answer == "另一条异议已经成立，这件办件不予批准。经核查，收入不实。"
    told = apps.get_model("messaging", "Message").objects.filter(notice="objection_settled")
    assert told.count() == 2
    page = text(member.client.get(to("publicity")))
    assert "我提出的异议" in page
    assert "经核查，收入不实。" in page


def test_nobody_reads_what_others_said(member, publicised, people):
    object_to_case(actor=SYSTEM, at=NOON, case=Case._base_manager.get(), text="别人的话")

    page = text(member.client.get(to("publicity")))
    assert "别人的话" not in page
