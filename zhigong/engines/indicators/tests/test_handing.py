"""From a gap list to tasks and back: handed out, the coverage moves, rows close by the data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhigong.base import clock
from zhigong.base.actor import Actor, Power
from zhigong.engines.indicators import operations, queries
from zhigong.engines.indicators.tests import factories as make
from zhigong.engines.tasks import operations as tasks
from zhigong.engines.tasks.models import HandOut, Task, TaskRow
from zhigong.registry.accounts import middleware
from zhigong.registry.accounts.models import User
from zhigong.registry.unions.models import Union

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
RIGHTS = frozenset(
    "indicators.view indicators.view_gap unions.view tasks.view tasks.hand_out tasks.handle".split()
)
LIST = "union_rate_25"


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.use_clock(make.NOON):
        yield


@pytest.fixture
def county() -> Union:
    county = make.union("federation", code="QU", region="330211")
    for number in range(2):
        street = make.union("street", county, code=f"S{number}")
        for workers in (30, 60, 90):
            make.employer(street, workers)
    operations.rebuild(today=TODAY)
    return county


@pytest.fixture
def leader(county: Union) -> Actor:
    user = User.objects.create(login="leader", name="区总干部", kind="staff", created_at=make.NOON)
    return Actor(user_id=user.pk, name=user.name, powers=(Power(county.pk, RIGHTS),))


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch, client: Client, leader: Actor) -> Client:
    def serve(self: Any, request: Any) -> Any:
        request.actor = leader
        return self._get_response(request)

    monkeypatch.setattr(middleware.ActorMiddleware, "__call__", serve)
    return client


def send(browser: Client, query: str = "", **more: str) -> Any:
    level = f"{query}&level=child" if query else "?level=child"
    url = reverse("indicators:hand_out", args=[LIST, "QU"]) + level
    asked = {"title": "补建工会", "due_on": "2026-12-04", **more}
    return browser.post(url, asked)


def test_the_plan_says_who_gets_how_many_and_writes_nothing(browser: Client) -> None:
    html = browser.get(reverse("indicators:hand_out", args=[LIST, "QU"])).content.decode()

    assert "交办给 2 个工会（6 行）" in html
    assert not HandOut.objects.exists()


def test_a_whole_list_goes_as_one_task_a_union(browser: Client) -> None:
    answer = send(browser)

    made = HandOut.objects.get()
    assert answer["Location"] == reverse("tasks:hand_out", args=[made.pk])
    assert sorted(made.tasks.values_list("union__code", "rows_total")) == [("S0", 3), ("S1", 3)]
    assert made.before == {"due": 6, "reached": 0}


def test_a_narrowed_list_goes_narrowed_and_the_rest_later(browser: Client) -> None:
    send(browser, "?size=25-99&below=S0")
    send(browser)

    first, second = HandOut.objects.order_by("pk")
    assert first.tasks.get().union.code == "S0"
    assert sorted(second.tasks.values_list("union__code", "rows_total")) == [("S1", 3)]


def test_chosen_rows_go_alone(browser: Client) -> None:
    gap = queries.gap_list(code=LIST, union_id=Union.objects.get(code="QU").pk, on=TODAY)
    chosen = [str(row.pk) for row in gap.order_by("pk")[:2]]
    url = reverse("indicators:gap_today", args=[LIST, "QU"])

    answer = browser.post(url, {"deed": "hand_out", "ids": chosen})
    send(browser, "?" + answer["Location"].split("?")[1])

    assert TaskRow.objects.count() == 2


def test_when_all_is_under_way_the_page_says_so(browser: Client) -> None:
    send(browser)

    html = send(browser).content.decode()

    assert "没有重复交办" in html
    assert HandOut.objects.count() == 1


def test_the_gap_list_tells_what_is_under_way(browser: Client) -> None:
    send(browser, "?below=S0")
    url = reverse("indicators:gap_today", args=[LIST, "QU"])

    unsent = browser.get(url, {"task": "unsent"}).content.decode()
    sent = browser.get(url, {"task": "sent"}).content.decode()

    assert unsent.count("交办中</span>") == 0
    assert sent.count("交办中</span>") == 3


def test_a_row_closes_when_the_coverage_shows_it_and_the_figure_moves(browser: Client) -> None:
    send(browser, "?below=S0")
    task = Task.objects.get()
    firm = task.rows.order_by("pk").first().employer
    built = make.union("grassroots", Union.objects.get(code="S0"))
    make.cover(firm, built)
    operations.book(union_ids=[Union.objects.get(code="S0").pk], since=TODAY, today=TODAY)

    closed = tasks.close_shown_rows(at=clock.now())
    html = browser.get(reverse("tasks:hand_out", args=[task.hand_out_id])).content.decode()

    assert closed == 1
    assert TaskRow.objects.get(employer=firm).ended_by == "data"
    assert "交办时已达 0/6，现在 1/6" in html


def test_every_kind_of_list_can_be_asked_what_is_still_missing(county: Union) -> None:
    make.members(make.union("grassroots", county), 1, since=date(2026, 1, 1))
    verified = queries.gap_rows(code="verified", union_id=county.pk, on=TODAY)
    keys = set(verified.values_list("pk", flat=True))

    still = queries.GAPS.still_missing("indicator:verified", keys, TODAY)

    assert len(keys) == 1
    assert still == keys
    assert queries.GAPS.still_missing("indicator:gone", {5}, TODAY) == {5}


def test_grassroots_unions_without_a_valid_certificate_are_missed(county: Union) -> None:
    street = Union.objects.get(code="S0")
    valid = make.union("grassroots", street, legal_person=True)
    late = make.union("joint", street, legal_person=True, certificate_until=date(2026, 11, 1))
    none = make.union("grassroots", street)

    missed = queries.gap_rows(code="legal_person", union_id=county.pk, on=TODAY)

    assert set(missed.values_list("pk", flat=True)) == {late.pk, none.pk}
    assert valid.pk not in missed.values_list("pk", flat=True)


def test_a_coverage_of_employers_comes_apart_by_size_and_ownership(
    browser: Client, county: Union
) -> None:
    street = Union.objects.get(code="S0")
    firm = make.employer(street, 120)
    type(firm).objects.filter(pk=firm.pk).update(ownership="foreign")
    make.cover(firm, make.union("grassroots", street))

    sizes = queries.by_size(
        code=LIST, union_id=county.pk, on=TODAY, titles=[("25-99", "中"), ("100-499", "大")]
    )
    owned = queries.by_ownership(code=LIST, union_id=county.pk, on=TODAY)
    html = browser.get(reverse("indicators:parts", args=[LIST, "QU"])).content.decode()

    assert [(one.code, one.due, one.reached, one.gap_rows) for one in sizes] == [
        ("25-99", 6, 0, 6),
        ("100-499", 1, 1, 0),
    ]
    foreign = next(one for one in owned if one.code == "foreign")
    assert (foreign.due, foreign.reached, str(foreign.rate)) == (1, 1, "1.0000")
    assert sum(one.due for one in owned) == 7
    assert "?size=25-99" in html


def test_a_coverage_of_unions_has_no_such_parts(browser: Client) -> None:
    assert browser.get(reverse("indicators:parts", args=["verified", "QU"])).status_code == 404
