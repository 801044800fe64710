"""Looking at a file before anything in it is opened: kind, size, password, macros, bombs."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from zhigong.engines.exchange.errors import (
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileHasMacros,
    FileIsBomb,
    FileIsFolder,
    FileIsWebPage,
    FileKindUnknown,
    FileMissing,
    FileTooLarge,
    SheetTooWide,
    TooManyRows,
)

MEGABYTE = 1024 * 1024
MEASURE_FROM = 64 * 1024  # a part packed smaller than this unfolds to 64 MB at most
CHUNK = 1024 * 1024
MAX_ENTRIES = 10_000
MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam")

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FOREIGN = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")
_WEB_PAGE = re.compile(rb"^\s*(\xef\xbb\xbf)?\s*<(!doctype|html|table|meta|\?xml)", re.IGNORECASE)
_WORKBOOK_SUFFIXES = (".xlsx", ".xls", ".xlsb", ".ods", ".xlsm", ".et")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_SHEET_PART = re.compile(r"(xl/worksheets/[^/]+\.(xml|bin)|content\.xml)$", re.IGNORECASE)
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_ODS_FILLED = re.compile(rb"office:value|<text:p")
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})"')


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most.

    :param size: bytes of the file.
    :param unfolded: bytes of its unpacked parts together.
    :param ratio: unfolded by packed bytes, looked at from ``unfolded_from`` bytes on.
    :param rows: filled rows of one sheet.
    :param cells: area from the first to the last filled cell of one sheet.
    """

    size: int = 50 * MEGABYTE
    unfolded: int = 1024 * MEGABYTE
    ratio: int = 300
    unfolded_from: int = 128 * MEGABYTE
    rows: int = 200_000
    cells: int = 20_000_000


def inspect(path: Path, *, limits: Limits, name: str) -> str:
    """Return the kind of a harmless file: ``xlsx``, ``xlsb``, ``ods``, ``xls`` or ``csv``.

    :raises FileRefused: a subclass says what is wrong.
    """
    head = _head(path, limits=limits, name=name)
    if head.startswith(_ZIP):
        if name.lower().endswith(MACRO_SUFFIXES):
            raise FileHasMacros
        return _inspect_zip(path, limits=limits, name=name)
    if head.startswith(_OLE):
        return _inspect_ole(path)
    if head.startswith(_FOREIGN):
        raise FileKindUnknown
    if _WEB_PAGE.search(head[:1024]):
        raise FileIsWebPage
    if _looks_like_text(head):
        return "csv"
    if Path(name).suffix.lower() in _WORKBOOK_SUFFIXES:
        raise FileBroken(name=name)
    raise FileKindUnknown


