"""Finding the table in a workbook: the sheet, the header, what each column holds, which rows count.

Nothing is decided for good here: the desk shows what was recognised and the officer corrects it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from zhigong.engines.exchange.contract import Field
from zhigong.engines.exchange.datarows import Kind, classify_rows
from zhigong.engines.exchange.errors import (
    ColumnsMissing,
    HeaderNotFound,
    MappingUnknown,
    NoRows,
)
from zhigong.engines.exchange.headers import Header, find_header, header_at
from zhigong.engines.exchange.headings import Titles
from zhigong.engines.exchange.workbook import Cell, Sheet, Workbook, plain_text

DITTO = frozenset(("同上", "同左", "〃", "″", "“", "”", '"', "''", "同前", "々"))
HIDDEN_PENALTY = 0.25
Rows = tuple[list[int], dict[int, Kind]]  # rows of data, and what the others are


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; ``index`` counts from 0.

    :param how: ``title``, ``content`` or ``chosen``; empty for an extra column.
    """

    index: int
    title: str
    field: str = ""
    how: str = ""


@dataclass(slots=True)
class Table:
    """A recognised table.

    :param header_row: first row of the header as Excel counts; 0 when the sheet has none.
    :param data: index (from 0) of every row of data, in order.
    :param skipped: what every other row below the header is.
    :param other_sheets: further sheets that hold such a table.
    :param missing: required fields without a column.
    """

    sheet: str
    header_row: int
    header_depth: int
    columns: tuple[Column, ...]
    mapping: dict[str, int]
    data: list[int]
    skipped: dict[int, Kind]
    other_sheets: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    _rows: Sequence[Sequence[Cell]] = field(default=(), repr=False)
    _fills_down: frozenset[str] = frozenset()
    _narrowest: int = 0

    @property
    def row_numbers(self) -> list[int]:
        """The rows of data as Excel counts them."""
        return [index + 1 for index in self.data]

    def values(self, code: str) -> list[Cell]:
        """Return a field's cells, one for each row of data; "" where there is none."""
        column = self.mapping.get(code)
        if column is None:
            return [""] * len(self.data)
        chosen = map(self._rows.__getitem__, self.data)
        if column < self._narrowest:  # workbooks are padded, text tables may not be
            cells = list(map(itemgetter(column), chosen))
        else:
            cells = [row[column] if column < len(row) else "" for row in chosen]
        return _without_dittos(cells) if code in self._fills_down else cells

    def forget_rows(self) -> None:
        """Let go of the cells once every column was taken; they are most of the memory."""
        self._rows = ()

    def preview(self, count: int = 5) -> list[list[str]]:
        """Return the first rows of data as texts, for showing beside the mapping."""
        width = len(self.columns)
        return [
            [plain_text(cell) for cell in list(self._rows[i])[:width]] for i in self.data[:count]
        ]


def _without_dittos(cells: list[Cell]) -> list[Cell]:
    # Each different cell is looked at once; most tables have no ditto at all.
    if not any(isinstance(cell, str) and cell.strip() in DITTO for cell in set(cells)):
        return cells
    before: Cell = ""
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and cell.strip() in DITTO:
            cells[place] = before
        else:
            before = cell
    return cells


def find_table(
    workbook: Workbook,
    fields: Sequence[Field],
    *,
    title: str = "名册",
    sheet: str | None = None,
    header_row: int | None = None,
    mapping: Mapping[str, int] | None = None,
    is_strict: bool = True,
) -> Table:
    """Find the table of such fields in a workbook.

    :param title: what the table is called, for messages.
    :param sheet: the sheet a user chose; None = the best one.
    :param header_row: the header row a user chose, as Excel counts; None = the best one.
    :param mapping: field -> column (from 0), as a user corrected it; a column below 0 means none.
    :param is_strict: refuse a table without its required columns (a wizard shows it instead).
    :raises HeaderNotFound, NoRows, ColumnsMissing, SheetUnknown, MappingUnknown: in words.
    """
    titles = Titles(fields)
    rows: Rows | None = None
    if sheet is not None:
        opened = workbook.sheet(sheet)
        header = _header_of(opened, fields, titles, header_row)
        others: tuple[str, ...] = tuple(name for name in workbook.sheets if name != sheet)
    else:
        header, name, others, rows = _best_sheet(workbook, fields, titles)
        opened = workbook.sheet(name) if name else None  # type: ignore[assignment]
    if header is None or opened is None:
        wanted = "、".join(one.title for one in fields if one.is_required)
        raise HeaderNotFound(title=title, columns=wanted, sheets="、".join(workbook.sheets))
    if mapping is not None:
        _correct(header, mapping, fields)
        rows = None
    return _table(opened, header, fields, others=others, is_strict=is_strict, rows=rows)


