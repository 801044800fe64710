"""The demo's cases: some of every fate, waiting where somebody can do them."""

from collections import Counter
from datetime import date

import pytest

from zhigong.demo.start import start_demo
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import AnswerKind, CaseState
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.rules.samples import TYPED
from zhigong.registry.accounts.models import User
from zhigong.registry.accounts.queries import actor_of, unions_with_administrator
from zhigong.registry.people.models import Person

DAY = date(2026, 11, 21)


@pytest.fixture
def demo(db, settings, tmp_path):
    settings.ZHIGONG = settings.ZHIGONG.model_copy(
        update={"business_date": DAY, "state_dir": tmp_path}
    )
    settings.MEDIA_ROOT = tmp_path / "media"
    start_demo(scale="small", on=DAY, say=lambda text: None)


def test_there_are_cases_of_every_fate_and_they_wait_where_somebody_works(demo):
    states = Counter(Case._base_manager.values_list("state", flat=True))

    assert states.keys() >= {
        CaseState.HANDLING,
        CaseState.RETURNED,
        CaseState.DONE,
        CaseState.REFUSED,
        CaseState.NOT_ACCEPTED,
    }
    assert Case._base_manager.filter(stars__isnull=False).exists()
    for login in ("union", "county"):
        actor = actor_of(user=User.objects.get(login=login), on=DAY)
        assert queries.inbox_for(actor=actor, today=DAY).count() >= 3
    member = User.objects.get(kind="member", person_id__isnull=False)
    assert Case._base_manager.filter(person_id=member.person_id).count() == 3

    waiting = CaseStep._base_manager.filter(state="waiting")
    units = set(waiting.values_list("unit_id", flat=True))

    assert not Person._base_manager.filter(name=TYPED[AnswerKind.TEXT]).exists()
    assert units == set(unions_with_administrator(union_ids=units, on=DAY))
