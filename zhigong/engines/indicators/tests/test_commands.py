"""The command lines on a tree made by hand, whose figures are worked out on paper."""

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command, load_command_class

from zhigong.base import clock
from zhigong.engines.indicators.tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
SPRING = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.use_clock(make.NOON):
        yield


def run(*words: str) -> Any:
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue())


def shares(union: str, on: date = DAY) -> dict[str, tuple[Any, ...]]:
    rows = run("coverage", "--union", union, "--on", on.isoformat())
    return {
        row["code"]: (
            row["numerator"],
            row["denominator"],
            row["rate"],
            row["gap"],
            row["gap_rows"],
        )
        for row in rows
    }


@pytest.fixture
def district() -> None:
    """A district with two streets; firm 1 has a union, firm 2 joined one in spring, firm 3 none."""
    root = make.union("federation", code="QU", region="330211")
    east = make.union("street", root, code="EAST", region="330211")
    west = make.union("street", root, code="WEST", region="330211")
    first = make.union("grassroots", east, code="FIRST", region="330211")
    second = make.union("grassroots", east, code="SECOND", region="330211", since=SPRING)
    big, middle, small = (
        make.employer(area, n) for area, n in ((east, 120), (east, 30), (west, 8))
    )
    alone = make.employer(west, 25)
    make.cover(big, first)
    make.cover(middle, second, since=SPRING)
    make.declare(first, 30, as_of=date(2026, 1, 1))
    make.declare(first, 40, as_of=date(2026, 6, 1))
    make.declare(second, 4, as_of=SPRING)
    make.members(first, 12, at=big, sex="2", since=date(2025, 1, 1), verified_on=date(2026, 5, 1))
    make.members(first, 10, at=big, since=SPRING)
    make.member(first, at=big, state="pending", since=SPRING)
    make.retain(make.member(first, at=big, since=SPRING), since=date(2026, 7, 1))
    make.members(second, 6, at=middle, since=SPRING)
    make.member(second, at=middle, since=SPRING, until=date(2026, 10, 1))
    make.member(first, at=big, state="transferring", since=SPRING)
    make.authorise(first)
    make.committee(first, kind="audit", form="single")
    make.term(first, since=date(2021, 6, 1), until=date(2026, 6, 1))
    make.term(second, since=SPRING, until=date(2031, 3, 1))
    make.authorise(west, since=SPRING, until=date(2026, 9, 1))
    assert small.pk
    assert alone.pk


@pytest.mark.usefixtures("district")
def test_the_coverages_of_a_district_are_those_worked_out_on_paper() -> None:
    # Firms of 25+: 120, 30, 25; of 100+: 120. Workers 120+30+8+25 = 183.
    # Recorded in FIRST: 12 women, 10 men, 1 transferring = 23; in SECOND 6 (one left in October).
    assert shares("QU") == {
        "union_rate_25": (2, 3, "0.6667", 1, 1),
        "union_rate_100": (1, 1, "1.0000", 0, 0),
        "join_rate": (29, 183, "0.1585", 154, 4),
        # FIRST 23 of 40, SECOND 6 of 4 declared, counted as 4 of 4.
        "collected": (27, 44, "0.6136", 17, 1),
        "verified": (12, 29, "0.4138", 17, 17),
        "women_committee": (0, 1, "0.0000", 1, 1),
        # QU, EAST, WEST, FIRST, SECOND; the authorisation of WEST ended in September.
        "authorised": (1, 5, "0.2000", 4, 4),
        "audit_committee": (1, 5, "0.2000", 4, 4),
        # FIRST and SECOND; neither is registered as a legal person.
        "legal_person": (0, 2, "0.0000", 2, 2),
        # The term of FIRST ran out in June; SECOND elected in spring; the others have none on record.
        "term_current": (1, 2, "0.5000", 1, 1),
        # FIRST and SECOND have firms of 25 or more; none of them has a station.
        "appeal_station": (0, 2, "0.0000", 2, 2),
    }


@pytest.mark.usefixtures("district")
def test_a_past_day_is_counted_as_it_stood_that_day() -> None:
    before = shares("QU", date(2026, 2, 28))

    assert before["union_rate_25"] == (1, 3, "0.3333", 2, 2)
    assert before["collected"] == (12, 30, "0.4000", 18, 1)
    assert before["verified"] == (0, 12, "0.0000", 12, 12)
    assert before["authorised"] == (1, 4, "0.2500", 3, 3)
    july = shares("QU", date(2026, 6, 30))
    assert july["collected"][:2] == (24 + 4, 44)
    assert july["verified"][:2] == (12, 24 + 7)
    assert july["authorised"][:2] == (2, 5)


