"""The worked examples of elections and terms, and plans of reorganisation judged as a whole."""

from datetime import date

import pytest

from zhigong.work.organisation import rules
from zhigong.work.organisation.rules import Candidate, Change, Node

ON = date(2026, 11, 21)


# Elections: 180 members, 120 present, 7 seats.
def test_two_thirds_of_those_who_should_attend_must_be_present():
    assert rules.has_quorum(due=180, present=120)
    assert not rules.has_quorum(due=180, present=119)
    assert not rules.has_quorum(due=60, present=39)
    assert rules.has_quorum(due=60, present=40)
    assert not rules.has_quorum(due=0, present=0)


@pytest.mark.parametrize(("seats", "least"), [(7, 8), (3, 4), (5, 6), (20, 21), (21, 23), (1, 2)])
def test_there_are_more_candidates_than_seats(seats, least):
    assert rules.least_candidates(seats=seats, on=ON) == least


def test_a_standing_committee_has_a_tenth_more_candidates():
    assert rules.least_candidates(seats=11, on=ON, standing=True) == 13
    assert rules.least_candidates(seats=11, on=ON) == 12


def test_more_than_half_of_those_who_should_attend_elect():
    assert not rules.is_elected(votes=90, due=180)
    assert rules.is_elected(votes=91, due=180)


def test_more_ballots_than_were_issued_void_the_election():
    assert rules.ballots_are_valid(issued=120, returned=120)
    assert rules.ballots_are_valid(issued=120, returned=118)
    assert not rules.ballots_are_valid(issued=120, returned=121)


def test_the_first_by_votes_are_elected():
    votes = [Candidate(1, 100), Candidate(2, 119), Candidate(3, 95), Candidate(4, 60)]

    assert rules.result_of(candidates=votes, seats=2, due=180) == rules.Result((2, 1), (), 0)


def test_a_tie_at_the_last_seat_is_voted_on_again_between_the_tied():
    votes = [Candidate(1, 119), Candidate(2, 100), Candidate(3, 100), Candidate(4, 91)]

    assert rules.result_of(candidates=votes, seats=2, due=180) == rules.Result((1,), (2, 3), 1)


def test_seats_nobody_won_stay_empty():
    votes = [Candidate(1, 119), Candidate(2, 90), Candidate(3, 80)]

    assert rules.result_of(candidates=votes, seats=2, due=180) == rules.Result((1,), (), 1)


@pytest.mark.parametrize("standing", ["head", "deputy", "partner", "kin"])
def test_the_firm_s_head_and_her_relatives_may_not_stand(standing):
    assert rules.why_not_candidate(standing)
    assert not rules.why_not_candidate("")


@pytest.mark.parametrize(
    ("members", "due"),
    [
        (99, None),
        (100, (30, 40)),
        (200, (30, 40)),
        (201, (40, 60)),
        (1_000, (40, 60)),
        (5_000, (60, 90)),
        (10_000, (90, 130)),
        (50_000, (130, 180)),
        (50_001, (180, 240)),
    ],
)
def test_delegates_follow_the_number_of_members(members, due):
    assert rules.delegates_due(members=members, on=ON) == due


def test_a_third_of_the_members_may_ask_for_an_assembly():
    assert rules.may_call_assembly(asking=60, members=180)
    assert not rules.may_call_assembly(asking=59, members=180)


def test_more_than_half_of_all_members_recall_a_chair():
    assert not rules.recalls(votes=90, members=180)
    assert rules.recalls(votes=91, members=180)


# Terms.
def test_an_election_is_put_off_by_half_a_year_at_most():
    assert rules.delay_until(ends_before=date(2026, 8, 31)) == date(2027, 2, 28)


def test_a_chair_s_seat_stands_empty_for_three_months_at_most():
    assert rules.chair_seat_until(empty_since=date(2026, 11, 30)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2025, 6, 30), None),
        (date(2025, 7, 1), 12),
        (date(2026, 1, 1), 6),
        (date(2026, 3, 31), 6),
        (date(2026, 4, 1), 3),
        (date(2026, 7, 1), 0),
    ],
)
def test_the_end_of_a_term_is_told_a_year_half_a_year_and_three_months_ahead(on, months):
    assert rules.remind_months(ends_before=date(2026, 7, 1), on=on) == months


