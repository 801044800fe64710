"""Superior formats (上报口径): a superior system's table, described in one data file.

The same file serves the export in that table, the reading of it, and the list of differences
(对账), so that nobody types a person twice.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zhigong.base.catalogue import Catalogue
from zhigong.base.sheets import guard_text
from zhigong.engines.exchange.contract import Field
from zhigong.engines.exchange.recognise import find_table
from zhigong.engines.exchange.workbook import Cell, Workbook, plain_text
from zhigong.kernel.dates import parse_date
from zhigong.kernel.later import later
from zhigong.kernel.text import N_

xlsxwriter = later("xlsxwriter")

SAME = "="  # our code is theirs
ANY = "*"
TITLES = "titles."  # the titles of our own code table

REQUIRED = N_("“{title}”不能为空。")
TOO_LONG = N_("“{title}”超过{longest}个字。")
NOT_AS_WANTED = N_("“{title}”不符合上级要求的格式。")
NO_CODE = N_("“{title}”的“{value}”在上级代码表中没有对应。")


class BrokenFormat(ValueError):
    """The data file does not describe a table."""


@dataclass(frozen=True, slots=True)
class FormatColumn:
    """One column of the superior's table.

    :param field: our field.
    :param codes: name of the code table; empty when values are written as they are.
    :param date: how a day is written, as ``strftime`` takes it.
    :param is_own_number: holds the superior system's own number of the row.
    """

    field: str
    title: str
    is_required: bool = False
    codes: str = ""
    date: str = ""
    pattern: str = ""
    longest: int = 0
    is_own_number: bool = False


@dataclass(frozen=True, slots=True)
class FormatFile:
    """A superior system's table.

    :param subject: what its rows are: ``members``.
    :param key: the field by which rows of both sides are the same.
    :param tables: code table -> our code -> theirs.
    """

    code: str
    title: str
    system: str
    subject: str
    sheet: str
    key: str
    columns: tuple[FormatColumn, ...]
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    order: int = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns as fields, for finding the table in a workbook."""
        return tuple(
            Field(
                column.field,
                column.title,
                synonyms=(column.title,),
                is_required=column.field == self.key,
                is_key=column.field in {self.key, "name"},
                weight=3 if column.is_required else 1,
            )
            for column in self.columns
        )


def load_format(path: Path) -> FormatFile:
    """Read a format from its data file.

    :raises BrokenFormat: a part is missing, or a column names a code table that is not there.
    """
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        columns = tuple(_column(entry) for entry in raw["columns"])
        found = FormatFile(
            code=raw["code"],
            title=raw["title"],
            system=raw["system"],
            subject=raw["subject"],
            sheet=raw["sheet"],
            key=raw["key"],
            columns=columns,
            tables=raw.get("codes", {}),
            order=raw.get("order", 0),
        )
    except (KeyError, TypeError) as error:
        raise BrokenFormat(f"{path.name}: {error}") from error
    _require_sound(found, path.name)
    return found


def _column(entry: Mapping[str, Any]) -> FormatColumn:
    return FormatColumn(
        field=entry["field"],
        title=entry["title"],
        is_required=entry.get("required", False),
        codes=entry.get("codes", ""),
        date=entry.get("date", ""),
        pattern=entry.get("pattern", ""),
        longest=entry.get("longest", 0),
        is_own_number=entry.get("own_number", False),
    )


def _require_sound(found: FormatFile, name: str) -> None:
    titles = [column.title for column in found.columns]
    if len(set(titles)) != len(titles):
        raise BrokenFormat(f"{name}: a title stands twice")
    if found.key not in {column.field for column in found.columns}:
        raise BrokenFormat(f"{name}: no column holds the key {found.key}")
    for column in found.columns:
        if (
            column.codes
            and not column.codes.startswith(TITLES)
            and column.codes not in found.tables
        ):
            raise BrokenFormat(f"{name}: no code table {column.codes}")


