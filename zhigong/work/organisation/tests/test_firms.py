"""Firms without a union: who leaves the due set, by whose consent, and what the targets came to."""

from datetime import date, timedelta

import pytest

from zhigong.base.actor import SYSTEM, use_actor
from zhigong.engines.indicators.queries import coverage_from_rows
from zhigong.registry.employers import operations as employers
from zhigong.registry.employers.operations import affiliate
from zhigong.registry.people.tests.factories import make_union
from zhigong.work.organisation import operations, queries
from zhigong.work.organisation.models import ExemptionRequest
from zhigong.work.organisation.tests.conftest import NOON, TODAY, worker

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=180)


def ask(actor, employer, **more):
    with use_actor(actor):
        return operations.ask_exemption(
            actor=actor, at=NOON, employer=employer,
            **{"reason": "idle", "evidence": "实地走访，已停产。", "recheck_on": SOON, **more},
        )  # fmt: skip


def decide(actor, request, *, is_granted=True, words=""):
    with use_actor(actor):
        return operations.decide_exemption(
            actor=actor, at=NOON, request=request, is_granted=is_granted, words=words
        )


def due(county):
    found = {one.code: one for one in coverage_from_rows(union_id=county.pk, on=TODAY)}
    return found["union_rate_25"].denominator


def test_an_exempt_firm_leaves_the_due_set_and_is_counted_apart(tree, staff, firm):
    kept, idle = firm("甲有限公司"), firm("乙有限公司")
    before = due(tree.county)

    decide(staff.county, ask(staff.east, idle))

    assert (before, due(tree.county)) == (2, 1)
    on_desk = {
        state: [one.pk for one in queries.unfounded_for(actor=staff.east, on=TODAY, state=state)]
        for state in (queries.DUE, queries.EXEMPTED)
    }
    assert on_desk == {queries.DUE: [kept.pk], queries.EXEMPTED: [idle.pk]}


def test_a_firm_found_fit_again_is_due_again(tree, staff, firm):
    idle = firm()
    request = decide(staff.county, ask(staff.east, idle))

    with use_actor(staff.county):
        operations.restore_employer(
            actor=staff.county, at=NOON, employer=idle, words="已复工，有职工60人"
        )

    request.refresh_from_db()
    assert (request.state, due(tree.county)) == ("ended", 1)


def test_the_street_asks_and_the_county_decides(staff, firm, monkeypatch):
    request = ask(staff.east, firm())

    with pytest.raises(operations.OwnRequest):
        decide(staff.east, request)
    with pytest.raises(operations.NotYoursToExempt):
        decide(staff.west, request)

    request.refresh_from_db()
    assert request.state == "asked"


def test_a_request_is_decided_once_and_a_refusal_says_why(staff, firm):
    request = ask(staff.east, firm())

    with pytest.raises(operations.WordsMissing):
        decide(staff.county, request, is_granted=False)
    decide(staff.county, request, is_granted=False, words="社保仍有38人参保")
    with pytest.raises(operations.DecidedAlready):
        decide(staff.county, request)

    assert ExemptionRequest.objects.trusted("test").get().state == "refused"


def test_one_request_waits_at_a_time_and_is_checked_again_within_a_year(staff, firm):
    idle = firm()
    for wrong in (TODAY, TODAY + timedelta(days=367)):
        with pytest.raises(operations.RecheckWrong):
            ask(staff.east, idle, recheck_on=wrong)
    ask(staff.east, idle)

    with pytest.raises(operations.AskedAlready):
        ask(staff.east, idle)


def test_a_covered_firm_is_never_exempt_and_cover_ends_an_exemption(tree, staff, firm):
    idle = firm()
    decide(staff.county, ask(staff.east, idle))
    joint = make_union(kind="joint", parent=tree.east)

    affiliate(actor=SYSTEM, employer=idle, union=joint, on=TODAY)

    assert not queries.unfounded_for(actor=staff.east, on=TODAY, state=queries.EXEMPTED).exists()
    with pytest.raises(employers.CoveredAlready):
        ask(staff.east, idle)


def test_other_streets_see_nothing_of_it(staff, firm):
    request = ask(staff.east, firm())

    assert not queries.requests_for(actor=staff.west).exists()
    assert not queries.unfounded_for(actor=staff.west, on=TODAY).exists()
    assert queries.requests_for(actor=staff.county).get() == request


def test_a_target_counts_new_unions_and_firms_covered_for_the_first_time(tree, staff, firm):
    operations.set_target(
        actor=staff.county, union=tree.east, year=2026, unions=2, firms=1, members=0
    )
    union = make_union(kind="grassroots", parent=tree.east, established_on=date(2026, 3, 1))
    old = make_union(kind="grassroots", parent=tree.east, established_on=date(2020, 3, 1))
    new, moved = firm("甲有限公司"), firm("乙有限公司")
    affiliate(actor=SYSTEM, employer=new, union=union, on=date(2026, 3, 1))
    affiliate(actor=SYSTEM, employer=moved, union=old, on=date(2021, 1, 1))
    moved.refresh_from_db()
    employers.change_cover(actor=SYSTEM, employer=moved, union=union, on=date(2026, 5, 1))

    (row,) = queries.progress_for(actor=staff.county, year=2026, on=TODAY)

    assert (row.unions, row.firms, row.members, row.is_late) == (1, 1, 0, True)


def test_a_rule_of_the_past_is_refused(tree, staff):
    with pytest.raises(operations.PracticeInPast):
        operations.settle_practice(
            actor=staff.county, at=NOON, union=tree.county,
            starts_on=TODAY - timedelta(days=1), founding="county", election="county",
            reply_days=15,
        )  # fmt: skip


def test_a_grid_holds_what_lies_in_its_area(tree, staff, firm):
    union = make_union(parent=tree.east)
    with use_actor(staff.east):
        first, second = (
            operations.save_grid(
                actor=staff.east, union=tree.east,
                particulars={"name": name, "keeper": "周明", "phone": "", "bounds": ""},
            )
            for name in ("第一网格", "第二网格")
        )  # fmt: skip
        with pytest.raises(operations.GridNameTaken):
            operations.save_grid(
                actor=staff.east, union=tree.east,
                particulars={"name": "第一网格", "keeper": "", "phone": "", "bounds": ""},
            )  # fmt: skip
        operations.fill_grid(actor=staff.east, grid=first, unions=[union], firms=[firm()])
        operations.fill_grid(actor=staff.east, grid=second, unions=[union])
        with pytest.raises(operations.NotInThisArea):
            operations.fill_grid(actor=staff.east, grid=first, unions=[tree.west])

    rows = {one.name: one for one in queries.grids_for(actor=worker(tree.east))}
    assert (rows["第一网格"].union_count, rows["第一网格"].firm_count) == (0, 1)
    assert (rows["第二网格"].union_count, rows["第二网格"].firm_count) == (1, 0)