def test_every_step_leads_to_the_end():
    for kind, route in rules.STAGES.items():
        assert [rules.next_stage(kind=kind, stage=stage) for stage in route] == [*route[1:], "done"]
        assert set(route) >= rules.APPROVERS - {"authorise"}


# Reorganisation.
def tree(*rows):
    return {code: Node(code, f"{code}工会", kind, parent) for code, parent, kind in rows}


COUNTY = tree(
    ("Q", "", "federation"),
    ("A", "Q", "street"),
    ("B", "Q", "street"),
    ("A1", "A", "grassroots"),
    ("A2", "A", "grassroots"),
    ("B1", "B", "grassroots"),
    ("A1a", "A1", "branch"),
)


def found(*changes, **more):
    return [(one.row, one.code) for one in rules.check_plan(changes, COUNTY, **more)]


def test_a_sound_plan_has_no_findings():
    assert (
        found(
            Change(2, "move", "A1", "B"),
            Change(3, "merge", "A2", "A1"),
            Change(4, "rename", "B1", name="新名称工会"),
            Change(5, "rename", "A1", name="东区工会"),
        )
        == []
    )


def test_a_union_never_becomes_its_own_ancestor():
    assert found(Change(2, "move", "A", "A1")) == [(2, "below_itself")]
    assert found(Change(2, "move", "A", "A")) == [(2, "itself")]
    assert found(Change(2, "merge", "A1", "A1a")) == [(2, "below_itself")]


def test_two_rows_that_are_sound_alone_may_make_a_circle_together():
    assert found(Change(2, "move", "A", "B1"), Change(3, "move", "B", "A1")) == [
        (2, "below_itself"),
        (3, "below_itself"),
    ]


def test_a_row_may_make_room_for_another():
    assert found(Change(2, "move", "A1", "B"), Change(3, "move", "A", "A1")) == []


def test_rows_against_each_other_are_all_refused():
    assert found(Change(2, "move", "A1", "B"), Change(3, "move", "A1", "Q")) == [
        (2, "twice"),
        (3, "twice"),
    ]
    assert found(Change(2, "move", "A1", "B"), Change(3, "merge", "A1", "A2")) == [
        (2, "twice"),
        (3, "twice"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change(2, "drop", "A1"), "action_unknown"),
        (Change(2, "move", ""), "union_missing"),
        (Change(2, "move", "X", "B"), "union_unknown"),
        (Change(2, "move", "A1", ""), "target_missing"),
        (Change(2, "move", "A1", "X"), "target_unknown"),
        (Change(2, "move", "A1", "A"), "same_place"),
        (Change(2, "rename", "A1", name=" "), "name_missing"),
        (Change(2, "rename", "A1", name="A1工会"), "name_same"),
        (Change(2, "rename", "A1", name="A2工会"), "name_taken"),
    ],
)
def test_a_row_that_cannot_be_done_says_why(change, code):
    assert found(change) == [(2, code)]


def test_nothing_goes_below_a_union_that_merges_away():
    changes = Change(2, "merge", "B", "A"), Change(3, "move", "A1", "B")

    assert found(*changes) == [(3, "target_ended")]


def test_a_kind_that_cannot_stand_there_is_refused():
    assert found(Change(2, "move", "A1a", "B"), may_stand={("branch", "street"): False}) == [
        (2, "kind_not_there")
    ]


def test_the_effect_counts_unions_and_members_of_each_place():
    counted = {
        code: Node(code, node.name, node.kind, node.parent, members=10)
        for code, node in COUNTY.items()
    }
    changes = [Change(2, "move", "A1", "B"), Change(3, "merge", "A2", "B1")]

    effect = rules.effect_of(changes, counted, places=["Q", "A", "B"])

    assert effect == {"Q": (7, 70, 6, 70), "A": (4, 40, 1, 10), "B": (2, 20, 4, 50)}
