"""Write a form to sign and seal as Word or PDF: one table, a box for every opinion and seal."""

import base64
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from zhigong.base.papers.look import Kind, typeset
from zhigong.base.papers.word_forms import word_of
from zhigong.kernel.later import later

segno = later("segno")

TEMPLATE = Path(__file__).parent / "forms.typ"
# A box longer than this breaks over pages; a shorter one goes to the next page whole.
WHOLE_LINES, LINE_CHARACTERS = 18, 30
# Shape of the box a signature is fitted into; the picture keeps its own proportions inside.
_PICTURE_BOX = (500, 200)
# What XML 1.0 has no way to write.
_UNSTORABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line of a form: a label, and beside it a text or a table of its own.

    :param beside: a second label with its text in the same line.
    :param signed: what stands below the text on the right: who signs, the seal, the day.
    :param is_box: with room above ``signed`` to write and to seal by hand.
    :param picture: a signature as PNG or JPEG, shown above ``signed``.
    """

    title: str
    text: str = ""
    beside: tuple[str, str] | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    signed: tuple[str, ...] = ()
    is_box: bool = False
    picture: bytes = b""

    @property
    def is_whole(self) -> bool:
        """Whether the line is kept on one page."""
        lines = (1 + len(line) // LINE_CHARACTERS for line in self.text.splitlines())
        return bool(self.signed) and sum(lines) <= WHOLE_LINES


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Lines that belong together, under a heading or none."""

    title: str
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """What a form says, with every label written out.

    :param numbered: ``number`` with its label; it stands at the foot of every page as well.
    :param address: what its code leads to when it is scanned, with ``scanning`` saying so.
    :param paging: how a page is counted, with ``{}`` for its number and for that of the last.
    """

    title: str
    number: str
    numbered: str
    day: str
    groups: tuple[FormGroup, ...]
    author: str
    address: str
    scanning: str
    printed: str
    paging: str


def form_file(form: OfficialForm, kind: Kind, *, at: datetime) -> bytes:
    """Return a form as a file.

    :raises NoChineseFont: a PDF is wanted and the server has no font for it.
    """
    form = replace(form, groups=tuple(_storable(one) for one in form.groups))
    code = segno.make(form.address, error="m", micro=False)
    if kind == "docx":
        return word_of(form, code=code, at=at)
    said = asdict(form) | {
        "groups": [{"title": one.title, "rows": _rows(one.rows)} for one in form.groups],
        "code": code.svg_inline(border=0, scale=4),
    }
    return typeset(TEMPLATE, said, at=at)


def _storable(group: FormGroup) -> FormGroup:
    """Return a group with one kind of line break, without signs a Word file cannot hold."""
    rows = (
        replace(
            row,
            text=_clean(row.text),
            rows=tuple(tuple(_clean(cell) for cell in words) for words in row.rows),
        )
        for row in group.rows
    )
    return replace(group, rows=tuple(rows))


def _clean(words: str) -> str:
    return _UNSTORABLE.sub("", "\n".join(words.splitlines()))


def _rows(rows: Sequence[FormRow]) -> list[dict[str, Any]]:
    return [
        asdict(row) | {"is_whole": row.is_whole, "picture": _drawing(row.picture)} for row in rows
    ]


def _drawing(picture: bytes) -> str:
    """Return a picture inside an SVG: what is said goes to the typesetter as text."""
    if not picture:
        return ""
    kind = "jpeg" if picture.startswith(b"\xff\xd8") else "png"
    coded = base64.b64encode(picture).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {_PICTURE_BOX[0]} {_PICTURE_BOX[1]}">'
        f'<image width="{_PICTURE_BOX[0]}" height="{_PICTURE_BOX[1]}"'
        f' xlink:href="data:image/{kind};base64,{coded}"/></svg>'
    )
