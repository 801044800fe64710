"""A member with an account, a programme on offer, and a case of hers."""

from types import SimpleNamespace

import pytest

from zhigong.base.clock import use_clock
from zhigong.engines.cases.contract import (
    PROGRAMMES,
)
from zhigong.engines.cases.tests.factories import NOON
from zhigong.engines.cases.tests.portal.pages import (
    PLAIN,
    PROGRAMME,
    PUBLICITY,
    account,
    client_of,
    opened,
)


@pytest.fixture(autouse=True)
def noon():
    with use_clock(NOON):
        yield


@pytest.fixture
def offer(monkeypatch):
    """Offer a programme, or no more (``None``)."""

    def change(programme, code="aid"):
        if programme is None:
            monkeypatch.delitem(PROGRAMMES._by_code, code)
        else:
            monkeypatch.setitem(PROGRAMMES._by_code, programme.code, programme)

    PROGRAMMES.entries()
    change(PROGRAMME)
    return change


@pytest.fixture
def member(people, offer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = account(people.person)
    return SimpleNamespace(user=user, person=people.person, client=client_of(user))


@pytest.fixture
def case(people, member, offer):
    offer(PLAIN)
    return opened(people, member, PLAIN)


@pytest.fixture
def publicised(people, member, offer):
    offer(PUBLICITY)
    return opened(people, member, PUBLICITY)
