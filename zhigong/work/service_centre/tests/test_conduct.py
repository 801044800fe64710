"""三要三不要 beside the stars: kept answer by answer, shown to everybody, small groups never."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.models import Case, RatingAnswer
from zhigong.engines.cases.queries import get_programme
from zhigong.work.service_centre.queries import rated_page
from zhigong.work.service_centre.rules import LEAST_SHOWN, shown_groups

pytestmark = pytest.mark.django_db
GOOD = {"response": True, "attitude": True, "patience": False}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        yield build()


@pytest.fixture(autouse=True)
def alone():
    with undone(), use_clock(NOON):
        yield


def done(world, where="firm", programme="appeal"):
    case = cases.open_case(
        actor=world.actor("member"),
        at=NOON,
        programme=get_programme(programme),
        union=world.unions[where],
        answers={"details": "车间通风不好，希望加装风扇。"},
        person=world.things["person"],
    )
    rows = Case._base_manager.filter(pk=case.pk)
    rows.update(state="done", closed_at=NOON, result="已解决")
    case.steps.update(state="done", decided_at=NOON)
    case.refresh_from_db()
    return case


def rated(world, count, where="firm", programme="appeal", stars=4, conduct=GOOD):
    for _ in range(count):
        case = done(world, where, programme)
        cases.rate_case(
            actor=world.actor("member"), at=NOON, case=case, stars=stars, conduct=conduct
        )


def page(world, where="county"):
    return rated_page(union=world.unions[where], on=NOON.date())


def test_a_member_answers_three_questions_and_each_answer_is_kept(world):
    case = done(world)
    fields = {"stars": "4", "asked_response": "good", "asked_patience": "bad", "text": "谢谢"}

    shown = world.client("member").get(reverse("cases:own", args=[case.number])).content.decode()
    world.client("member").post(reverse("cases:rate", args=[case.number]), fields)

    case.refresh_from_db()
    answers = RatingAnswer._base_manager.filter(case=case)
    assert "是否积极回应您的诉求" in shown
    assert case.stars == 4
    assert dict(answers.values_list("question", "is_good")) == {"response": True, "patience": False}


def test_what_nobody_asks_is_not_kept(world):
    case = done(world)

    cases.rate_case(
        actor=world.actor("member"), at=NOON, case=case, stars=5, conduct={"looks": True}
    )

    assert not RatingAnswer._base_manager.filter(case=case).exists()


def test_figures_are_told_from_five_ratings_on(world):
    rated(world, 4)
    few = page(world)
    rated(world, 1, stars=5)
    enough = page(world)

    assert few.total.ratings is None
    assert all(share is None for share in few.total.shares)
    assert enough.total.ratings == LEAST_SHOWN
    assert enough.total.average == pytest.approx(4.2)
    assert enough.total.shares == (1.0, 1.0, 0.0)
    assert [line.title for line in enough.programmes if line.ratings] == ["诉求反映"]


def test_a_small_union_is_not_to_be_had_by_subtraction(world):
    rated(world, 7)
    rated(world, 2, where="other_firm", stars=1)

    found = page(world)

    assert found.total.ratings == 9
    assert [line.ratings for line in found.unions] == [None, None]


def test_confidential_cases_are_in_no_public_figure(world):
    rated(world, 6, programme="complaint", stars=1)

    assert page(world).total.ratings is None


def test_everybody_reads_the_page_and_goes_down_to_a_union(world):
    rated(world, 6)
    rated(world, 6, where="other_firm")

    top = world.client("anonymous").get(reverse("service_centre:ratings"))
    street = world.unions["street"]
    below = world.client("anonymous").get(reverse("service_centre:ratings"), {"union": street.code})
    unknown = world.client("anonymous").get(reverse("service_centre:ratings"), {"union": "x"})

    assert f"?union={street.code}" in top.content.decode()
    assert "招宝山街道总工会" in below.content.decode()
    assert unknown.status_code == 404


def test_ratings_older_than_their_time_are_refused(world):
    case = done(world)

    with pytest.raises(Exception, match="评价已关闭"):
        cases.rate_case(
            actor=world.actor("member"), at=NOON + timedelta(days=31), case=case, stars=5
        )


# On a busy machine the first drawing takes seconds, which says nothing about the rule.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from("甲乙丙丁戊己庚辛"), st.integers(0, 30)))
def test_no_sum_of_hidden_groups_is_small(counts):
    shown = shown_groups(counts)
    hidden = [n for name, n in counts.items() if name not in shown and n]

    assert all(counts[name] >= LEAST_SHOWN for name in shown)
    if hidden and shown:
        assert len(hidden) >= 2
        assert sum(hidden) >= LEAST_SHOWN
    if all(n == 0 or n >= LEAST_SHOWN for n in counts.values()):
        assert shown == {name for name, n in counts.items() if n}