FORMATS: Catalogue[FormatFile] = Catalogue(
    kind="formats", contract=FormatFile, suffix=".toml", load=load_format
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the superior would not accept a value; ``row`` counts the records from 0."""

    row: int
    column: str
    text: str


class Translator:
    """Writes our values in a format and reads theirs back.

    :param own_tables: our code tables, field -> code -> title.
    """

    def __init__(
        self, format_file: FormatFile, own_tables: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.format = format_file
        self._theirs: dict[str, Mapping[str, str]] = {}
        self._ours: dict[str, dict[str, str]] = {}
        for column in format_file.columns:
            table = self._table(column, own_tables)
            self._theirs[column.field] = table
            reverse: dict[str, str] = {}
            for ours, theirs in table.items():
                reverse.setdefault(theirs, ours)
            self._ours[column.field] = reverse

    def _table(
        self, column: FormatColumn, own_tables: Mapping[str, Mapping[str, str]]
    ) -> Mapping[str, str]:
        if not column.codes:
            return {}
        if column.codes.startswith(TITLES):
            return own_tables[column.codes.removeprefix(TITLES)]
        table = self.format.tables[column.codes]
        if table.get(ANY) == SAME:
            return {code: code for code in own_tables[column.field]}
        return table

    def write(self, column: FormatColumn, value: Any) -> tuple[str, str]:
        """Return a value as the superior writes it, and what is wrong with it ("" = nothing)."""
        if value is None or value == "":
            text = ""
        elif column.codes:
            code = str(value).lower() if isinstance(value, bool) else str(value)
            text = self._theirs[column.field].get(code, "")
            if not text:
                return "", NO_CODE.format(title=column.title, value=value)
        elif isinstance(value, date):
            text = value.strftime(column.date or "%Y-%m-%d")
        else:
            text = str(value)
        return text, _complaint(column, text)

    def read(self, column: FormatColumn, cell: Cell) -> Any:
        """Return their cell as our value; a code nobody knows comes as it stands."""
        if column.date:
            return parse_date(cell).value
        text = plain_text(cell)
        if not column.codes:
            return text
        code = self._ours[column.field].get(text, text)
        return {"true": True, "false": False}.get(code, code)


def _complaint(column: FormatColumn, text: str) -> str:
    if not text:
        return REQUIRED.format(title=column.title) if column.is_required else ""
    if column.longest and len(text) > column.longest:
        return TOO_LONG.format(title=column.title, longest=column.longest)
    if column.pattern and not re.fullmatch(column.pattern, text):
        return NOT_AS_WANTED.format(title=column.title)
    return ""


def write_format(
    *,
    translator: Translator,
    records: Iterable[Mapping[str, Any]],
    target: Path,
    remark: str,
) -> tuple[int, list[Problem]]:
    """Write records as the superior's table; return how many, and what it would not accept.

    Everything is written as text, so that numbers keep their digits. The table itself carries
    nothing but what the superior asks for; ``remark`` (who exported it, when) stands on a second
    sheet.
    """
    shape, problems = translator.format, []
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    count = 0
    try:
        page = book.add_worksheet(shape.sheet)
        page.set_column(0, len(shape.columns) - 1, 18)
        page.write_row(0, 0, [column.title for column in shape.columns])
        for count, record in enumerate(records, start=1):
            for place, column in enumerate(shape.columns):
                text, complaint = translator.write(column, record.get(column.field))
                page.write_string(count, place, guard_text(text))
                if complaint:
                    problems.append(Problem(count - 1, column.title, complaint))
        notes = book.add_worksheet("导出说明")
        notes.write_string(0, 0, remark)
    finally:
        book.close()
    return count, problems


def read_format(*, translator: Translator, workbook: Workbook) -> list[dict[str, Any]]:
    """Return the rows of the superior's table as our records.

    :raises FileRefused: the workbook holds no such table.
    """
    shape = translator.format
    table = find_table(workbook, shape.fields, title=shape.title)
    columns = {
        column.field: [translator.read(column, cell) for cell in table.values(column.field)]
        for column in shape.columns
        if column.field in table.mapping
    }
    fields = list(columns)
    return [
        dict(zip(fields, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field both sides have, with different values."""

    key: str
    field: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The list of differences (对账).

    :param only_here: keys only we have.
    :param only_there: keys only the superior has.
    :param names: key -> name, for showing.
    """

    only_here: tuple[str, ...]
    only_there: tuple[str, ...]
    different: tuple[Difference, ...]
    same: int
    names: Mapping[str, str] = field(default_factory=dict)


def compare(
    *,
    here: Sequence[Mapping[str, Any]],
    there: Sequence[Mapping[str, Any]],
    key: str,
    fields: Sequence[str],
    normalise: Callable[[str], str] = str.strip,
) -> Comparison:
    """Compare our records with theirs by a key; an empty value on their side says nothing.

    :param fields: what is compared of those both have.
    """
    ours = {normalise(str(record.get(key) or "")): record for record in here}
    theirs = {normalise(str(record.get(key) or "")): record for record in there}
    ours.pop("", None)
    theirs.pop("", None)
    different: list[Difference] = []
    same = 0
    for number, record in ours.items():
        if number not in theirs:
            continue
        found = _differences(number, record, theirs[number], fields)
        different += found
        same += not found
    return Comparison(
        only_here=tuple(number for number in ours if number not in theirs),
        only_there=tuple(number for number in theirs if number not in ours),
        different=tuple(different),
        same=same,
        names={number: str(record.get("name") or "") for number, record in (theirs | ours).items()},
    )


def _differences(
    number: str, here: Mapping[str, Any], there: Mapping[str, Any], fields: Sequence[str]
) -> list[Difference]:
    found = []
    for name in fields:
        if name not in there or there[name] in (None, ""):
            continue
        ours, theirs = plain_text(here.get(name)), plain_text(there[name])
        if ours != theirs:
            found.append(Difference(number, name, ours, theirs))
    return found
