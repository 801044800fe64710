"""Actors, how far their abilities reach, and reading only inside that."""

import pytest
from django.apps import apps

from zhigong.base.actor import ANONYMOUS, SYSTEM, Actor, Power, Scope, current_actor, use_actor
from zhigong.base.models import ScopedQuerySet
from zhigong.base.requests import UnscopedQuery, guarded, is_guarded

OFFICER = Actor(
    user_id=7,
    powers=(
        Power(2, frozenset({"people.view", "people.end"})),
        Power(5, frozenset({"people.view"})),
    ),
)


def grants() -> ScopedQuerySet:
    """Rows with a scope; this floor has none of its own."""
    found: ScopedQuerySet = apps.get_model("accounts", "Grant").objects.all()
    return found


def test_an_ability_reaches_the_nodes_it_was_given_at() -> None:
    assert OFFICER.scope("people.view") == Scope(frozenset({2, 5}))
    assert OFFICER.scope("people.end") == Scope(frozenset({2}))
    assert OFFICER.scope("people.erase") == Scope.nothing()
    assert OFFICER.may("people.end")
    assert not OFFICER.may("people.erase")


def test_a_scope_covers_what_lies_below_its_nodes() -> None:
    scope = OFFICER.scope("people.end")

    assert scope.covers([1, 2, 9])
    assert not scope.covers([1, 5, 9])
    assert Scope.all().covers([])
    assert not Scope.nothing().covers([1])


def test_nobody_may_do_nothing_and_the_system_everything() -> None:
    assert not ANONYMOUS.may("people.view")
    assert not ANONYMOUS.is_known
    assert SYSTEM.scope("people.view").everything


def test_the_actor_holds_for_the_block_alone() -> None:
    with use_actor(OFFICER):
        assert current_actor() == OFFICER

    assert current_actor() == ANONYMOUS


@pytest.mark.django_db
def test_rows_with_a_scope_are_refused_inside_a_request() -> None:
    reads = [
        lambda: list(grants()),
        lambda: list(grants().iterator()),
        lambda: grants().count(),
        lambda: grants().exists(),
        lambda: grants().first(),
        lambda: grants().aggregate(),
        lambda: grants().filter(pk=1).update(reason=""),
        lambda: grants().delete(),
        lambda: list(grants().values_list("pk", flat=True)),
    ]

    with guarded():
        for read in reads:
            with pytest.raises(UnscopedQuery):
                read()


@pytest.mark.django_db
def test_rows_opened_by_a_scope_or_a_reason_are_read() -> None:
    with guarded():
        assert list(grants().within(Scope.all())) == []
        assert grants().within(Scope(frozenset({1}))).filter(pk=1).count() == 0
        assert grants().trusted("counted, never shown").count() == 0
    assert not is_guarded()
    assert grants().count() == 0


def test_a_reason_is_wanted_for_reading_without_a_scope() -> None:
    with pytest.raises(UnscopedQuery):
        grants().trusted("")


@pytest.mark.django_db
def test_the_empty_scope_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert list(grants().within(Scope.nothing())) == []


def test_rows_are_read_by_a_set_of_numbers_sent_as_one_array(db, django_assert_num_queries):
    roles = apps.get_model("accounts", "Role")._base_manager
    wanted = set(roles.order_by("pk").values_list("pk", flat=True)[:2])
    with django_assert_num_queries(1) as sent:
        assert set(roles.filter(pk__any_of=wanted).values_list("pk", flat=True)) == wanted
    assert "= ANY ('{" in sent.captured_queries[0]["sql"]
    assert not roles.filter(pk__any_of=set()).exists()