@pytest.mark.usefixtures("district")
def test_a_union_without_anything_due_has_no_rate() -> None:
    assert shares("WEST")["union_rate_100"] == (0, 0, None, 0, 0)
    assert shares("WEST")["union_rate_25"] == (0, 1, "0.0000", 1, 1)


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("union", ["QU", "EAST", "WEST", "FIRST", "SECOND"])
@pytest.mark.parametrize("on", [date(2026, 2, 28), date(2026, 7, 1), DAY])
def test_a_gap_is_the_sum_of_what_its_rows_miss(union: str, on: date) -> None:
    for code, (numerator, denominator, _rate, gap, gap_rows) in shares(union, on).items():
        rows = run("gap", code, "--union", union, "--on", on.isoformat())

        assert gap == denominator - numerator == sum(row["missing"] for row in rows)
        assert gap_rows == len(rows)
        assert all(row["missing"] >= 1 for row in rows)


@pytest.mark.usefixtures("district")
def test_the_gap_list_names_who_is_missing_and_who_answers() -> None:
    rows = run("gap", "union_rate_25", "--union", "QU", "--on", "2026-11-21")
    assert [(row["kind"], row["union"], row["missing"]) for row in rows] == [
        ("employer", "WEST", 1)
    ]
    unions = run("gap", "collected", "--union", "EAST", "--on", "2026-11-21")
    assert [(row["kind"], row["id"], row["missing"]) for row in unions] == [("union", "FIRST", 17)]


@pytest.mark.usefixtures("district")
def test_the_tree_lists_parents_before_children_with_recorded_members() -> None:
    unions = run("tree", "--on", "2026-11-21")["unions"]

    assert [u["code"] for u in unions] == ["QU", "EAST", "WEST", "FIRST", "SECOND"]
    assert {u["code"]: (u["members"], u["members_below"]) for u in unions} == {
        "QU": (0, 29),
        "EAST": (0, 29),
        "WEST": (0, 0),
        "FIRST": (23, 23),
        "SECOND": (6, 6),
    }
    assert {u["parent"] for u in unions} == {None, "QU", "EAST"}
    assert len(run("tree", "--on", "2026-02-28")["unions"]) == 4


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("coverage", "--union", "NOWHERE"), "unknown_union"),
        (("gap", "verified", "--union", "NOWHERE"), "unknown_union"),
        (("gap", "happiness", "--union", "QU"), "unknown_coverage"),
    ],
)
def test_an_unknown_code_is_refused_in_json(words: tuple[str, ...], code: str) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command(*words, "--json", stdout=out, stderr=StringIO())

    assert exit_.value.code == 1
    answer = json.loads(out.getvalue())["error"]
    assert answer["code"] == code
    assert answer["text"].endswith("。")


def test_the_better_source_is_believed_until_it_is_a_year_older() -> None:
    root = make.union("federation", code="QU")
    firm = make.employer(root, 30, on=date(2025, 1, 1), source="social_insurance")
    make.head_count(firm, 10, on=date(2025, 9, 1), source="market")
    make.head_count(firm, 11, on=date(2026, 6, 1), source="market")

    assert shares("QU", date(2024, 12, 31))["join_rate"][1] == 0
    assert shares("QU", date(2025, 10, 1))["join_rate"][1] == 30
    assert shares("QU", date(2026, 6, 1))["join_rate"][1] == 11


@pytest.mark.parametrize("command", ["coverage", "tree"])
def test_a_day_that_is_none_is_a_usage_error(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 and one plain line, as for any argument that cannot be read."""
    words = [] if command == "tree" else ["--union", "330211"]
    with pytest.raises(SystemExit) as stopped:
        load_command_class("zhigong.engines.indicators", command).run_from_argv(
            ["manage.py", command, *words, "--on", "2026-13-01"]
        )
    assert stopped.value.code == 2
    assert "日期请写成2026-11-21的形式。" in capsys.readouterr().err


@pytest.mark.usefixtures("district")
def test_of_a_day_to_come_the_figures_of_today_are_given() -> None:
    assert shares("QU", date(2027, 12, 31)) == shares("QU", DAY)
