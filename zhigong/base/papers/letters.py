"""Write an official letter (公文) as Word or PDF, in the look of GB/T 9704.

A4, margins 3.7/3.5/2.8/2.6 cm, 22 lines of 28 characters a page; the title in 小标宋, the text in
仿宋.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zhigong.base.papers.look import (
    TEXT_FONT,
    TITLE_FONT,
    Kind,
    docx,
    new_word,
    set_font,
    typeset,
    word_bytes,
)

TEMPLATE = Path(__file__).parent / "letters.typ"
TITLE_POINTS, TEXT_POINTS, LINE_POINTS = 22, 16, 28.95
LINE_TWIPS = 579
MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 26}


@dataclass(frozen=True, slots=True)
class OfficialLetter:
    """What a letter says.

    :param number: its number, on the right above whom it is addressed to.
    :param paragraphs: its text; a line break inside one begins a new line.
    :param signed: who signs, with ``day`` as it is written out.
    :param foot: lines under it, where its receipt is signed for.
    """

    title: str
    number: str
    to: str
    paragraphs: tuple[str, ...]
    signed: str
    day: str
    foot: tuple[str, ...] = ()


def letter_file(letter: OfficialLetter, kind: Kind, *, at: datetime) -> bytes:
    """Return a letter as a file.

    :raises NoChineseFont: a PDF is wanted and the server has no font for it.
    """
    return word_of(letter, at=at) if kind == "docx" else pdf_of(letter, at=at)


def word_of(letter: OfficialLetter, *, at: datetime) -> bytes:
    """Return a letter as a Word file that may be edited further."""
    made = new_word(title=letter.title, author=letter.signed, at=at, margins_mm=MARGINS_MM)
    _lay_out(made)
    _line(made, letter.title, align="center", font=TITLE_FONT, points=TITLE_POINTS)
    _line(made, letter.number, align="right")
    _line(made, letter.to)
    for paragraph in letter.paragraphs:
        for text in paragraph.splitlines():
            _line(made, text, indent=2)
    _line(made, "")
    _line(made, letter.signed, align="right")
    _line(made, letter.day, align="right", after=LINE_POINTS)
    for text in letter.foot:
        _line(made, text)
    return word_bytes(made)


def _lay_out(made: Any) -> None:
    """Set the grid of lines, and the font of everything."""
    section = made.sections[0]
    grid = section._sectPr.find(docx.oxml.ns.qn("w:docGrid"))
    if grid is None:
        grid = docx.oxml.OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(docx.oxml.ns.qn("w:type"), "lines")
    grid.set(docx.oxml.ns.qn("w:linePitch"), str(LINE_TWIPS))
    set_font(made.styles["Normal"], TEXT_FONT, TEXT_POINTS)


def _line(
    made: Any,
    text: str,
    *,
    align: str = "",
    indent: int = 0,
    font: str = "",
    points: int = TEXT_POINTS,
    after: float = 0,
) -> None:
    """Add a line of text on the grid.

    :param indent: of its first line, in characters.
    """
    paragraph = made.add_paragraph()
    form, units = paragraph.paragraph_format, docx.shared
    form.space_before, form.space_after = units.Pt(0), units.Pt(after)
    form.line_spacing = units.Pt(max(LINE_POINTS, points * 1.5))
    form.first_line_indent = units.Pt(indent * points)
    if align:
        form.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH[align.upper()]
    run = paragraph.add_run(text)
    if font:
        set_font(run, font, points)


def pdf_of(letter: OfficialLetter, *, at: datetime) -> bytes:
    """Return a letter as a PDF, to print and to send.

    :raises NoChineseFont: the server has no font for it.
    """
    return typeset(TEMPLATE, asdict(letter), at=at)
