"""Workbooks for officers: the template to fill in, and their own file with what was found.

Small files keep their looks (openpyxl); above ``KEEP_LOOKS_ROWS`` the sheet is written anew as a
stream, because the looks of 100,000 rows do not fit into memory.
"""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhigong.base.sheets import guard_text
from zhigong.engines.exchange.contract import Field, ImportKind
from zhigong.engines.exchange.datarows import EXAMPLE
from zhigong.engines.exchange.workbook import Cell, Workbook
from zhigong.kernel.later import later

openpyxl, xlsxwriter = later("openpyxl"), later("xlsxwriter")

KEEP_LOOKS_ROWS = 20_000
BAD, DOUBTFUL, GOOD = "F8D3DC", "FCE9CC", "DCF0E4"
TEMPLATE_ROWS = 5_000  # rows of the template that have drop-downs
LONGEST_LIST = 200  # choices of one drop-down


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a row of the result.

    :param columns: columns (from 0) whose cell is marked.
    :param tone: ``bad``, ``doubtful`` or ``good``.
    """

    action: str
    text: str
    tone: str
    columns: tuple[int, ...] = ()


def titles() -> tuple[str, str]:
    """Return the titles of the two columns added to a result."""
    return _("处理结果"), _("问题说明")


def write_findings(
    *, source: Workbook, sheet: str, header_row: int, notes: Mapping[int, Note], target: Path
) -> None:
    """Write the handed-in sheet with two more columns, and the cells in question marked.

    :param header_row: as Excel counts; 0 when there is none.
    :param notes: sheet row number -> what to say.
    """
    if source.kind == "xlsx" and len(notes) <= KEEP_LOOKS_ROWS:
        try:
            _write_kept(source.path, sheet, header_row, notes=notes, target=target)
        except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile):
            _write_anew(
                source, sheet, header_row, notes=notes, target=target
            )  # looks openpyxl cannot read
    else:
        _write_anew(source, sheet, header_row, notes=notes, target=target)


def _write_kept(
    path: Path, sheet: str, header_row: int, *, notes: Mapping[int, Note], target: Path
) -> None:
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    at = page.max_column + 1
    fills = {
        tone: openpyxl.styles.PatternFill("solid", fgColor=colour)
        for tone, colour in _TONES.items()
    }
    if header_row:
        for offset, title in enumerate(titles()):
            cell = page.cell(header_row, at + offset, title)
            cell.font = openpyxl.styles.Font(bold=True)
    for row, note in notes.items():
        page.cell(row, at, note.action).fill = fills[note.tone]
        if note.text:
            page.cell(row, at + 1, note.text)
        if note.tone != "good":
            for column in note.columns:
                page.cell(row, column + 1).fill = fills[note.tone]
    page.column_dimensions[openpyxl.utils.get_column_letter(at)].width = 14
    page.column_dimensions[openpyxl.utils.get_column_letter(at + 1)].width = 60
    book.active = book.index(page)
    book.save(target)


_TONES = {"bad": BAD, "doubtful": DOUBTFUL, "good": GOOD}


def _write_anew(
    source: Workbook, sheet: str, header_row: int, *, notes: Mapping[int, Note], target: Path
) -> None:
    rows = source.sheet(sheet).rows
    width = max(map(len, rows), default=0)
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    try:
        page = book.add_worksheet(sheet[:31])
        page.set_column(0, width, 16)
        page.set_column(width + 1, width + 1, 60)
        looks = {
            tone: book.add_format({"bg_color": f"#{colour}"}) for tone, colour in _TONES.items()
        }
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        for index, cells in enumerate(rows):
            note = notes.get(index + 1)
            marked = note.columns if note is not None and note.tone != "good" else ()
            for column, cell in enumerate(cells):
                look = looks[note.tone] if note is not None and column in marked else None
                _write_cell(page, index, column, cell, look, day)
            if note is not None:
                page.write_string(index, width, note.action, looks[note.tone])
                page.write_string(index, width + 1, note.text)
            elif index + 1 == header_row:
                page.write_row(index, width, titles(), bold)
    finally:
        book.close()


def _write_cell(page: Any, row: int, column: int, cell: Cell, look: Any, day: Any) -> None:  # noqa: PLR0917
    if cell is None or cell == "":
        if look is not None:
            page.write_blank(row, column, None, look)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, look)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, look)
    elif isinstance(cell, date | datetime | time):
        page.write_datetime(row, column, cell, look or day)
    else:
        page.write_string(row, column, str(cell), look)


def write_template(
    *, kind: ImportKind, target: Path, choices: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Write the workbook officers fill in: drop-downs, text columns, an example row, notes.

    :param choices: field -> further choices, such as the unions below the chosen one.
    """
    fields = [one for one in kind.fields if one.in_template]
    book = xlsxwriter.Workbook(str(target))
    try:
        page = book.add_worksheet(kind.title[:31])
        _write_head(book, page, fields)
        lists = book.add_worksheet(_("选项"))
        lists.hide()
        for column, one in enumerate(fields):
            options = list((choices or {}).get(one.code) or one.choices)[:LONGEST_LIST]
            if options:
                _add_drop_down(page, lists, column, options)
        _write_notes(book, kind.notes)
    finally:
        book.close()


def _write_head(book: Any, page: Any, fields: Sequence[Field]) -> None:
    plain = book.add_format({"bold": True, "bg_color": "#F5F6F8", "border": 1})
    wanted = book.add_format(
        {"bold": True, "bg_color": "#FDF1F1", "font_color": "#B8121B", "border": 1}
    )
    text = book.add_format({"num_format": "@"})
    grey = book.add_format({"font_color": "#8A9099", "italic": True, "num_format": "@"})
    for column, one in enumerate(fields):
        page.set_column(column, column, one.width, text if one.is_text else None)
        page.write_string(0, column, one.title, wanted if one.is_required else plain)
        example = EXAMPLE if one.code == "serial" else one.example
        page.write_string(1, column, example, grey)
    page.freeze_panes(1, 0)


def _add_drop_down(page: Any, lists: Any, column: int, options: Sequence[str]) -> None:
    for row, option in enumerate(options):
        lists.write_string(row, column, guard_text(option))
    letters = xlsxwriter.utility.xl_col_to_name(column)
    source = f"={_('选项')}!${letters}$1:${letters}${len(options)}"
    page.data_validation(
        1,
        column,
        TEMPLATE_ROWS,
        column,
        {
            "validate": "list",
            "source": source,
            "error_type": "information",
            "error_title": _("请核对"),
            "error_message": _("不在选项中。确认无误可以继续填写。"),
        },
    )


def _write_notes(book: Any, notes: Iterable[str]) -> None:
    page = book.add_worksheet(_("填表说明"))
    page.set_column(0, 0, 100)
    for row, note in enumerate(notes):
        page.write_string(row, 0, f"{row + 1}. {note}")


__all__ = ["Note", "write_findings", "write_template"]
