"""Workbooks: text stays text, nothing is calculated, memory and speed suit large lists."""

import time
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from zhigong.base import sheets

HEADER = ["姓名", "证件号", "入会日期", "人数"]


@pytest.fixture(params=["fast", "slow"])
def writer(request, monkeypatch):
    if request.param == "slow":
        monkeypatch.setattr(sheets, "fast_writer", None)
    return sheets.write_rows


def read(path):
    rows = openpyxl.load_workbook(path).active.iter_rows()
    return [[(cell.value, cell.data_type) for cell in row] for row in rows]


def test_text_stays_text_and_dates_and_numbers_keep_their_kind(tmp_path, writer):
    path = tmp_path / "a.xlsx"

    written = writer(path, HEADER, [("0123", "330211199001011234", date(2020, 5, 1), Decimal("3"))])

    rows = read(path)
    assert written == 1
    assert [cell[0] for cell in rows[0]] == HEADER
    assert rows[1][0] == ("0123", "s")
    assert rows[1][1] == ("330211199001011234", "s")
    assert rows[1][2][0].date() == date(2020, 5, 1)
    assert rows[1][3] == (3, "n")


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_is_never_one(tmp_path, writer, text):
    path = tmp_path / "a.xlsx"

    writer(path, HEADER, [(text, "b", None, 1)])

    value, kind = read(path)[1][0]
    assert kind == "s"
    assert value.startswith("'")


@pytest.mark.parametrize("text", ["-", "-3.5", "+8613800000000", "张三", ""])
def test_harmless_text_is_left_as_it_is(text):
    assert sheets.guard_text(text) == text


def test_a_watermark_stands_above_the_header(tmp_path, writer):
    path = tmp_path / "a.xlsx"

    writer(path, HEADER, [("a", "b", None, 1)], watermark="陈建国 2026-11-21 10:30 导出")

    rows = read(path)
    assert rows[0][0][0] == "陈建国 2026-11-21 10:30 导出"
    assert [cell[0] for cell in rows[1]] == HEADER
    assert rows[2][0][0] == "a"


def test_no_rows_give_a_sheet_with_its_header(tmp_path, writer):
    path = tmp_path / "a.xlsx"

    assert writer(path, HEADER, iter(()), watermark="w") == 0
    assert [cell[0] for cell in read(path)[1]] == HEADER


def test_columns_of_one_title_keep_their_own_cells(tmp_path, writer):
    path = tmp_path / "a.xlsx"

    writer(path, ["备注", "备注"], [("甲", "乙")])

    assert [cell[0] for cell in read(path)[1]] == ["甲", "乙"]


def test_empty_first_cells_do_not_decide_the_kind_of_a_column(tmp_path, writer):
    path = tmp_path / "a.xlsx"

    writer(path, HEADER, [(None, None, None, None), ("a", "b", date(2020, 5, 1), 7)])

    assert read(path)[2][3] == (7, "n")
    assert read(path)[2][2][0].date() == date(2020, 5, 1)


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, writer, monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_ROWS", 3)

    with pytest.raises(sheets.TooManyRows):
        writer(tmp_path / "a.xlsx", ["a"], ([n] for n in range(5)))


@pytest.mark.skipif(
    sheets.fast_writer is None, reason="this platform has no wheel of the fast writer"
)
def test_large_lists_are_written_fast(tmp_path):
    rows = (("张三丰", "330211********1234", date(2020, 1, 1), n) for n in range(30_000))
    start = time.process_time()

    assert sheets.write_rows(tmp_path / "a.xlsx", HEADER, rows) == 30_000
    assert 30_000 / (time.process_time() - start) > 32_000
