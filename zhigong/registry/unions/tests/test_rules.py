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


def seat(person, post, **more):
    return rules.Seat(person_id=person, post=post, **more)


def made(body, *seats, kind="grassroots", members=100, form=None):
    return rules.composition(
        body=body, seats=seats, kind=kind, members=members, form=form, on=ON, place="330211"
    )


def texts(found):
    return [remark.text.format(**remark.values) for remark in found.remarks]


@pytest.mark.parametrize(
    ("members", "size"),
    [
        (24, (3, 5)),
        (25, (3, 7)),
        (200, (3, 7)),
        (201, (7, 15)),
        (5_000, (15, 21)),
        (50_001, (37, 45)),
    ],
)
def test_the_size_of_a_committee_follows_the_members(members, size):
    assert rules.committee_size(members=members, on=ON) == size


def test_a_person_with_two_posts_is_counted_once():
    found = made(
        "union",
        seat(1, "chair", sex="2", front_line=True),
        seat(1, "member", sex="2", front_line=True),
        seat(2, "vice_chair", model_worker=True),
        seat(3, "group_leader", front_line=True),
    )

    assert (found.people, found.women, found.front_line, found.model_workers) == (2, 1, 1, 1)
    assert [one.post for one in found.seats] == ["chair", "vice_chair", "member"]
    assert texts(found) == ["应为3至7人，现登记2人。"]


def test_a_committee_wants_its_head_and_its_record():
    assert texts(made("women", seat(1, "women_member", sex="1"))) == [
        "登记了组成人员，但没有登记设立日期和形式。",
        "没有登记主要负责人。",
        "登记的组成人员中有男性，请核对。",
    ]
    assert texts(made("audit", form="committee")) == ["已登记设立，但还没有登记组成人员。"]
    assert texts(made("audit")) == []
    assert texts(made("women", seat(1, "women_member", sex="2"), form="single")) == []


def test_nobody_audits_her_own_books():
    both = [
        seat(1, "audit_chair"),
        seat(1, "finance"),
        seat(2, "audit_member"),
        seat(3, "audit_member"),
    ]
    found = made("audit", *both, form="committee")

    assert texts(found) == ["有1人同时担任主席或财务负责人，经审人员应与之分开。"]
    assert found.remarks[0].source == rules.AUDIT_APART_SOURCE
    assert texts(made("audit", *both[1:], seat(4, "audit_chair"), form="committee")) == []


def test_the_committee_of_a_federation_follows_no_table():
    found = made("union", seat(1, "chair"), kind="federation", members=10_000)

    assert (found.size, found.remarks) == (None, ())
