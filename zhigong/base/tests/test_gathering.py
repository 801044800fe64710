"""Rows that are saved together."""

import pytest

from zhigong.base import gathering
from zhigong.base.models import Series

pytestmark = pytest.mark.django_db


def series(count):
    return [Series.objects.create(name=f"s{number}", last=number) for number in range(count)]


def lasts():
    return list(Series.objects.order_by("name").values_list("last", flat=True))


def test_outside_rows_are_saved_at_once():
    (one,) = gathering.create([Series(name="s0")])
    one.last = 7

    gathering.save(one, ["last"])

    assert lasts() == [7]
    assert gathering.create(Series(name=f"t{number}") for number in range(2))[1].pk


def test_the_same_change_of_many_rows_is_one_statement(django_assert_num_queries):
    rows = series(5)

    with django_assert_num_queries(3), gathering.gathered():
        for row in rows:
            row.last = 9 if row.last < 3 else 8
            gathering.save(row, ["last"])
        gathering.create(Series(name=f"t{number}", last=1) for number in range(4))

    assert lasts() == [9, 9, 9, 8, 8, 1, 1, 1, 1]


def test_changes_of_one_row_go_out_in_their_order():
    one, other = series(2)

    with gathering.gathered():
        for row, values in ((one, (5, 6)), (other, (6, 5))):
            for value in values:
                row.last = value
                gathering.save(row, ["last"])

    assert lasts() == [6, 5]


def test_what_waits_can_be_sent_to_be_read():
    with gathering.gathered():
        gathering.create([Series(name="s0", last=3)])
        assert lasts() == []
        gathering.flush()
        assert lasts() == [3]


def test_what_fails_leaves_nothing():
    with pytest.raises(ZeroDivisionError), gathering.gathered():
        gathering.create([Series(name="s0")])
        raise ZeroDivisionError

    assert lasts() == []
    gathering.create([Series(name="s1")])
    assert lasts() == [0]
