"""Numbers: counted up, never given twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from zhigong.base.numbering import next_number, take_numbers


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
