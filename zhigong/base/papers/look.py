"""What official papers share: their fonts and what to take instead, Word's page, the typesetter.

Where a machine lacks the fonts, Word takes the alternatives named in the file; a PDF is set in the
serif of the server, as fonts of its own cannot be handed out with the product.
"""

import json
from collections.abc import Mapping
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
PAGE_MM = (210, 297)


class NoChineseFont(UserError):
    """The server has no font to set Chinese in."""

    code = "no_chinese_font"
    text = (
        "服务器上没有中文字体，不能生成 PDF。请改用 Word 文件，或请管理员安装字体 fonts-noto-cjk。"
    )
    status = 503


def new_word(*, title: str, author: str, at: datetime, margins_mm: Mapping[str, int]) -> Any:
    """Return an empty Word file of A4 that carries its title, author and day."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = title, author
    made.core_properties.created = made.core_properties.modified = at
    section, units = made.sections[0], docx.shared
    section.page_width, section.page_height = (units.Mm(one) for one in PAGE_MM)
    for side, length in margins_mm.items():
        setattr(section, f"{side}_margin", units.Mm(length))
    return made


def set_font(of: Any, font: str, points: float) -> None:
    """Give a style or a run its font, for Chinese as well."""
    of.font.name, of.font.size = font, docx.shared.Pt(points)
    of.element.get_or_add_rPr().get_or_add_rFonts().set(docx.oxml.ns.qn("w:eastAsia"), font)


def word_bytes(made: Any) -> bytes:
    """Return a Word file as it is stored, with what to take where a font is not installed."""
    _name_alternatives(made)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _name_alternatives(made: Any) -> None:
    """Say in the file's table of fonts what to take where a font is not installed."""
    part = next(p for p in made.part.package.iter_parts() if p.partname.endswith("fontTable.xml"))
    entries = "".join(
        f"<w:font w:name={quoteattr(font)}><w:altName w:val={quoteattr(','.join(instead))}/>"
        '<w:charset w:val="86"/><w:family w:val="roman"/></w:font>'
        for font, instead in INSTEAD.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def typeset(template: Path, said: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return a PDF of what is said, set by a template; it reads ``said``, ``fonts`` and ``at``.

    :raises NoChineseFont: the server has no font for it.
    """
    fonts = _fonts()
    if not set(fonts.families()) & {*SERVER_FONTS, *INSTEAD, *sum(INSTEAD.values(), ())}:
        raise NoChineseFont
    # What is written goes in as data: no word of an applicant is ever read as markup.
    given = {
        "said": json.dumps(said, ensure_ascii=False),
        "fonts": json.dumps({name: [name, *INSTEAD[name], *SERVER_FONTS] for name in INSTEAD}),
        "at": json.dumps([at.year, at.month, at.day]),
    }
    return bytes(typst.compile(template.read_bytes(), font_paths=fonts, sys_inputs=given))


@cache
def _fonts() -> Any:
    """Return the server's fonts; looking for them takes a while."""
    return typst.Fonts()
