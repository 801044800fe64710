"""Reading workbooks with the type every cell was stored with.

A cell that shows eighteen digits may be a text, or a number that lost its last three digits. Only
the stored type tells, so cells are never read as text alone (docs/adr/0004).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import python_calamine as calamine

from zhigong.engines.exchange import container, delimited
from zhigong.engines.exchange.container import Limits
from zhigong.engines.exchange.errors import (
    FileBroken,
    FileEncrypted,
    SheetUnknown,
    TooManyRows,
)

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = list[Cell]
Range = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, counted from 0

__all__ = ["Cell", "Limits", "Range", "Row", "Sheet", "Workbook", "open_workbook", "plain_text"]


@dataclass(slots=True)
class Sheet:
    """One sheet in memory.

    :param rows: from the sheet's first row on, so that index + 1 is the number Excel shows; an
        empty cell is ``""`` or None.
    :param merged: merged ranges, counted from 0.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[Range] = ()
    hidden: bool = False


class Workbook:
    """An opened file; sheets are read when asked for, and the last one read is kept."""

    def __init__(self, path: Path, *, kind: str, limits: Limits) -> None:
        self.path = path
        self.kind = kind
        self._limits = limits
        self._last: Sheet | None = None
        self._book: Any = None
        if kind == "csv":
            most = delimited.SLACK * limits.rows
            self._last = Sheet(path.stem, delimited.read_rows(path, most=most))
            self.sheets: tuple[str, ...] = (path.stem,)
            self._hidden: frozenset[str] = frozenset()
            self._refuse_too_many(self._last)
        else:
            self._open()

    def _open(self) -> None:
        self._book = _guarded(self.path, lambda: calamine.CalamineWorkbook.from_path(self.path))
        tables = [
            entry
            for entry in self._book.sheets_metadata
            if entry.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        visible = calamine.SheetVisibleEnum.Visible
        self._hidden = frozenset(entry.name for entry in tables if entry.visible != visible)
        self.sheets = tuple(
            [entry.name for entry in tables if entry.visible == visible]
            + [entry.name for entry in tables if entry.visible != visible]
        )
        if not self.sheets:
            raise FileBroken(name=self.path.name)

    def sheet(self, name: str) -> Sheet:
        """Return one sheet with all its cells.

        :raises SheetUnknown: the workbook has none of that name.
        :raises FileBroken: the sheet cannot be read.
        :raises TooManyRows: it has more rows than one batch may have.
        """
        if self._last is not None and self._last.name == name:
            return self._last
        if name not in self.sheets:
            raise SheetUnknown(sheet=name, sheets="、".join(self.sheets))
        self._last = None  # two large sheets never stand in memory together
        self._last = _guarded(self.path, lambda: self._read(name))
        self._refuse_too_many(self._last)
        return self._last

    def _read(self, name: str) -> Sheet:
        found = self._book.get_sheet_by_name(name)
        rows = found.to_python(skip_empty_area=False)
        merged = tuple(found.merged_cell_ranges or ()) if self.kind in ("xlsx", "xls") else ()
        return Sheet(name, rows, merged, name in self._hidden)

    def _refuse_too_many(self, sheet: Sheet) -> None:
        used = len(sheet.rows)
        if used <= self._limits.rows:
            return
        filled = sum(1 for row in sheet.rows if any(cell not in ("", None) for cell in row))
        if filled > self._limits.rows:
            self._last = None
            raise TooManyRows(limit=self._limits.rows)

    def close(self) -> None:
        """Let go of the file and of the sheet in memory."""
        self._last = None
        if self._book is not None:
            self._book.close()
            self._book = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _guarded(path: Path, read: Any) -> Any:
    """Run a reader and turn what it may raise into an answer for people."""
    try:
        return read()
    except calamine.PasswordError as error:
        raise FileEncrypted from error
    except (calamine.CalamineError, ValueError, OSError, EOFError) as error:
        raise FileBroken(name=path.name) from error
    except BaseException as error:  # the reader's own panics do not derive from Exception
        if type(error).__name__ == "PanicException":
            raise FileBroken(name=path.name) from error
        raise


def open_workbook(path: Path, *, limits: Limits | None = None, name: str = "") -> Workbook:
    """Open .xlsx, .xls, .xlsb, .ods or .csv (UTF-8, UTF-16 or GB 18030) after looking at the file.

    The kind is told by the content, never by the extension alone.

    :param limits: bytes, unfolded bytes and rows that are accepted; None = the usual ones.
    :param name: the name the user knows the file by, for messages; the path's name when empty.
    :raises FileRefused: one of its subclasses says why; nothing was changed.
    """
    chosen = limits or Limits()
    kind = container.inspect(path, limits=chosen, name=name or path.name)
    return Workbook(path, kind=kind, limits=chosen)


def plain_text(cell: Cell) -> str:
    """Return a cell as a person would type it: whole numbers without point, dates as 2026-11-21."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else repr(cell)
    if isinstance(cell, datetime):
        is_day = cell.time() == time(0)
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
