"""Numbers: counted up, never given twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from zhigong.base import numbering
from zhigong.base.numbering import SeriesExhausted, loose_number, next_number, take_numbers


@pytest.mark.django_db
def test_each_series_counts_from_one() -> None:
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]
    assert list(take_numbers("a", 3)) == [3, 4, 5]
    assert next_number("a") == 6


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_different_numbers_without_holes() -> None:
    def take(count: int) -> list[int]:
        try:
            with transaction.atomic():
                return list(take_numbers("busy", count))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        taken = [n for numbers in pool.map(take, [1, 2, 3] * 10) for n in numbers]

    assert sorted(taken) == list(range(1, 61))


@pytest.mark.django_db(transaction=True)
def test_a_number_of_an_undone_transaction_is_given_again() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number("undone")
        raise RuntimeError

    assert next_number("undone") == 1


@pytest.mark.django_db
def test_a_loose_series_counts_from_one_for_who_comes_alone(monkeypatch) -> None:
    monkeypatch.setattr(numbering, "PART", 2)

    assert [loose_number("loose") for _ in range(5)] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_a_series_may_become_loose() -> None:
    next_number("strict")

    assert [loose_number("strict"), loose_number("strict")] == [2, 3]


@pytest.mark.django_db
def test_a_loose_series_says_when_it_is_full(monkeypatch) -> None:
    monkeypatch.setattr(numbering, "PART", 1)
    monkeypatch.setattr(numbering, "PARTS", 2)

    assert [loose_number("short"), loose_number("short")] == [1, 2]
    with pytest.raises(SeriesExhausted):
        loose_number("short")


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_loose_number_and_none_is_given_twice() -> None:
    inside, together = [], Barrier(4)

    def take() -> None:
        try:
            for _ in range(5):
                with transaction.atomic():
                    inside.append(loose_number("busy"))
                    together.wait(20)  # all four hold one now
        finally:
            connection.close()

    loose_number("busy")  # the first of a day is waited for
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(take) for _ in range(4)]:
            done.result()

    assert len(set(inside)) == 20
