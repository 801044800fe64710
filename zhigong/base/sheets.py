"""Write rows to an Excel file as a stream: text stays text, and no text becomes a formula."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhigong.kernel.later import later

try:
    import rustpy_xlsxwriter as fast_writer
except ImportError:  # a platform without its wheel: slower, same file
    fast_writer = None

xlsxwriter = later("xlsxwriter")

log = logging.getLogger(__name__)

SHEET_ROWS = 1_048_575
"""Rows one sheet of the format can hold, its header not counted."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"

Cell = str | int | float | bool | date | datetime | Decimal | None


class TooManyRows(ValueError):
    """More rows than one sheet can hold."""


def guard_text(text: str) -> str:
    """Return text that no spreadsheet will calculate, even after it was saved as CSV.

    A number with its sign and a lone dash are left as they are.
    """
    if not text.startswith(FORMULA_STARTS) or text in ("-", "+"):
        return text
    if text[0] in "+-" and text[1:].replace(".", "", 1).isdigit():
        return text
    return GUARD + text


def write_rows(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    watermark: str | None = None,
    sheet: str = "",
) -> int:
    """Write rows to ``path`` and return how many there were.

    Streaming: memory does not grow with the rows. Strings are written as text cells whatever they
    look like, so identity numbers and leading zeros stay; dates as dates; ``Decimal`` as number.

    :param watermark: a line above the header that says who made the file and when.
    :raises TooManyRows: above ``SHEET_ROWS``.
    """
    counted = _Counted(_clean(row) for row in rows)
    target = _Target(path, list(header), watermark or "", sheet or _("名单"))
    if fast_writer is not None:
        _write_fast(target, counted)
    else:
        _write_slow(target, counted)
    return counted.count


@dataclass(frozen=True, slots=True)
class _Target:
    path: Path
    header: list[str]
    watermark: str
    sheet: str


class _Counted:
    """Rows that count themselves while they pass."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self._rows:
            self.count += 1
            if self.count > SHEET_ROWS:
                raise TooManyRows
            yield row


def _clean(row: Sequence[Cell]) -> list[Any]:
    return [_clean_cell(cell) for cell in row]


def _clean_cell(cell: Cell) -> Any:
    if isinstance(cell, str):
        return guard_text(cell) if cell else None
    if cell is None or isinstance(cell, (bool, int, float)):
        return cell
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        return float(cell)
    return guard_text(str(cell))


def _unique(header: list[str]) -> list[str]:
    """Return titles that differ, as the fast writer keys cells by them."""
    seen: dict[str, int] = {}
    titles = []
    for title in header:
        seen[title] = seen.get(title, 0) + 1
        titles.append(title if seen[title] == 1 else f"{title}({seen[title]})")
    return titles


def _records(titles: list[str], rows: Iterable[list[Any]]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        yield dict(zip(titles, row, strict=True))


def _write_fast(target: _Target, rows: _Counted) -> None:
    titles = _unique(target.header)
    options: dict[str, Any] = {}
    if target.watermark:
        last = max(1, len(titles) - 1)
        options = {"header_row": 1, "merge_ranges": [(0, 0, 0, last, target.watermark)]}
    records: Iterator[Mapping[str, Any]] = _records(titles, rows)
    first = next(records, None)
    if first is None:
        _write_slow(target, rows)
        return
    fast_writer.write_worksheet(
        _again(first, records),
        str(target.path),
        sheet_name=target.sheet,
        bold_headers=True,
        freeze_row=2 if target.watermark else 1,
        datetime_format="yyyy-mm-dd",
        column_width=16,
        **options,
    )


def _again(first: Mapping[str, Any], rest: Iterator[Mapping[str, Any]]) -> Iterator[Any]:
    yield first
    yield from rest


def _write_slow(target: _Target, rows: Iterable[list[Any]]) -> None:
    book = xlsxwriter.Workbook(
        str(target.path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    try:
        page = book.add_worksheet(target.sheet)
        bold = book.add_format({"bold": True})
        top = 0
        if target.watermark:
            page.write_string(0, 0, target.watermark)
            top = 1
        page.set_column(0, max(0, len(target.header) - 1), 16)
        page.write_row(top, 0, target.header, bold)
        page.freeze_panes(top + 1, 0)
        for number, row in enumerate(rows, start=top + 1):
            page.write_row(number, 0, row)
    finally:
        book.close()
