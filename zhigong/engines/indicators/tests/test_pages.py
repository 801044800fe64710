"""The pages: what they show, how many statements they take, and that scope holds."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhigong.base import clock
from zhigong.base.actor import Actor, Power
from zhigong.engines.indicators import operations, queries
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.tests import factories as make
from zhigong.registry.accounts import middleware
from zhigong.registry.unions.models import Union

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
ABILITIES = frozenset(
    {"indicators.view", "indicators.view_gap", "indicators.export", "unions.view"}
)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.use_clock(make.NOON):
        yield


@pytest.fixture
def county() -> Union:
    city = make.union("federation", code="SHI", region="330200")
    county = make.union("federation", city, code="QU", region="330211")
    make.union("federation", city, code="OTHER")
    for number in range(4):
        street = make.union("street", county, code=f"S{number}")
        for _ in range(3):
            union = make.union("grassroots", street)
            firm = make.employer(street, 40 + 50 * number)
            make.cover(firm, union)
            make.declare(union, 10)
            make.members(union, number + 5, at=firm, since=date(2026, 4, 1))
            make.term(union, since=date(2021, 1, 1), until=date(2026, 1 + number, 1))
        make.employer(street, 60)
    operations.rebuild(today=TODAY)
    return county


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, client: Client) -> Any:
    """Read a page as an officer of a union."""

    def get(url: str, *, at: Union, abilities: frozenset[str] = ABILITIES) -> Any:
        actor = Actor(user_id=1, name="张三", powers=(Power(at.pk, abilities),))

        def serve(self: Any, request: Any) -> Any:
            request.actor, request.scope_title = actor, at.name
            return self._get_response(request)

        monkeypatch.setattr(middleware.ActorMiddleware, "__call__", serve)
        return client.get(url)

    return get


def test_the_board_shows_every_coverage_with_its_list(county: Union, read: Any) -> None:
    answer = read(reverse("indicators:coverage", args=["QU"]), at=county)

    text = answer.content.decode()
    assert answer.status_code == 200
    for entry in COVERAGES.entries():
        assert entry.title in text
        assert reverse("indicators:gap", args=[entry.code, "QU", "2026-11-21"]) in text
    # 12 firms of 16 have a union; 78 of 120 declared members are recorded.
    assert "75.00%" in text
    assert "65.00%" in text
    assert answer.context["board"].source == "facts"


def test_the_board_takes_few_statements(county: Union, read: Any) -> None:
    url = reverse("indicators:coverage", args=["QU"])
    read(url, at=county)
    with CaptureQueriesContext(
        connection,
    ) as taken:
        read(url, at=county)
    # Three more are the session, the user and her rights.
    assert len(taken) <= 4, [q["sql"][:80] for q in taken]


@pytest.mark.parametrize("on", ["2026-10-31", "2026-10-17", "2019-01-01", "tomorrow", "2031-01-01"])
def test_the_board_shows_any_day(county: Union, read: Any, on: str) -> None:
    answer = read(reverse("indicators:coverage", args=["QU"]) + f"?on={on}", at=county)

    assert answer.status_code == 200
    expected = {"2026-10-17": "rows", "2019-01-01": "rows"}.get(on, "facts")
    assert answer.context["board"].source == expected
    assert ("由明细逐条统计" in answer.content.decode()) is (expected == "rows")


@pytest.mark.parametrize(
    ("on", "remark"),
    [
        ("xyz", "日期“xyz”无法识别"),
        ("<b>2026-02-30", "日期“&lt;b&gt;2026-02-30”无法识别"),
        ("2031-01-01", "所选日期还没有到"),
        ("2026-10-31", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("page", ["board", "overview"])
def test_a_day_that_is_not_shown_is_told_beside_its_field(
    county: Union, read: Any, page: str, on: str, remark: str
) -> None:
    text = read(reverse(f"indicators:{page}") + f"?on={on}", at=county).content.decode()

    assert ('aria-describedby="board-on_error"' in text) is bool(remark)
    assert remark in text


def test_without_a_code_the_board_is_of_the_highest_union_in_scope(
    county: Union, read: Any
) -> None:
    assert read(reverse("indicators:board"), at=county).context["union"] == county


def test_outside_the_scope_there_is_nothing(county: Union, read: Any) -> None:
    for name, args in (
        ("indicators:coverage", ["OTHER"]),
        ("indicators:gap", ["verified", "SHI", "2026-11-21"]),
        ("indicators:gap", ["nothing", "QU", "2026-11-21"]),
        ("indicators:gap", ["verified", "QU", "soon"]),
        ("indicators:gap_today", ["verified", "OTHER"]),
    ):
        assert read(reverse(name, args=args), at=county).status_code == 404, (name, args)
    refused = read(reverse("indicators:board"), at=county, abilities=frozenset({"unions.view"}))
    assert refused.status_code == 403


@pytest.mark.parametrize("entry", COVERAGES.entries(), ids=lambda entry: entry.code)
def test_every_gap_opens_as_a_list(county: Union, read: Any, entry: Any) -> None:
    url = reverse("indicators:gap", args=[entry.code, "QU", "2026-11-21"])
    answer = read(url, at=county)

    figure = answer.context["figure"]
    assert answer.status_code == 200
    assert answer.context["list"].count == f"{figure.gap_rows:,}"
    for more in ("?q=张", "?q=zhang", "?below=S1", "?size=20", "?export=xlsx"):
        assert read(url + more, at=county).status_code == 200, more


def test_a_gap_list_is_narrowed_by_street_and_size(county: Union, read: Any) -> None:
    url = reverse("indicators:gap", args=["union_rate_25", "QU", "2026-11-21"])

    assert read(url, at=county).context["list"].count == "4"
    assert read(url + "?below=S1", at=county).context["list"].count == "1"
    assert read(url + "?size=100-499", at=county).context["list"].count == "0"


def test_the_late_list_is_the_head_of_the_gap_list(county: Union) -> None:
    late = queries.late_terms(union_id=county.pk, on=TODAY)
    rows = queries.gap_rows(code="term_current", union_id=county.pk, on=TODAY)

    expected = list(rows.order_by("term_ends", "pk").values_list("pk", "term_ends")[:8])
    assert [(term.union_id, term.ends_before) for term in late] == expected
    assert len(expected) == 8


def test_the_overview_lists_the_children(county: Union, read: Any) -> None:
    answer = read(reverse("indicators:overview"), at=county)

    assert answer.status_code == 200
    assert [child.code for child, _ in answer.context["children"]] == ["S0", "S1", "S2", "S3"]


def test_the_funnel_leads_from_workers_down_and_each_loss_opens_its_list(
    county: Union, read: Any
) -> None:
    html = read(reverse("indicators:coverage", args=["QU"]), at=county).content.decode()
    funnel = html.split('class="funnel"')[1].split("</ol>")[0]

    names = ("职工", "应采集（申报会员）", "已采集（实名在册）", "已认证")
    places = [funnel.index(name) for name in names]
    assert places == sorted(places)
    # Twelve covered firms of 40, 90, 140, 190 workers and four of 60; 120 declared, 78 recorded.
    for count in ("1,620", "120", "78", "0"):
        assert f'<b class="figures">{count}</b>' in funnel
    for code in ("join_rate", "collected", "verified"):
        assert reverse("indicators:gap", args=[code, "QU", "2026-11-21"]) in funnel
