"""The inbox and its tabs, the query of all cases, the counters of the home."""

import io
import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.http import Http404
from openpyxl import load_workbook

from zhigong.base.clock import use_clock
from zhigong.base.navigation import PANELS, counter_of
from zhigong.engines.cases.contract import (
    Level,
)
from zhigong.engines.cases.operations import supervise_step
from zhigong.engines.cases.tests.desk.pages import DESK, text, visit
from zhigong.engines.cases.tests.factories import (
    NOON,
    make_handler,
    make_programme,
)

pytestmark = pytest.mark.django_db


def test_the_inbox_holds_what_waits_at_the_own_union_with_its_light(opened, desk):
    case = opened()

    page = text(visit(desk.firm, "inbox"))

    assert case.number in page
    assert "正常" in page
    assert case.number not in text(visit(desk.street, "inbox"))
    assert case.number not in text(visit(desk.other, "box", "below"))
    assert case.number in text(visit(desk.street, "box", "below"))


@pytest.mark.parametrize(
    ("day", "light", "boxes"),
    [
        (date(2026, 11, 20), "正常", {"todo"}),
        (date(2026, 11, 23), "将超时", {"todo", "soon"}),
        (date(2026, 11, 25), "将超时", {"todo", "soon"}),
        (date(2026, 11, 26), "已超时", {"todo", "late"}),
    ],
)
def test_a_step_is_yellow_two_working_days_before_its_limit_and_red_after_it(
    opened, desk, day, light, boxes
):
    number = opened().number  # due on the 25th
    at = NOON.replace(day=day.day)

    found = {b for b in ("soon", "late") if number in text(visit(desk.firm, "box", b, at=at))}
    row = re.search(rf"{number}</a>.*?</tr>", text(visit(desk.firm, "inbox", at=at)), re.S)

    assert found == boxes - {"todo"}
    assert light in row[0]


def test_a_box_that_is_none_is_not_found(desk):
    with pytest.raises(Http404):
        visit(desk.firm, "box", "attic")


def test_the_inbox_is_searched_by_the_end_of_a_number_and_by_name_and_filtered(opened, desk):
    programme = make_programme()
    case, other = opened(programme), opened(make_programme(title="住院慰问"))

    by_end = text(visit(desk.firm, "inbox", query=f"?q={case.number[-6:]}"))
    by_name = text(visit(desk.firm, "inbox", query=f"?q={case.applicant_name[:2]}"))
    by_channel = text(visit(desk.firm, "inbox", query="?channel=hotline"))

    assert case.number in by_end
    assert other.number not in by_end
    assert {case.number, other.number} <= set(re.findall(r"GH-[\d-]+", by_name))
    assert case.number not in by_channel


def test_a_confidential_case_is_listed_without_a_name_and_not_found_by_it(opened, people, desk):
    case = opened(make_programme(is_confidential=True, home=Level.COUNTY))
    blind = make_handler(case.union, abilities=DESK - {"cases.confidential"})

    page = text(visit(desk.county, "inbox"))

    assert f"保密 {case.number[-6:]}" in page
    assert case.applicant_name not in page
    by_name = text(visit(desk.county, "inbox", query=f"?q={case.applicant_name}"))
    assert case.number not in by_name
    assert case.number not in text(visit(blind, "inbox"))
    assert case.number not in text(visit(blind, "list"))


def test_a_right_to_confidential_cases_at_one_union_opens_none_at_another(opened, desk, tree):
    case = opened(make_programme(is_confidential=True))
    somebody = make_handler(tree.pump, abilities=DESK - {"cases.confidential"})
    elsewhere = make_handler(tree.west, abilities={"cases.confidential"})
    both = SimpleNamespace(powers=somebody.powers + elsewhere.powers)
    actor = type(somebody)(user_id=somebody.user_id, name="兼职", powers=both.powers)

    assert case.number not in text(visit(actor, "inbox"))
    assert case.number in text(visit(desk.firm, "inbox"))


def test_the_tabs_count_what_waits_and_what_is_supervised(opened, desk, tree, waiting):
    case = opened()
    supervise_step(
        actor=desk.county,
        at=NOON,
        step=waiting(case),
        union=tree.county,
        until=date(2026, 11, 24),
        reason="",
    )

    page = text(visit(desk.firm, "inbox"))
    supervised = text(visit(desk.county, "box", "supervised"))

    assert re.search(r'待办<span class="tab-count">1</span>', page)
    assert re.search(r'督办<span class="tab-count">1</span>', page)
    assert case.number in supervised
    assert "2026-11-24" in supervised


def test_the_query_finds_cases_by_state_union_day_and_lateness(opened, desk, tree):
    case = opened()
    after = NOON + timedelta(days=10)

    def found(query, at=after):
        return case.number in text(visit(desk.county, "list", query=query, at=at))

    assert found("")
    assert found("?state=handling")
    assert not found("?state=done")
    assert found(f"?unit={tree.east.pk}")
    assert not found(f"?unit={tree.west.pk}")
    assert found("?from=2026-11-20&to=2026-11-20")
    assert not found("?from=2026-11-21")
    assert found("?late=1")
    assert not found("?late=1", at=NOON)


def test_the_query_is_exported_without_names_of_confidential_applicants(opened, desk):
    opened(make_programme(is_confidential=True, home=Level.COUNTY))
    plain = opened()

    file = b"".join(visit(desk.county, "list", query="?export=xlsx").streaming_content)
    rows = list(load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True))
    names = [value for row in rows for value in row if value == plain.applicant_name]

    assert len(names) == 1


def test_the_home_counts_what_waits_what_is_late_soon_and_what_is_supervised(opened, desk):
    opened()
    request = SimpleNamespace(actor=desk.firm)
    panels = {code: PANELS.get(f"cases_{code}") for code in ("todo", "soon", "supervised")}

    with use_clock(NOON.replace(day=24)):
        counts = {code: panel.context(request)["count"] for code, panel in panels.items()}
        waiting = counter_of("desk", "cases.inbox", desk.firm)

    assert counts == {"todo": 1, "soon": 1, "supervised": 0}
    assert waiting == 1
