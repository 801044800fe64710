"""Where a table's header is: one, two or three rows, anywhere among the first rows of a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zhigong.engines.exchange import shapes
from zhigong.engines.exchange.contract import Field
from zhigong.engines.exchange.headings import EXACT, Match, Titles, normalise_title
from zhigong.engines.exchange.workbook import Cell, Range, Sheet, plain_text

LOOK_AT_ROWS = 120  # header rows are searched here
DEEPEST = 3  # rows a header may have
SAMPLE = 200  # rows looked at to confirm what a column holds
MINIMUM_FIELDS = 2
WIDEST = 200  # columns looked at


@dataclass(slots=True)
class Header:
    """A header found: its rows (counted from 0), the title of every column, and the fields.

    :param mapping: field -> column (from 0).
    :param guessed: fields found by what their cells look like.
    """

    first: int
    last: int
    titles: list[str]
    mapping: dict[str, int] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)
    score: float = 0.0

    @property
    def is_written(self) -> bool:
        """False when the sheet has no header and columns were told by their cells."""
        return self.last >= self.first


def find_header(sheet: Sheet, fields: Sequence[Field], titles: Titles) -> Header | None:
    """Return the best header of a sheet; None when the sheet holds no such table."""
    best: Header | None = None
    for candidate in _candidates(sheet, titles):
        _score(candidate, sheet, fields, titles)
        if candidate.score and (best is None or candidate.score > best.score):
            best = candidate
    if best is None:
        best = _by_content(sheet, fields)
    elif _lacks_required(best, fields):
        _complete_by_content(best, sheet, fields)
    return best


def header_at(sheet: Sheet, row: int, fields: Sequence[Field], titles: Titles) -> Header:
    """Return the header a user pointed at (row from 0); one more row belongs to it if it helps."""
    best: Header | None = None
    for last in range(row, min(row + DEEPEST, len(sheet.rows))):
        candidate = Header(row, last, joined_titles(sheet, row, last))
        _score(candidate, sheet, fields, titles)
        if best is None or candidate.score > best.score:
            best = candidate
    chosen = best or Header(row, row, [])
    _complete_by_content(chosen, sheet, fields)
    return chosen


def _lacks_required(header: Header, fields: Sequence[Field]) -> bool:
    return any(one.is_required and one.code not in header.mapping for one in fields)


def _texts(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row[:WIDEST] if isinstance(cell, str) and cell.strip())


def _candidates(sheet: Sheet, titles: Titles) -> Iterator[Header]:
    rows = sheet.rows
    for first in range(min(LOOK_AT_ROWS, len(rows))):
        if _texts(rows[first]) == 0 or not _says_something(rows[first], titles):
            continue
        for last in range(first, min(first + DEEPEST, len(rows))):
            if last > first and (_texts(rows[last]) == 0 or _has_ids(rows[last])):
                break
            yield Header(first, last, joined_titles(sheet, first, last))


def _says_something(row: Sequence[Cell], titles: Titles) -> bool:
    """Return whether a row may begin a header: a known title, or a group above known titles."""
    cells = [cell for cell in row[:WIDEST] if isinstance(cell, str) and cell.strip()]
    known = sum(1 for cell in cells if titles.meanings(cell))
    return known >= 1 and all(len(cell) < 200 for cell in cells)


def _has_ids(row: Sequence[Cell]) -> bool:
    return any(shapes.is_id(cell) for cell in row[:WIDEST] if cell not in ("", None))


def joined_titles(sheet: Sheet, first: int, last: int) -> list[str]:
    """Return one title for each column: merged groups above, the narrower title below."""
    width = max((len(sheet.rows[row]) for row in range(first, last + 1)), default=0)
    parts = [_spread(sheet, row, width) for row in range(first, last + 1)]
    joined = []
    for column in range(width):
        words = [part[column] for part in parts if part[column]]
        joined.append(" ".join(dict.fromkeys(words)))
    return joined


def _spread(sheet: Sheet, row: int, width: int) -> list[str]:
    """Return a row's texts; a cell merged over several columns stands in each of them."""
    cells = sheet.rows[row]
    texts = [plain_text(cells[column]) if column < len(cells) else "" for column in range(width)]
    for (top, left), (bottom, right) in merged_at(sheet.merged, row):
        if right > left and right - left < width - 1 and left < width:
            word = plain_text(sheet.rows[top][left]) if top < len(sheet.rows) else ""
            texts[left : right + 1] = [word] * (min(right, width - 1) - left + 1)
        elif bottom > top and top < row and left < width:
            texts[left] = ""
    return texts


def merged_at(merged: Sequence[Range], row: int) -> list[Range]:
    """Return the merged ranges that cover a row."""
    return [one for one in merged if one[0][0] <= row <= one[1][0]]


