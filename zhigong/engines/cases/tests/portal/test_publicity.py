"""What is publicised, and objections."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from zhigong.base.clock import use_clock
from zhigong.engines.cases.contract import (
    CaseState,
)
from zhigong.engines.cases.jobs import close_publicity
from zhigong.engines.cases.models import Case
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
