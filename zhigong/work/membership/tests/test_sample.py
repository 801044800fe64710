"""The shared sample roster, row by row, against what a careful importer says of it."""

import json
from datetime import date
from pathlib import Path

import pytest

from zhigong.engines.exchange.recognise import find_table
from zhigong.engines.exchange.workbook import open_workbook
from zhigong.work.membership.catalogue.imports.roster import ROSTER
from zhigong.work.membership.rules.roster import check_roster

ROOT = Path(__file__).parents[4]
SAMPLE = ROOT / "zhigong/demo/data/roster-sample.xlsx"
EXPECTED = ROOT / "tests/data/roster-sample.expected.json"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def expected():
    return json.loads(EXPECTED.read_text())


@pytest.fixture(scope="module")
def table():
    with open_workbook(SAMPLE) as workbook:
        return find_table(workbook, ROSTER.fields)


@pytest.fixture(scope="module")
def checked(table):
    columns = {code: table.values(code) for code in table.mapping}
    return check_roster(columns, rows=table.row_numbers, today=TODAY)


def test_sheet_header_and_rows_are_found(table, expected):
    assert table.sheet == expected["sheet"]
    assert table.header_row == expected["header_row"]
    assert len(table.data) == expected["people_rows"]
    assert table.row_numbers == sorted(table.row_numbers)
    assert (table.row_numbers[0], table.row_numbers[-1]) == (5, 1205)
    assert table.missing == ()


def test_every_listed_row_carries_its_codes(checked, expected):
    places = {row: place for place, row in enumerate(checked.rows)}
    for entry in expected["expected"]:
        found = set(checked.codes(places[entry["row"]]))
        assert set(entry["findings"]) <= found, entry["row"]


def test_no_other_row_carries_an_error(checked, expected):
    listed = {entry["row"] for entry in expected["expected"]}
    faulty = {
        row: checked.codes(place)
        for place, row in enumerate(checked.rows)
        if row not in listed and any(code.startswith("error:") for code in checked.codes(place))
    }
    assert faulty == {}


def test_duplicates_are_not_refusals(checked, expected):
    places = {row: place for place, row in enumerate(checked.rows)}
    for entry in expected["expected"]:
        if entry["findings"] == ["error:duplicate_in_file"]:
            assert checked.is_duplicate(places[entry["row"]])
            assert not checked.is_refused(places[entry["row"]])


def test_values_come_in_their_normal_form(checked):
    first = {code: column[0] for code, column in checked.columns.items()}
    assert first["name"] == "姚艳元"
    assert first["id_number"] == "52240119690108212X"
    assert (first["sex"], first["birth_on"]) == ("2", date(1969, 1, 8))
    assert (first["ethnicity"], first["political_status"], first["education"]) == ("01", "13", "14")
    assert first["joined_on"] == date(2007, 6, 20)
    assert checked.unknown_values == {}
