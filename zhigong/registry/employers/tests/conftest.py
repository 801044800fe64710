from datetime import date, datetime

import pytest

from zhigong.base.clock import ZONE, use_clock
from zhigong.registry.unions.tests.factories import make_union

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today():
    with use_clock(datetime(2026, 11, 21, 10, tzinfo=ZONE)):
        yield


@pytest.fixture
def district(db):
    """The 区总 with two streets; the first street has two unions, one of them with a branch."""
    root = make_union(name="镇海区总工会", region="330211000000")
    first = make_union(root, name="招宝山街道总工会", kind="street")
    second = make_union(root, name="蛟川街道总工会", kind="street")
    firm = make_union(first, name="宏远电子有限公司工会委员会")
    branch = make_union(firm, name="宏远电子一车间分会", kind="branch")
    other = make_union(first, name="明州机械有限公司工会")
    return {
        "root": root,
        "first": first,
        "second": second,
        "firm": firm,
        "branch": branch,
        "other": other,
    }


@pytest.fixture
def unheard(monkeypatch):
    """Nobody above listens, so that only this app's own statements are counted."""
    monkeypatch.setattr("zhigong.base.events._within", {})
    monkeypatch.setattr("zhigong.base.events._after", {})
