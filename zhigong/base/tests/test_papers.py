"""Official letters as files: the look of GB/T 9704, and nothing of a text read as markup."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from pypdf import PdfReader

from zhigong.base.papers import look
from zhigong.base.papers.letters import OfficialLetter, letter_file, pdf_of, word_of
from zhigong.base.papers.look import NoChineseFont

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)
LETTER = OfficialLetter(
    title="信访事项受理告知书",
    number="编号：GH-330211-20261121-000123",
    to="王小花：",
    paragraphs=("你反映的信访事项，我单位已收到。\n另起一行。", "决定予以受理。"),
    signed="镇海区总工会（盖章）",
    day="2026年11月21日",
    foot=("签收日期：",),
)
LINES_A_PAGE = 22


def word(letter=LETTER):
    return Document(BytesIO(word_of(letter, at=AT)))


def pdf(letter=LETTER):
    return PdfReader(BytesIO(pdf_of(letter, at=AT)))


def test_the_page_is_that_of_the_standard():
    section = word().sections[0]
    page = pdf().pages[0].mediabox

    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(one / Mm(1)) for one in sizes] == [210, 297, 37, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert (round(float(page.width)), round(float(page.height))) == (595, 842)


def test_the_title_is_in_one_font_and_the_text_in_another_with_what_to_take_instead():
    made = word()
    title, text = made.paragraphs[0].runs[0], made.styles["Normal"]
    fonts = [one.element.rPr.rFonts.get(qn("w:eastAsia")) for one in (title, text)]
    with zipfile.ZipFile(BytesIO(word_of(LETTER, at=AT))) as packed:
        table = packed.read("word/fontTable.xml").decode()

    assert fonts == ["方正小标宋_GBK", "仿宋_GB2312"]
    assert (title.font.size.pt, text.font.size.pt) == (22, 16)
    for font, instead in look.INSTEAD.items():
        assert f'<w:font w:name="{font}"><w:altName w:val="{",".join(instead)}"/>' in table


def test_a_line_break_begins_a_new_line():
    texts = [one.text for one in word().paragraphs]

    assert texts[3:6] == ["你反映的信访事项，我单位已收到。", "另起一行。", "决定予以受理。"]
    assert pdf().pages[0].extract_text().splitlines()[4:6] == ["另起一行。", "决定予以受理。"]


def test_as_many_lines_stand_on_a_page_as_the_standard_says():
    letter = replace(LETTER, paragraphs=tuple("一二三四五六七八九十" for _ in range(60)))

    second = pdf(letter).pages[1].extract_text().splitlines()

    assert len(second) == LINES_A_PAGE


@pytest.mark.parametrize(
    "text", ["#strong[x]", "$a$ *b* _c_", "<w:p/>&amp;", '#import "/etc/passwd"']
)
def test_what_somebody_wrote_is_never_markup(text):
    letter = replace(LETTER, paragraphs=(text,))

    assert word(letter).paragraphs[3].text == text
    assert "".join(text.split()) in "".join(pdf(letter).pages[0].extract_text().split())


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_file_carries_its_title_and_its_day(kind):
    content = BytesIO(letter_file(LETTER, kind, at=AT))

    if kind == "pdf":
        told = PdfReader(content).metadata
        assert (told.title, str(told.creation_date.date())) == (LETTER.title, "2026-11-21")
    else:
        properties = Document(content).core_properties
        assert (properties.title, str(properties.created.date())) == (LETTER.title, "2026-11-21")


def test_without_a_chinese_font_no_pdf_of_empty_boxes_is_made(monkeypatch):
    class Latin:
        def families(self):
            return ["DejaVu Sans"]

    monkeypatch.setattr(look, "_fonts", Latin)

    with pytest.raises(NoChineseFont, match="中文字体") as refused:
        pdf_of(LETTER, at=AT)

    assert refused.value.status == 503
