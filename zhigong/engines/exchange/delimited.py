"""Tables in text form: encoding and separator are found, nothing is guessed about types."""

import csv
from pathlib import Path

from zhigong.engines.exchange.errors import FileBroken, FileKindUnknown, TooManyRows

ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";", "|", "\uff0c")
SLACK = 2  # lines for a row: blank ones, and line ends within quoted cells
_FIELD_LIMIT = 128 * 1024
_WRAPPER = '="'


def read_rows(path: Path, *, most: int | None = None) -> list[list[str]]:
    """Return the rows of a text table; every cell is a text as it stands in the file.

    :param most: lines beyond which nothing is taken apart: a million rows would fill the memory
        only to be refused.
    :raises FileBroken: neither Unicode nor GB 18030.
    :raises FileKindUnknown: no separator: this is not a table.
    :raises TooManyRows: more lines than ``most``.
    """
    text = _decode(path)
    lines = text.splitlines(keepends=True)
    if most is not None and len(lines) > most:
        raise TooManyRows(limit=most // SLACK)
    separator = _separator(lines[:50])
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error as error:
        raise FileBroken(name=path.name) from error
    if _WRAPPER in text:
        rows = [[_unwrapped(cell) for cell in row] for row in rows]
    return rows


def _unwrapped(cell: str) -> str:
    """Return ``330211…`` of ``="330211…"``: how one tells a spreadsheet that digits are a text."""
    said = cell.strip()
    is_wrapped = len(said) > len(_WRAPPER) and said.startswith(_WRAPPER) and said.endswith('"')
    return said[len(_WRAPPER) : -1].replace('""', '"') if is_wrapped else cell


def _decode(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileBroken(name=path.name)


def _separator(lines: list[str]) -> str:
    """Return the mark that splits most of the first lines into most parts."""
    counts = {
        mark: sorted(line.count(mark) for line in lines if line.strip()) for mark in SEPARATORS
    }
    best = max(counts, key=lambda mark: (sum(1 for n in counts[mark] if n), sum(counts[mark])))
    if not any(counts[best]):
        raise FileKindUnknown
    return best
