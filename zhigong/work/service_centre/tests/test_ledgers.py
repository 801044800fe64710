"""The three ledgers are the cases themselves: totals equal rows, names and numbers are masked."""

from io import BytesIO

import openpyxl
import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import OPEN_STATES, PROGRAMMES, Decision
from zhigong.engines.cases.queries import get_programme, steps_of
from zhigong.work.service_centre import queries
from zhigong.work.service_centre.contract import LEDGERS

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


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


def opened(world, code="appeal", where="firm", **answers):
    return cases.open_case(
        actor=world.actor("member"),
        at=NOON,
        programme=get_programme(code),
        union=world.unions[where],
        answers={"details": "请打13812345678联系，证号33021119900307002X。"} | answers,
        person=world.things["person"],
    )


def totals(world, code, who="county_officer"):
    rows = queries.ledger_rows(actor=world.actor(who), ledger=LEDGERS.get(code))
    return rows, queries.ledger_totals(rows, today=TODAY)


def test_every_programme_of_a_ledger_exists_and_stands_in_one_ledger_only():
    named = [code for ledger in LEDGERS.entries() for code in ledger.programmes]

    assert len(named) == len(set(named))
    assert all(code in PROGRAMMES for code in named)
    assert [ledger.title for ledger in LEDGERS.entries()] == [
        "困难帮扶台账",
        "民生诉求台账",
        "信访稳定台账",
    ]


@pytest.mark.parametrize("code", ["hardship", "livelihood", "stability"])
def test_the_totals_are_those_of_the_rows(world, code):
    for programme in ("appeal", "suggestion", "complaint"):
        opened(world, programme)
    done = opened(world, "suggestion")
    cases.decide_step(
        actor=world.actor("officer"),
        at=NOON,
        step=steps_of(done).get(),
        decision=Decision.PASS,
        reason="采纳",
    )

    rows, found = totals(world, code)
    listed = list(rows)

    assert found.received == len(listed)
    assert found.open == sum(case.state in OPEN_STATES for case in listed)
    assert found.done == sum(case.state == "done" for case in listed)
    assert found.otherwise == found.received - found.open - found.done
    assert found.received > 0


def test_names_and_numbers_are_masked_on_every_side(world):
    opened(world)
    client, base = world.client("county_officer"), "service_centre:ledger"

    page = client.get(reverse(base, args=["livelihood"])).content.decode()
    sheet = client.get(reverse(f"{base}_print", args=["livelihood"])).content.decode()
    file = client.get(reverse(base, args=["livelihood"]), {"export": "xlsx"})
    book = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))
    cells = "".join(str(cell.value) for row in book.active for cell in row)

    for shown in (page, sheet, cells):
        assert "王*" in shown
        assert "王小花" not in shown
        assert "13812345678" not in shown
        assert "33021119900307002" not in shown


def test_the_printed_sheet_has_the_rows_of_the_list_as_it_was_narrowed(world):
    firm, other = opened(world), opened(world, where="other_firm")
    street = world.unions["street"]
    client = world.client("county_officer")
    query = {"unit": str(street.pk), "from": "2026-11-01"}

    sheet = client.get(
        reverse("service_centre:ledger_print", args=["livelihood"]), query
    ).content.decode()

    assert firm.number in sheet
    assert other.number not in sheet
    assert "登记日期起：2026-11-01" in sheet
    assert "制表人" in sheet


def test_an_officer_sees_in_a_ledger_what_she_sees_as_cases(world):
    own, other = opened(world), opened(world, where="other_firm")

    rows, found = totals(world, "livelihood", "officer")

    numbers = set(rows.values_list("number", flat=True))
    assert own.number in numbers
    assert other.number not in numbers
    assert found.received == len(numbers)


def test_long_numbers_in_a_text_are_hidden_but_for_their_end():
    assert queries.masked_text("电话13812345678，12天") == "电话****678，12天"
    assert len(queries.masked_text("长" * 500)) == 120
