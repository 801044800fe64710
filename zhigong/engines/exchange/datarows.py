"""Which rows below a header are rows of data, and what the others are."""

import re
from collections.abc import Sequence
from enum import StrEnum
from unicodedata import normalize

from zhigong.engines.exchange import shapes
from zhigong.engines.exchange.contract import Field, Shape
from zhigong.engines.exchange.headers import Header, is_same_title
from zhigong.engines.exchange.headings import normalise_title
from zhigong.engines.exchange.workbook import Cell, plain_text

_TOTAL = re.compile(
    r"^(本页|本表|本单位|全部|人数|累)?(合计|小计|总计|共计|累计|总人数|合计人数|总合计)"
    r"|^(合|总|共|小)$|^共\d+人|^(总|合)计"
)
_FOOTER = re.compile(
    r"^(制表|填表|填报|审核|审批|经办|复核|报送|联系|负责|单位负责|分管|主管|工会主席|主席签|盖章|签章|日期|填报日期|注\d?$|注[::]"
    r"|备注[::]|说明|附注|附[::]|备注\d|填表说明)"
)
EXAMPLE = "示例"  # stands in the number column of a template's example row
_SUSPECT = frozenset("合小总共本全累制填审经复报联负单分主盖签日注备说附人姓")
_SECTION_END = re.compile(
    r"(车间|部|科|室|组|班|公司|工会|中心|处|厂|队|站|所|局|街道|社区|名单|分会)$"
)


class Kind(StrEnum):
    """What a row below the header is."""

    DATA = "data"
    BLANK = "blank"
    HEADER = "header"
    TOTAL = "total"
    FOOTER = "footer"
    SECTION = "section"
    NUMBER_ONLY = "number_only"


def classify_rows(
    rows: Sequence[Sequence[Cell]], header: Header, *, keys: Sequence[Field]
) -> tuple[list[int], dict[int, Kind]]:
    """Return the indexes of the rows of data, in order, and what each other row is.

    :param keys: fields of which one filled cell makes a row of data.
    """
    judge = _Judge(header, keys=keys)
    columns = [header.mapping[key.code] for key in keys if key.code in header.mapping]
    shaped = judge.shaped
    data: list[int] = []
    others: dict[int, Kind] = {}
    for index in range(header.last + 1, len(rows)):
        row = rows[index]
        if (
            len(row) > judge.widest_key
            and not judge.is_example(row)
            and _is_plainly_data(row, columns, shaped)
        ):
            data.append(index)
            continue
        kind = judge.kind(row)
        if kind is Kind.DATA:
            data.append(index)
        else:
            others[index] = kind
    return data, others


def _is_plainly_data(row: Sequence[Cell], columns: Sequence[int], shaped: int) -> bool:
    """Return whether every key is filled and none looks like a total or a title."""
    for column in columns:
        cell = row[column]
        if not isinstance(cell, str):
            if cell is None:
                return False
            continue
        first = cell[:1]
        if not first or first in _SUSPECT or first.isspace():
            return False
        if column == shaped and not (first.isdigit() or cell[1:2].isdigit()):
            return False
    return bool(columns)


class _Judge:
    """Decides what one row is, seeing all of it."""

    def __init__(self, header: Header, *, keys: Sequence[Field]) -> None:
        mapping = header.mapping
        self._titles = header.titles
        self._mapped = set(mapping.values())
        self._keys = [mapping[key.code] for key in keys if key.code in mapping]
        numbered = [key.code for key in keys if key.shape in (Shape.ID, Shape.CREDIT_CODE)]
        self.shaped = mapping.get(numbered[0], -1) if numbered else -1
        self._name_shape = next((key.shape for key in keys if key.code == "name"), None)
        self._serial = mapping.get("serial")
        self._name = mapping.get("name")
        self.widest_key = max(self._keys, default=0)

    def is_example(self, row: Sequence[Cell]) -> bool:
        """Return whether the row is the example of a template."""
        cell = row[self._serial] if self._serial is not None and self._serial < len(row) else None
        return isinstance(cell, str) and cell.startswith(EXAMPLE)

    def kind(self, row: Sequence[Cell]) -> Kind:
        """Return what the row is."""
        if self.is_example(row):
            return Kind.SECTION
        filled = [
            (column, cell)
            for column, cell in enumerate(row)
            if cell is not None and (not isinstance(cell, str) or cell.strip())
        ]
        if not filled:
            return Kind.BLANK
        if all(column == self._serial for column, _ in filled):
            return _kind_of_number(filled[0][1])
        if self._is_header(filled):
            return Kind.HEADER
        if self._has_shaped_key(filled):
            return Kind.DATA
        return self._kind_without_id(filled)

    def _has_shaped_key(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        return any(
            column == self.shaped and sum(map(str.isdigit, plain_text(cell))) >= 8
            for column, cell in filled
        )

    def _is_header(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        same = sum(
            1
            for column, cell in filled
            if column < len(self._titles) and is_same_title(cell, self._titles[column])
        )
        return same >= 2 and same * 2 >= len(filled)

    def _kind_without_id(self, filled: Sequence[tuple[int, Cell]]) -> Kind:
        if any(_is_total(cell) for _, cell in filled[:4]):
            return Kind.TOTAL
        texts = [(column, cell) for column, cell in filled if column != self._serial]
        if _is_footer(filled[0][1]) or (texts and _is_footer(texts[0][1])):
            return Kind.FOOTER
        mapped = [(column, cell) for column, cell in texts if column in self._mapped]
        key_cells = [(column, cell) for column, cell in mapped if column in self._keys]
        if len(mapped) >= 3 or (key_cells and len(mapped) >= 2):
            return Kind.DATA
        return self._kind_of_little(filled, key_cells)

    def _kind_of_little(
        self, filled: Sequence[tuple[int, Cell]], key_cells: Sequence[tuple[int, Cell]]
    ) -> Kind:
        """Judge a row with one or two cells: a person without more, or a heading between rows."""
        if not key_cells:
            return Kind.SECTION
        column, cell = key_cells[0]
        text = plain_text(cell)
        if column != self._name:
            return Kind.DATA if sum(map(str.isdigit, text)) >= 6 else Kind.SECTION
        if self._name_shape is Shape.EMPLOYER:
            return Kind.DATA if shapes.share(Shape.EMPLOYER, [cell]) else Kind.SECTION
        has_number = any(place == self._serial for place, _ in filled)
        is_person = shapes.is_person(cell) and not _SECTION_END.search(text)
        return Kind.DATA if is_person or (has_number and len(text) <= 6) else Kind.SECTION


def _kind_of_number(cell: Cell) -> Kind:
    """Judge a row with nothing but a cell in the column of numbers."""
    if _is_total(cell):
        return Kind.TOTAL
    if _is_footer(cell):
        return Kind.FOOTER
    is_number = not isinstance(cell, str) or cell.strip().rstrip(".、").isdigit()
    return Kind.NUMBER_ONLY if is_number else Kind.SECTION


def _is_total(cell: Cell) -> bool:
    text = re.sub(r"\s+", "", normalize("NFKC", plain_text(cell)))
    return bool(text) and len(text) <= 20 and _TOTAL.match(text) is not None


def _is_footer(cell: Cell) -> bool:
    text = re.sub(r"\s+", "", normalize("NFKC", plain_text(cell)))
    return _FOOTER.match(text) is not None and normalise_title(text) != ""
