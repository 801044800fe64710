"""Write an official letter (公文) as Word or PDF, in the look of GB/T 9704.

A4, margins 3.7/3.5/2.8/2.6 cm, 22 lines of 28 characters a page; the title in 小标宋, the text in
仿宋. Where a machine lacks these fonts, Word takes the alternatives named in the file; a PDF is set
in the serif of the server, as fonts of its own cannot be handed out with the product.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from zhigong.base.errors import UserError
from zhigong.kernel.later import later

docx = later("docx")
typst = later("typst")

Kind = Literal["docx", "pdf"]
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
TITLE_FONT, TEXT_FONT = "方正小标宋_GBK", "仿宋_GB2312"
# Of each font those a machine may have instead, the best first.
INSTEAD = {
    TITLE_FONT: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "华文中宋", "宋体"),
    TEXT_FONT: ("仿宋", "FangSong", "华文仿宋", "宋体"),
}
SERVER_FONTS = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Noto Sans CJK SC")
TEMPLATE = Path(__file__).parent / "papers.typ"
TITLE_POINTS, TEXT_POINTS, LINE_POINTS = 22, 16, 28.95
LINE_TWIPS = 579
MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 26}
PAGE_MM = (210, 297)


class NoChineseFont(UserError):
    """The server has no font to set Chinese in."""

    code = "no_chinese_font"
    text = (
        "服务器上没有中文字体，不能生成 PDF。请改用 Word 文件，或请管理员安装字体 fonts-noto-cjk。"
    )
    status = 503


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
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = letter.title, letter.signed
    made.core_properties.created = made.core_properties.modified = at
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
    _name_alternatives(made)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _lay_out(made: Any) -> None:
    """Set the page, its grid of lines, and the font of everything."""
    section, units = made.sections[0], docx.shared
    section.page_width, section.page_height = (units.Mm(one) for one in PAGE_MM)
    for side, length in MARGINS_MM.items():
        setattr(section, f"{side}_margin", units.Mm(length))
    grid = section._sectPr.find(docx.oxml.ns.qn("w:docGrid"))
    if grid is None:
        grid = docx.oxml.OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(docx.oxml.ns.qn("w:type"), "lines")
    grid.set(docx.oxml.ns.qn("w:linePitch"), str(LINE_TWIPS))
    _set_font(made.styles["Normal"], TEXT_FONT, TEXT_POINTS)


def _set_font(of: Any, font: str, points: int) -> None:
    of.font.name, of.font.size = font, docx.shared.Pt(points)
    of.element.get_or_add_rPr().get_or_add_rFonts().set(docx.oxml.ns.qn("w:eastAsia"), font)


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
        run.font.name, run.font.size = font, units.Pt(points)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(docx.oxml.ns.qn("w:eastAsia"), font)


def _name_alternatives(made: Any) -> None:
    """Say in the file's table of fonts what to take where a font is not installed."""
    part = next(p for p in made.part.package.iter_parts() if p.partname.endswith("fontTable.xml"))
    entries = "".join(
        f"<w:font w:name={quoteattr(font)}><w:altName w:val={quoteattr(','.join(instead))}/>"
        '<w:charset w:val="86"/><w:family w:val="roman"/></w:font>'
        for font, instead in INSTEAD.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def pdf_of(letter: OfficialLetter, *, at: datetime) -> bytes:
    """Return a letter as a PDF, to print and to send.

    :raises NoChineseFont: the server has no font for it.
    """
    fonts = _fonts()
    if not set(fonts.families()) & {*SERVER_FONTS, *INSTEAD, *sum(INSTEAD.values(), ())}:
        raise NoChineseFont
    # What is written goes in as data: no word of a petitioner is ever read as markup.
    given = {
        "letter": json.dumps(asdict(letter), ensure_ascii=False),
        "fonts": json.dumps({name: [name, *INSTEAD[name], *SERVER_FONTS] for name in INSTEAD}),
        "at": json.dumps([at.year, at.month, at.day]),
    }
    written = typst.compile(TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=given)
    return bytes(written)


@cache
def _fonts() -> Any:
    """Return the server's fonts; looking for them takes a while."""
    return typst.Fonts()
