"""The queue of call-backs on the desk, and the page on which one is made."""

import pytest

from zhigong.base.actor import use_actor
from zhigong.base.navigation import PANELS
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import CallBack
from zhigong.engines.cases.operations import decide_step
from zhigong.engines.cases.tests.desk.pages import DESK, NOON, text, visit
from zhigong.engines.cases.tests.factories import make_handler, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(opened, people, waiting):
    """A call-back about a case the firm has done by itself."""
    case = opened(make_programme(route=make_programme().route[:1], calls_back=100))
    with use_actor(people.firm):
        decide_step(actor=people.firm, at=NOON, step=waiting(case), decision=Decision.PASS)
    return CallBack._base_manager.select_related("case").get()


def test_the_queue_leads_to_the_page_and_counts_at_home(asked, desk):
    page = text(visit(desk.firm, "call_backs"))

    assert asked.case.number in page
    assert f"/call-backs/{asked.pk}/" in page
    assert asked.case.number not in text(visit(desk.other, "call_backs"))
    assert asked.case.number in text(visit(desk.county, "call_back_box", "below"))
    assert "cases_call_backs" in [panel.code for panel in PANELS.entries()]


def test_a_call_is_taken_down_and_lies_in_ones_own(asked, desk):
    answer = visit(desk.firm, "call_back", asked.pk, data={"result": "satisfied", "words": "很好"})

    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.result, asked.words, asked.made_by_id) == ("satisfied", "很好", desk.firm.user_id)
    assert asked.case.number in text(visit(desk.firm, "call_back_box", "mine"))
    assert "很好" in text(visit(desk.firm, "detail", asked.case.number))


def test_what_was_typed_stays_where_the_words_are_missing(asked, desk):
    answer = visit(
        desk.firm, "call_back", asked.pk, data={"result": "unsatisfied", "reopens": "on"}
    )

    assert answer.status_code == 422
    assert "请写明哪里没有办好" in text(answer)
    assert 'value="unsatisfied"' in text(answer)


def test_who_handled_it_reads_why_she_may_not_call(asked, people, tree):
    handler = make_handler(tree.pump, abilities=DESK)
    CallBack._base_manager.filter(pk=asked.pk).update(made_by_id=None)
    asked.case.steps.update(decided_by_id=handler.user_id)

    page = text(visit(handler, "call_back", asked.pk))
    assert "回访须由没有经办的同事进行" in page
    assert "保存回访" not in page
    refused = visit(handler, "call_back", asked.pk, data={"result": "satisfied"})
    assert refused.status_code == 403
    asked.refresh_from_db()
    assert asked.result == ""