def _score(header: Header, sheet: Sheet, fields: Sequence[Field], titles: Titles) -> None:
    """Map columns to fields and weigh the result; 0 when too little is known."""
    claims = _claims(header, sheet, titles)
    header.mapping = _assign(claims, sheet, header, fields)
    weights = {one.code: (one.weight, one.is_required) for one in fields}
    total, sure = 0.0, 0
    for code, column in header.mapping.items():
        match = next(m for m, c in claims if m.field == code and c == column)
        weight, is_required = weights[code]
        total += weight * match.sureness + (6 if is_required else 0)
        sure += 1
    named = any(weights[code][1] or weights[code][0] > 2 for code in header.mapping)
    enough = sure >= MINIMUM_FIELDS and named
    header.score = total - 0.5 * (header.last - header.first) if enough else 0.0


def _claims(header: Header, sheet: Sheet, titles: Titles) -> list[tuple[Match, int]]:
    """Return which field each column may be: the lowest title decides, then the whole."""
    lowest = [plain_text(cell) if isinstance(cell, str) else "" for cell in sheet.rows[header.last]]
    claims: list[tuple[Match, int]] = []
    for column, whole in enumerate(header.titles[:WIDEST]):
        low = lowest[column] if column < len(lowest) else ""
        found = titles.meanings(low) if low else ()
        if len(normalise_title(whole)) > len(normalise_title(low)):
            found = (*found, *titles.meanings(whole)) if found else titles.meanings(whole)
            if not found and header.last > header.first:
                found = titles.meanings(whole.split(" ")[0])
        claims += [(match, column) for match in found]
    return claims


def _assign(
    claims: list[tuple[Match, int]], sheet: Sheet, header: Header, fields: Sequence[Field]
) -> dict[str, int]:
    """Give each field one column: the surer title, then the better cells, then the left one."""
    by_code = {one.code: one for one in fields}
    order: dict[str, int] = {one.code: place for place, one in enumerate(fields)}

    def worth(claim: tuple[Match, int]) -> tuple[float, ...]:
        match, column = claim
        shape = by_code[match.field].shape
        rivals = sum(1 for other, _ in claims if other.field == match.field)
        fit = shapes.share(shape, sample(sheet, header, column)) if shape and rivals > 1 else 0.0
        return (-match.sureness, -round(fit, 1), -match.length, order[match.field], column)

    mapping: dict[str, int] = {}
    for match, column in sorted(claims, key=worth):
        if match.field not in mapping and column not in mapping.values():
            mapping[match.field] = column
    return mapping


def sample(sheet: Sheet, header: Header, column: int) -> list[Cell]:
    """Return the filled cells of a column below the header, some hundred at most."""
    start = header.last + 1
    rows = sheet.rows[start : start + SAMPLE]
    cells = [row[column] for row in rows if column < len(row)]
    return [cell for cell in cells if cell not in ("", None)]


def _by_content(sheet: Sheet, fields: Sequence[Field]) -> Header | None:
    """Return a table told by its cells alone: one with a column of identity numbers."""
    rows = sheet.rows
    key = next((one for one in fields if one.is_required and one.shape is not None), None)
    if key is None or key.shape is None:
        return None
    for first in range(min(LOOK_AT_ROWS, len(rows))):
        if any(shapes.share(key.shape, [cell]) for cell in rows[first][:WIDEST]):
            header = _unnamed_header(sheet, first)
            _complete_by_content(header, sheet, fields, everything=True)
            if key.code in header.mapping and len(header.mapping) >= MINIMUM_FIELDS:
                header.score = 1.0
                return header
            return None
    return None


def _unnamed_header(sheet: Sheet, first: int) -> Header:
    """Return the header above the first row of data: that row if it has texts, else none."""
    width = len(sheet.rows[first])
    above = sheet.rows[first - 1] if first else ()
    if first and _texts(above) >= max(2, width // 2) and not _has_ids(above):
        return Header(first - 1, first - 1, joined_titles(sheet, first - 1, first - 1))
    return Header(first, first - 1, [""] * width)


def _complete_by_content(
    header: Header, sheet: Sheet, fields: Sequence[Field], *, everything: bool = False
) -> None:
    """Look for required fields (or all) among the columns that have no field yet."""
    width = min(max((len(row) for row in sheet.rows[:LOOK_AT_ROWS]), default=0), WIDEST)
    header.titles += [""] * (width - len(header.titles))
    for one in sorted(fields, key=lambda field: -field.weight):
        if one.code in header.mapping or one.shape is None:
            continue
        if not (one.is_required or everything):
            continue
        free = [column for column in range(width) if column not in header.mapping.values()]
        fits = [(shapes.share(one.shape, sample(sheet, header, c)), -c) for c in free]
        if fits and max(fits)[0] >= 0.5:
            header.mapping[one.code] = -max(fits)[1]
            header.guessed.add(one.code)


def is_same_title(cell: Cell, title: str) -> bool:
    """Return whether a cell repeats a column's title."""
    text = normalise_title(plain_text(cell))
    return bool(text) and text in normalise_title(title)


__all__ = ["EXACT", "Header", "find_header", "header_at", "is_same_title", "sample"]
