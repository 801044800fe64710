from datetime import date, datetime

import pytest
from django.conf import settings

from zhigong.base.actor import SYSTEM
from zhigong.base.clock import ZONE, use_clock
from zhigong.base.events import _within, subscribe
from zhigong.registry.accounts.events import LoginCodeIssued
from zhigong.registry.accounts.tests.factories import make_staff
from zhigong.registry.unions.operations import open_union

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _today():
    with use_clock(NOON):
        yield


def _union(name, parent=None, kind="grassroots"):
    return open_union(
        actor=SYSTEM, name=name, kind=kind, parent=parent, established_on=date(2020, 1, 1)
    )


@pytest.fixture
def tree(db):
    """A district with two streets; the first street has a firm."""
    root = _union("镇海区总工会", kind="federation")
    first = _union("招宝山街道总工会", root, "street")
    second = _union("蛟川街道总工会", root, "street")
    firm = _union("宏远电子有限公司工会", first)
    return {"root": root, "first": first, "second": second, "firm": firm}


@pytest.fixture
def chen(tree):
    """Chen, administrator of the district."""
    return make_staff("chen", "陈区管", role="county_admin", union=tree["root"])


@pytest.fixture
def boris(tree):
    """Boris, administrator of the first street."""
    return make_staff("boris", "鲍街管", role="union_admin", union=tree["first"])


@pytest.fixture
def dalia(tree):
    """Dalia, who has an account and no rights."""
    return make_staff("dalia", "戴会计")


@pytest.fixture
def sofia(tree):
    """Sofia, security officer of the district."""
    return make_staff("sofia", "苏安全", role="security_officer", union=tree["root"])


@pytest.fixture
def sent():
    """Codes sent during the test, the latest last."""
    heard = []
    subscribe(LoginCodeIssued, within=heard.append)
    yield heard
    _within[LoginCodeIssued].remove(heard.append)


@pytest.fixture
def setting(monkeypatch):
    def choose(**changes):
        known = settings.ZHIGONG
        monkeypatch.setattr(settings, "ZHIGONG", known.model_copy(update=changes))

    return choose
