"""A step that changes hands: its limit runs on, supervision stays, and it may be given back."""

from datetime import date, timedelta

import pytest

from zhigong.base import events
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import CaseState, Decision, Level, Step, StepKind
from zhigong.engines.cases.events import CasesArrived
from zhigong.engines.cases.models import Case, Objection
from zhigong.engines.cases.operations import (
    decide_step,
    object_to_case,
    open_case,
    refuse_transfer,
    resubmit_case,
    supervise_step,
    transfer_step,
)
from zhigong.engines.cases.operations.incoming import record_letter
from zhigong.engines.cases.operations.moving import NotHandedOver
from zhigong.engines.cases.operations.opening import PersonMissing
from zhigong.engines.cases.operations.publicity import pass_publicity
from zhigong.engines.cases.tests.factories import NOON, TODAY, make_programme
from zhigong.registry.unions.operations import dissolve_union

LATER = NOON + timedelta(days=3)


def hand_over(actor, step, to_union, *, at=LATER):
    return transfer_step(actor=actor, at=at, step=step, to_union=to_union, reason="不属于本单位")


def test_a_limit_runs_on_in_other_hands(opened, people, waiting, tree):
    step = waiting(opened())
    assert step.due_on == date(2026, 11, 25)

    assert hand_over(people.firm, step, tree.mill).due_on == date(2026, 11, 25)


def test_who_takes_over_at_the_end_of_a_limit_has_the_next_working_day(
    opened, people, waiting, tree
):
    step = waiting(opened())

    laid = hand_over(people.firm, step, tree.mill, at=NOON + timedelta(days=7))  # Friday, overdue

    assert laid.due_on == date(2026, 11, 30)


def test_supervision_is_not_shaken_off(opened, people, waiting, tree):
    step = waiting(opened())
    until = date(2026, 11, 30)
    supervise_step(
        actor=people.county, at=LATER, step=step, union=tree.county, until=until, reason="催办"
    )

    laid = hand_over(people.firm, step, tree.mill)

    assert (laid.supervised_by_id, laid.supervised_until) == (tree.county.pk, until)
    assert list(queries.inbox_for(actor=people.county, box="supervised", today=TODAY)) == [laid]


def test_what_was_handed_over_by_mistake_is_given_back_once(opened, people, waiting, tree):
    case = opened()
    laid = hand_over(people.firm, waiting(case), tree.west)

    with pytest.raises(ReasonMissing):
        refuse_transfer(actor=people.other_street, at=LATER, step=laid, reason=" ")
    back = refuse_transfer(actor=people.other_street, at=LATER, step=laid, reason="职工不在本街道")

    assert back.unit_id == tree.pump.pk
    last = queries.history_of(case).last()
    assert (last.verb, last.note) == ("sent_back", f"{tree.pump.name}：职工不在本街道")
    with pytest.raises(NotHandedOver):
        refuse_transfer(actor=people.firm, at=LATER, step=back, reason="不要")
    insisted = hand_over(people.firm, back, tree.west)
    with pytest.raises(NotHandedOver):
        refuse_transfer(actor=people.other_street, at=LATER, step=insisted, reason="再退")


def test_a_step_of_its_own_route_is_not_given_back(opened, people, waiting):
    with pytest.raises(NotHandedOver):
        refuse_transfer(actor=people.firm, at=LATER, step=waiting(opened()), reason="不想办")


def test_calendar_days_run_on_after_a_correction(opened, people, waiting):
    days = Step("accept", "告知受理", Level.OWN, days=15, unit="calendar")
    case = opened(make_programme(route=(days,)))
    assert waiting(case).due_on == date(2026, 12, 7)  # the 5th is a Saturday
    decide_step(
        actor=people.firm, at=LATER, step=waiting(case), decision=Decision.RETURN, reason="缺材料"
    )

    resubmit_case(actor=people.member, at=LATER, case=case, answers={"reason": "补充"})

    assert waiting(case).due_on == date(2026, 12, 7)


def test_a_returned_case_of_a_union_that_ended_comes_back_above(opened, people, waiting, tree):
    case = opened()
    decide_step(
        actor=people.firm, at=LATER, step=waiting(case), decision=Decision.RETURN, reason="缺材料"
    )
    dissolve_union(actor=people.county, union=tree.pump, on=TODAY, reason="企业注销")

    case = Case._base_manager.get(pk=case.pk)
    resubmit_case(actor=people.member, at=LATER, case=case, answers={"reason": "补充"})

    assert waiting(case).unit_id == tree.east.pk


def test_the_union_above_is_told_once_of_all_the_cases_that_came_up(
    opened, people, tree, monkeypatch
):
    opened()
    opened(make_programme(code="other"))
    told = []
    monkeypatch.setitem(events._within, CasesArrived, [told.append])

    dissolve_union(actor=people.county, union=tree.pump, on=TODAY, reason="企业注销")

    (event,) = told
    assert (event.handler_union_id, event.count) == (tree.east.pk, 2)


def test_a_letter_nobody_registered_waits_above(people, tree):
    letter = record_letter(
        actor=people.county, at=NOON, union=tree.pump, sender_name="王", subject="问", text="何时？"
    )

    dissolve_union(actor=people.county, union=tree.pump, on=TODAY, reason="企业注销")

    letter.refresh_from_db()
    assert letter.union_id == tree.east.pk


def test_an_objection_of_the_last_minute_keeps_the_publicity_open(opened, people, waiting):
    shown = Step("show", "公示", Level.OWN, StepKind.PUBLICITY, days=3)
    case = opened(make_programme(route=(shown,)))
    step = waiting(case)  # as the sweep has read it, before somebody objects
    object_to_case(actor=people.street, at=LATER, case=case, text="家庭情况不实")

    pass_publicity(step=step, at=LATER + timedelta(days=9), actor=people.county)

    case.refresh_from_db()
    assert case.state == CaseState.PUBLICISED
    assert Objection._base_manager.filter(case=case, settled_at=None).count() == 1


def test_nobodys_record_is_not_mended(people, tree):
    programme = make_programme(effect=lambda **known: None)

    with pytest.raises(PersonMissing):
        open_case(
            actor=people.firm,
            at=NOON,
            programme=programme,
            union=tree.pump,
            answers={"reason": "x"},
        )
