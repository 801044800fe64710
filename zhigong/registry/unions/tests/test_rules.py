from datetime import date

import pytest

from zhigong.registry.unions import rules

ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("members", "form"), [(24, "single"), (25, "committee"), (200, "committee")]
)
def test_twenty_five_members_need_a_committee_of_their_own(members, form):
    due = rules.committee_due(members=members, on=ON, place="330211")

    assert (due.form, due.threshold) == (form, 25)
    assert due.source.cite() == "《中华人民共和国工会法》第11条"


@pytest.mark.parametrize(
    ("women", "place", "form"),
    [
        (9, "330211", "single"),
        (10, "330211", "committee"),
        (10, "310101", "single"),
        (24, "310000000000", "single"),
        (25, "310101", "committee"),
        (10, None, "committee"),
    ],
)
def test_the_line_of_the_womens_committee_differs_by_place(women, place, form):
    assert rules.women_committee_due(women_members=women, on=ON, place=place).form == form


def test_two_hundred_workers_allow_a_full_time_chair():
    assert not rules.may_have_full_time_chair(workers=199, on=ON)
    assert rules.may_have_full_time_chair(workers=200, on=ON)


@pytest.mark.parametrize(
    ("place", "due_on"),
    [
        ("410100", date(2027, 2, 28)),
        ("500000", date(2027, 2, 28)),
        ("310101", date(2026, 8, 28)),
        ("330211", None),
    ],
)
def test_a_new_employer_has_a_union_within_the_months_of_its_place(place, due_on):
    assert rules.founding_due_on(employer_opened_on=date(2026, 2, 28), place=place) == due_on


def test_grassroots_terms_last_three_or_five_years_others_five():
    assert rules.term_years("grassroots") == (3, 5)
    assert rules.term_years("branch") == (3, 5)
    assert rules.term_years("federation") == (5,)
    assert rules.term_years("industrial") == (5,)


def test_a_term_that_begins_on_a_leap_day_ends_before_the_last_of_february():
    assert rules.term_ends_before(starts_on=date(2024, 2, 29), years=3) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, "unknown"),
        (date(2026, 11, 20), "expired"),
        (date(2026, 11, 21), "soon"),
        (date(2027, 2, 19), "soon"),
        (date(2027, 2, 20), "valid"),
    ],
)
def test_a_paper_is_good_up_to_and_including_its_last_day(until, state):
    assert rules.freshness(until=until, on=ON) == state


@pytest.mark.parametrize(
    ("kind", "parent_kind", "allowed"),
    [
        ("grassroots", "street", True),
        ("branch", "grassroots", True),
        ("group", "branch", True),
        ("group", "group", False),
        ("grassroots", "branch", False),
        ("federation", "grassroots", False),
        ("federation", "federation", True),
        ("grassroots", "group_company", True),
    ],
)
def test_only_parts_of_a_union_stand_inside_a_union(kind, parent_kind, allowed):
    assert rules.may_stand_below(kind=kind, parent_kind=parent_kind) is allowed
