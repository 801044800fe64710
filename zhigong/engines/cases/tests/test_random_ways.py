"""Random moves, legal or not, over every shape of route: no case is lost, doubled or unowned."""

import random

import pytest

from zhigong.base.errors import UserError
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import OPEN_STATES, CaseState, Decision, Level, Step, StepKind
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations import (
    close_due_publicity,
    decide_step,
    dispatch_down,
    escalate,
    reopen_case,
    resubmit_case,
    transfer_step,
    urge_case,
    withdraw_case,
)
from zhigong.engines.cases.tests.factories import NOON, TODAY, make_programme

ROUTES = {
    "one": (Step("a", "办理", Level.OWN, StepKind.REPLY),),
    "two": make_programme().route,
    "three": (
        Step("a", "审核", Level.OWN),
        Step("b", "复核", Level.STREET),
        Step("c", "审批", Level.COUNTY, StepKind.DECIDE, "cases.decide"),
        Step("d", "公示", Level.COUNTY, StepKind.PUBLICITY),
        Step("e", "发放", Level.OWN, StepKind.DELIVER),
    ),
    "signed": (
        Step("a", "会签", Level.OWN, StepKind.COUNTERSIGN, parts=(Level.STREET, Level.COUNTY)),
        Step("b", "审批", Level.PROVINCE, StepKind.DECIDE, "cases.decide"),
    ),
}


def one_move(case, people, tree, dice):
    """Try one move, whoever makes it and whether or not it is allowed."""
    steps = list(CaseStep._base_manager.filter(case=case).select_related("case", "unit"))
    step = dice.choice(steps)
    actor = dice.choice([people.firm, people.street, people.county, people.province, people.member])
    common = {"actor": actor, "at": NOON, "reason": dice.choice(["", "原因"])}
    moves = [
        lambda: decide_step(step=step, decision=dice.choice(list(Decision)), **common),
        lambda: decide_step(step=step, decision=Decision.PASS, **common),
        lambda: transfer_step(step=step, to_union=dice.choice(list(vars(tree).values())), **common),
        lambda: dispatch_down(step=step, to_union=tree.pump, **common),
        lambda: escalate(step=step, **common),
        lambda: resubmit_case(actor=actor, at=NOON, case=case, answers={}),
        lambda: reopen_case(case=case, **common),
        lambda: urge_case(actor=actor, at=NOON, case=case),
        lambda: close_due_publicity(today=TODAY.replace(year=2027), at=NOON),
    ]
    if dice.random() < 0.03:
        moves = [lambda: withdraw_case(case=case, **common)]
    dice.choice(moves)()


def assert_owned(case):
    """An open case waits at exactly one place, or with its applicant; an ended one nowhere."""
    case.refresh_from_db()
    waiting = list(queries.steps_of(case).filter(state="waiting"))
    if case.state in OPEN_STATES and case.state != CaseState.RETURNED:
        assert waiting, f"{case.state}: nobody has it"
        assert len({step.place for step in waiting}) == 1
        assert all(step.unit_id for step in waiting)
    else:
        assert waiting == []
    assert (case.closed_at is None) == (case.state in OPEN_STATES)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("route", ROUTES)
def test_random_moves_never_lose_double_or_orphan_a_case(route, seed, opened, people, tree):
    dice = random.Random(f"{route}{seed}")
    case = opened(make_programme(route=ROUTES[route]))

    refused = 0
    for _ in range(40):
        try:
            one_move(case, people, tree, dice)
        except UserError:
            refused += 1
        assert_owned(case)

    assert refused < 40
    assert Case._base_manager.count() == 1
