"""Season and quota: part of the contract of every programme, asked again when a case is opened."""

import json
from datetime import date, timedelta

import pytest

from zhigong.base.actor import use_actor
from zhigong.engines.cases.contract import Quota, Season, definition_of, programme_of
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.operations import withdraw_case
from zhigong.engines.cases.operations.opening import NotNow
from zhigong.engines.cases.queries.quotas import left_of, season_in_words
from zhigong.engines.cases.tests.factories import NOON, TODAY, make_applicant, make_programme

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("season", "day", "holds"),
    [
        (Season(date(2026, 7, 1), date(2026, 9, 30)), date(2026, 7, 1), True),
        (Season(date(2026, 7, 1), date(2026, 9, 30)), date(2026, 9, 30), True),
        (Season(date(2026, 7, 1), date(2026, 9, 30)), date(2026, 10, 1), False),
        (Season(date(2026, 7, 1), date(2026, 9, 30)), date(2027, 8, 1), False),
        (Season(date(2026, 7, 1), date(2026, 9, 30), is_yearly=True), date(2027, 8, 1), True),
        (Season(date(2026, 12, 1), date(2027, 2, 28), is_yearly=True), date(2030, 1, 5), True),
        (Season(date(2026, 12, 1), date(2027, 2, 28), is_yearly=True), date(2030, 3, 1), False),
        (Season(first=date(2026, 7, 1)), date(2030, 1, 1), True),
        (Season(last=date(2026, 7, 1)), date(2026, 7, 2), False),
        (Season(), date(2026, 7, 2), True),
    ],
)
def test_a_season_has_both_its_days_and_may_run_over_new_year(season, day, holds):
    assert season.holds(day) is holds


def test_a_season_is_said_as_it_is():
    first, last = date(2026, 12, 1), date(2027, 2, 28)

    assert season_in_words(Season(first, last)) == "2026-12-01至2027-02-28"
    assert season_in_words(Season(first, last, is_yearly=True)) == "每年12月1日至2月28日"
    assert season_in_words(Season(first=first)) == "2026-12-01起"
    assert season_in_words(Season(last=last)) == "2027-02-28前"


def test_season_and_quota_are_stored_with_the_version():
    programme = make_programme(season=Season(TODAY, None, True), quota=Quota(10, 2, 1, False))

    stored = programme_of(json.loads(json.dumps(definition_of(programme))))

    assert (stored.season, stored.quota) == (programme.season, programme.quota)


def test_out_of_season_no_case_is_opened_and_it_is_said_when(opened):
    programme = make_programme(season=Season(TODAY + ONE_DAY, TODAY + 9 * ONE_DAY))

    with pytest.raises(NotNow, match="2026-11-21至2026-11-29"):
        opened(programme)

    assert Case._base_manager.count() == 0


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        (Quota(total=1), "今年的名额已用完"),
        (Quota(total=1, is_yearly=False), "名额已用完"),
        (Quota(per_union=1), "您所在工会今年的名额已用完"),
        (Quota(per_person=1), "您今年的次数已用完"),
    ],
)
def test_a_quota_that_is_used_up_refuses_politely(opened, quota, words):
    programme = make_programme(quota=quota)
    opened(programme)

    with pytest.raises(NotNow, match=words):
        opened(programme)

    assert Case._base_manager.count() == 1


def test_what_came_to_nothing_leaves_its_place(opened, people):
    programme = make_programme(quota=Quota(total=1))
    case = opened(programme)
    with use_actor(people.member):
        withdraw_case(actor=people.member, at=NOON, case=case)

    again = opened(programme)

    assert again.pk != case.pk


def test_a_yearly_quota_begins_anew(opened):
    programme = make_programme(quota=Quota(total=1, per_person=1))
    opened(programme)

    assert opened(programme, at=NOON + timedelta(days=60)).opened_on.year == 2027
    with pytest.raises(NotNow):
        opened(make_programme(code=programme.code, quota=Quota(total=2, is_yearly=False)))


def test_the_quota_of_a_union_is_hers_alone(opened, people, tree):
    programme = make_programme(quota=Quota(per_union=1))
    opened(programme)
    person, member = make_applicant(people.county, tree.mill)

    case = opened(programme, union=tree.mill, person=person, actor=member)
    left = left_of(programme=programme, union_id=tree.east.pk, person_id=None, on=TODAY)

    assert case.union_id == tree.mill.pk
    assert left.per_union == 1
