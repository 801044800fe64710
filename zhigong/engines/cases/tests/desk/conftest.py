"""Officers of the desk, a programme on offer, and a publicised case."""

from types import SimpleNamespace

import pytest

from zhigong.engines.cases.contract import (
    PROGRAMMES,
    Decision,
    Level,
    Step,
    StepKind,
)
from zhigong.engines.cases.operations import decide_step
from zhigong.engines.cases.tests.desk.pages import DESK
from zhigong.engines.cases.tests.factories import (
    NOON,
    make_handler,
    make_programme,
)


@pytest.fixture
def desk(tree, people):
    """Officers with everything the desk asks for, in the firm, the street and the county."""
    return SimpleNamespace(
        firm=make_handler(tree.pump, abilities=DESK),
        street=make_handler(tree.east, abilities=DESK),
        other=make_handler(tree.west, abilities=DESK),
        county=make_handler(tree.county, abilities=DESK),
    )


@pytest.fixture
def offered(monkeypatch):
    """Offer a programme as if a file declared it."""

    def offer(**changes):
        programme = make_programme(**changes)
        known = {**PROGRAMMES._by_code, programme.code: programme}
        monkeypatch.setitem(PROGRAMMES.__dict__, "_by_code", known)
        return programme

    return offer


@pytest.fixture
def publicised(opened, people, waiting):
    route = (
        Step("review", "审核", Level.OWN),
        Step("public", "公示", Level.COUNTY, StepKind.PUBLICITY, days=5),
    )
    case = opened(make_programme(route=route))
    decide_step(actor=people.firm, at=NOON, step=waiting(case), decision=Decision.PASS)
    case.refresh_from_db()
    return case