def _header_of(
    sheet: Sheet, fields: Sequence[Field], titles: Titles, row: int | None
) -> Header | None:
    if row is None:
        return find_header(sheet, fields, titles)
    if not 1 <= row <= len(sheet.rows):
        raise MappingUnknown(name=row)
    return header_at(sheet, row - 1, fields, titles)


def _best_sheet(
    workbook: Workbook, fields: Sequence[Field], titles: Titles
) -> tuple[Header | None, str, tuple[str, ...], Rows | None]:
    """Return the header of the sheet with the most data, the other sheets, and its rows."""
    found: list[tuple[float, str, Header, Rows]] = []
    for name in workbook.sheets:
        sheet = workbook.sheet(name)
        header = find_header(sheet, fields, titles)
        if header is None:
            continue
        rows = _rows_of(sheet, header, fields)
        known = all(one.code in header.mapping for one in fields if one.is_required)
        worth = (len(rows[0]) + 0.5) * (4 if known else 1) * (0.2 + min(header.score, 40) / 40)
        found.append((worth * (HIDDEN_PENALTY if sheet.hidden else 1), name, header, rows))
    if not found:
        return None, "", (), None
    found.sort(key=lambda item: -item[0])
    _, best, header, rows = found[0]
    return header, best, tuple(item[1] for item in found[1:]), rows


def _rows_of(
    sheet: Sheet, header: Header, fields: Sequence[Field]
) -> tuple[list[int], dict[int, Kind]]:
    return classify_rows(sheet.rows, header, keys=[one for one in fields if one.is_key])


def _correct(header: Header, mapping: Mapping[str, int], fields: Sequence[Field]) -> None:
    known = {one.code for one in fields}
    for code, column in mapping.items():
        if code not in known or column >= max(len(header.titles), 1):
            raise MappingUnknown(name=code)
        if column < 0:
            header.mapping.pop(code, None)
            continue
        for other in [c for c, at in header.mapping.items() if at == column and c != code]:
            if other not in mapping:
                del header.mapping[other]
        header.mapping[code] = column
        header.guessed.discard(code)


def _table(
    sheet: Sheet,
    header: Header,
    fields: Sequence[Field],
    *,
    others: tuple[str, ...],
    is_strict: bool,
    rows: Rows | None = None,
) -> Table:
    fills_down = frozenset(one.code for one in fields if one.fills_down)
    has_changed = _fill_merged(sheet, header, fills_down)
    if rows is None or has_changed:
        rows = _rows_of(sheet, header, fields)
    data, skipped = rows
    header_row = header.first + 1 if header.is_written else 0
    missing = tuple(
        one.code for one in fields if one.is_required and one.code not in header.mapping
    )
    if is_strict and missing:
        names = "、".join(one.title for one in fields if one.code in missing)
        raise ColumnsMissing(sheet=sheet.name, columns=names)
    if is_strict and not data:
        raise NoRows(sheet=sheet.name, header_row=header_row)
    by_column = {column: code for code, column in header.mapping.items()}
    columns = tuple(
        Column(
            index,
            text,
            by_column.get(index, ""),
            _how(by_column.get(index, ""), header),
        )
        for index, text in enumerate(header.titles)
    )
    return Table(
        sheet=sheet.name,
        header_row=header_row,
        header_depth=header.last - header.first + 1,
        columns=columns,
        mapping=dict(header.mapping),
        data=data,
        skipped=skipped,
        other_sheets=others,
        missing=missing,
        _rows=sheet.rows,
        _narrowest=min(map(len, sheet.rows), default=0),
        _fills_down=fills_down,
    )


def _how(code: str, header: Header) -> str:
    if not code:
        return ""
    return "content" if code in header.guessed else "title"


def _fill_merged(sheet: Sheet, header: Header, fills_down: frozenset[str]) -> bool:
    """Write the value of a cell merged over several rows into each; return whether any was."""
    has_changed = False
    columns = {header.mapping[code] for code in fills_down if code in header.mapping}
    for (top, left), (bottom, right) in sheet.merged:
        if top <= header.last or bottom == top or right > left or left not in columns:
            continue
        for row in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1):
            cells = sheet.rows[row]
            if isinstance(cells, list) and left < len(cells):
                cells[left] = sheet.rows[top][left]
                has_changed = True
    return has_changed
