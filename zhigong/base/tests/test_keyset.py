"""Pages by key: every row once, in order, forwards and backwards."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from zhigong.base import keyset
from zhigong.base.models import Job

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def jobs():
    rows = [
        Job(
            task="t",
            title=f"第{number % 4}组",
            created_at=START + timedelta(hours=number % 5),
            owner_id=None if number % 3 == 0 else number % 7,
        )
        for number in range(23)
    ]
    return Job.objects.bulk_create(rows)


def walk(order, size=4):
    """Read forwards to the end, then backwards to the start; give both as ids."""
    rows = Job.objects.all()
    keys = keyset.keys_for(rows, order)
    pages, mark = [], ""
    while True:
        page = keyset.read_page(rows, keys, size=size, after=mark)
        pages.append([row.pk for row in page.rows])
        if not page.after:
            break
        mark = page.after
    back = [pages[-1]]
    while page.before:
        page = keyset.read_page(rows, keys, size=size, before=page.before)
        back.insert(0, [row.pk for row in page.rows])
    return pages, back, keys


ORDERS = [
    ("title",),
    ("-title",),
    ("title", "created_at"),
    ("-created_at", "title"),
    ("owner_id",),
    ("-owner_id",),
    ("title", "-owner_id"),
]


@pytest.mark.parametrize("order", ORDERS)
def test_every_row_is_on_one_page_forwards_and_backwards(jobs, order):
    forwards, backwards, keys = walk(order)

    flat = [pk for page in forwards for pk in page]
    expected = Job.objects.order_by(*(keyset.ordering(key, False) for key in keys))
    assert flat == list(expected.values_list("pk", flat=True))
    assert [pk for page in backwards for pk in page] == flat


def test_empty_values_stand_at_the_end_in_both_directions(jobs):
    for order in (("owner_id",), ("-owner_id",)):
        forwards, _back, _keys = walk(order, size=23)
        owners = list(Job.objects.in_bulk(forwards[0]).values())
        empty = sum(owner.owner_id is None for owner in owners)
        tail = [Job.objects.get(pk=pk).owner_id for pk in forwards[0][-empty:]]
        assert tail == [None] * empty


def test_an_order_without_empty_values_is_one_row_comparison(jobs):
    rows = Job.objects.all()
    keys = keyset.keys_for(rows, ("title", "created_at"))
    page = keyset.read_page(rows, keys, size=4)

    found = keyset.read_page(rows, keys, size=4, after=page.after)
    sql = str(
        rows.filter(keyset._beyond(rows, keys, [jobs[0].title, START, jobs[0].pk], False)).query
    )

    assert len(found.rows) == 4
    assert 'title", "base_job"."created_at", "base_job"."id") > (' in sql


@pytest.mark.parametrize("mark", ["x", "bm90IGpzb24", "WzFd", "WyJhIiwgIm5vIGRhdGUiLCAieCJd", "é"])
def test_a_mark_that_cannot_be_read_gives_the_first_page(jobs, mark):
    rows = Job.objects.all()
    keys = keyset.keys_for(rows, ("title", "created_at"))

    page = keyset.read_page(rows, keys, size=4, after=mark)

    assert [r.pk for r in page.rows] == [r.pk for r in keyset.read_page(rows, keys, size=4).rows]
    assert page.before == ""