def _head(path: Path, *, limits: Limits, name: str) -> bytes:
    """Return the first bytes of a file of an acceptable size."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except IsADirectoryError as error:
        raise FileIsFolder(name=name) from error
    except OSError as error:
        raise FileMissing(name=name) from error
    if size == 0:
        raise FileEmpty(name=name)
    if size > limits.size:
        raise FileTooLarge(limit_mb=limits.size // MEGABYTE)
    return head


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return b"\x00" not in head and sum(byte < 9 or 13 < byte < 32 for byte in head) == 0


def _inspect_ole(path: Path) -> str:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileEncrypted
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise FileHasMacros
    names = [name.encode("utf-16-le") for name in ("Workbook", "Book")]
    if not any(name in content for name in names):
        raise FileKindUnknown
    return "xls"


def _inspect_zip(path: Path, *, limits: Limits, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            kind = _kind_of_parts(archive, entries)
            _refuse_bomb(entries, size=path.stat().st_size, limits=limits)
            for entry in entries:
                _measure(archive, entry, limits=limits)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise FileBroken(name=name) from error
    except RuntimeError as error:  # zipfile's word for an encrypted part
        raise FileEncrypted from error


def _kind_of_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    if len(entries) > MAX_ENTRIES:
        raise FileIsBomb
    names = {entry.filename.lower() for entry in entries}
    is_program = re.compile(r"(^|/)vbaproject\.bin$|^xl/macrosheets/")
    if any(is_program.search(name) for name in names):
        raise FileHasMacros
    if any(name.startswith("basic/") and name.endswith(".xml") for name in names - _EMPTY_BASIC):
        raise FileHasMacros
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(re.match(r"xl/workbook\d*\.xml$", n) for n in names):
        return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        return _ods(archive)
    if "xl/worksheets/sheet1.xml" in names:
        return "xlsx"
    raise FileKindUnknown


_EMPTY_BASIC = {"basic/script-lc.xml", "basic/standard/script-lb.xml"}


def _ods(archive: zipfile.ZipFile) -> str:
    if archive.getinfo("mimetype").file_size > 200:
        raise FileKindUnknown
    kind = archive.read("mimetype").strip()
    if not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise FileKindUnknown
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read(4 * MEGABYTE):
                raise FileEncrypted
    return "ods"


def _refuse_bomb(entries: list[zipfile.ZipInfo], *, size: int, limits: Limits) -> None:
    unfolded = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    too_far = unfolded > limits.unfolded
    too_dense = unfolded > limits.unfolded_from and unfolded > limits.ratio * max(packed, 1)
    if too_far or too_dense or packed > size:  # parts that overlap add up to more than the file
        raise FileIsBomb


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limits: Limits) -> None:
    """Unfold a part piece by piece: its true length, and the area its cells span.

    zipfile stops where the directory says and compares the checksum, so that a part longer than
    it claims is named as broken here, before anything reads it whole.
    """
    is_sheet = _SHEET_PART.match(entry.filename) is not None
    if not is_sheet and entry.compress_size < MEASURE_FROM:
        return
    with archive.open(entry) as part:
        if not is_sheet or entry.filename.endswith(".bin"):
            while part.read(CHUNK):
                pass
            return
        area = _Area(is_ods=entry.filename.lower() == "content.xml")
        area.measure(part, limits=limits)


class _Area:
    """What a sheet's cells span: filled rows, last row, last filled column."""

    def __init__(self, *, is_ods: bool) -> None:
        self._is_ods = is_ods
        self._letters = b""
        self.filled = self.rows = self.columns = 0

    def measure(self, part: IO[bytes], *, limits: Limits) -> None:
        """Read the part to its end.

        :raises TooManyRows, SheetTooWide: as soon as a limit is passed.
        """
        end = b"</table:table-row>" if self._is_ods else b"</row>"
        rest = b""
        while chunk := part.read(CHUNK):
            pieces = (rest + chunk).split(end)
            rest = pieces.pop()
            for piece in pieces:
                self._add_ods(piece) if self._is_ods else self._add(piece)
            if self.filled > limits.rows:
                raise TooManyRows(limit=limits.rows)
            if self.rows * self.columns > limits.cells:
                raise SheetTooWide(rows=self.rows, columns=self.columns)

    def _add(self, piece: bytes) -> None:
        at = max(piece.rfind(b"<v"), piece.rfind(b"<is"))
        if at < 0:
            return
        self.filled += 1
        cell = _CELL.match(piece, piece.rfind(b"<c ", 0, at))
        if cell is None:
            self.rows = max(self.rows + 1, self.filled)
            self.columns = max(self.columns, piece.count(b"<c"))
            return
        number = int(cell[2])
        self.rows = max(self.rows, number)
        if cell[1] != self._letters:  # rows mostly end in one column
            self._letters = cell[1]
            self.columns = max(self.columns, _column_number(cell[1]))

    def _add_ods(self, piece: bytes) -> None:
        if _ODS_FILLED.search(piece) is None:
            return
        head = piece[piece.rfind(b"<table:table-row") :]
        repeated = _ODS_ROWS.search(head)
        times = int(repeated[1]) if repeated else 1
        self.filled += times
        self.rows += times
        filled = head[: max(head.rfind(b"office:value"), head.rfind(b"<text:p"))]
        wide = sum(int(number) for number in _ODS_COLUMNS.findall(filled))
        self.columns = max(self.columns, wide + filled.count(b"<table:table-cell"))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
