"""Lay a form to sign and seal out in Word: real tables, to be edited, signed and filed."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from zhigong.base.papers.look import (
    TEXT_FONT,
    TITLE_FONT,
    docx,
    new_word,
    set_font,
    word_bytes,
)

if TYPE_CHECKING:
    from zhigong.base.papers.forms import FormGroup, FormRow, OfficialForm

MARGINS_MM = {"top": 22, "bottom": 20, "left": 22, "right": 18}
COLUMNS_MM = (31, 54, 28, 57)
CELL_MM = 3
TITLE_POINTS, TEXT_POINTS, SMALL_POINTS, FOOT_POINTS, NO_POINTS = 20, 12, 10.5, 9, 1
CODE_MM = 22
BOX_MM, SIGNED_MM, NO_MM, PICTURE_MM = 16, 9, 1, 16


def word_of(form: "OfficialForm", *, code: Any, at: datetime) -> bytes:
    """Return a form as a Word file that may be edited further.

    :param code: the code to scan, as segno makes it.
    """
    made = new_word(title=form.title, author=form.author, at=at, margins_mm=MARGINS_MM)
    set_font(made.styles["Normal"], TEXT_FONT, TEXT_POINTS)
    made.styles["Normal"].paragraph_format.space_after = docx.shared.Pt(0)
    _head(made, form, code)
    table = _table(made, COLUMNS_MM, style="Table Grid")
    for group in form.groups:
        _group(table, group)
    _ends(made.add_paragraph(), form.scanning, form.printed, points=FOOT_POINTS)
    _foot(made.sections[0], form)
    return word_bytes(made)


def _head(made: Any, form: "OfficialForm", code: Any) -> None:
    """Add the title with the code to scan beside it, then number and day."""
    inside = sum(COLUMNS_MM)
    table = _table(made, (CODE_MM, inside - 2 * CODE_MM, CODE_MM))
    cells = table.add_row().cells
    for cell in cells:
        cell.vertical_alignment = docx.enum.table.WD_ALIGN_VERTICAL.CENTER
    _say(cells[1], form.title, align="center", font=TITLE_FONT, points=TITLE_POINTS)
    drawn = BytesIO()
    code.save(drawn, kind="png", scale=6, border=0)
    drawn.seek(0)
    picture = cells[2].paragraphs[0].add_run()
    picture.add_picture(drawn, width=docx.shared.Mm(CODE_MM - 2))
    described = picture._element.find(f".//{docx.oxml.ns.qn('wp:docPr')}")
    described.set("descr", form.scanning)
    line = made.add_paragraph()
    line.paragraph_format.space_before = line.paragraph_format.space_after = docx.shared.Pt(4)
    _ends(line, form.numbered, form.day)


def _ends(line: Any, left: str, right: str, *, points: float = TEXT_POINTS) -> None:
    """Write one text at the left end of a line and one at its right."""
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(docx.shared.Mm(sum(COLUMNS_MM)), docx.enum.text.WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{left}\t{right}").font.size = docx.shared.Pt(points)


def _table(within: Any, widths_mm: Iterable[float], *, style: str | None = None) -> Any:
    """Add a table without rows whose columns keep their widths."""
    widths = list(widths_mm)
    nested = isinstance(within, docx.table._Cell)
    table = within.add_table(0, len(widths))
    if style:
        table.style = style
    if nested:  # the cell's own first line would stand above the table, empty
        first = within.paragraphs[0]._element
        first.getparent().remove(first)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = docx.shared.Mm(width)
    return table


def _group(table: Any, group: "FormGroup") -> None:
    if group.title:
        cell = _merged(_row(table).cells, 0, 3)
        _say(cell, group.title, is_bold=True).paragraph_format.keep_with_next = True
    for row in group.rows:
        line = _row(table, is_whole=row.is_whole)
        _say(line.cells[0], row.title, align="center", is_bold=True)
        if row.beside is None:
            _fill(_merged(line.cells, 1, 3), row)
            continue
        _say(line.cells[1], row.text)
        _say(line.cells[2], row.beside[0], align="center", is_bold=True)
        _say(line.cells[3], row.beside[1])


def _row(table: Any, *, is_whole: bool = False) -> Any:
    """Add a row whose cells stand in their columns' widths; a whole one breaks over no pages."""
    row = table.add_row()
    if is_whole:
        row._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:cantSplit"))
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width
        cell.vertical_alignment = docx.enum.table.WD_ALIGN_VERTICAL.CENTER
    return row


def _merged(cells: Any, first: int, last: int) -> Any:
    return cells[first].merge(cells[last])


def _say(
    cell: Any,
    text: str,
    *,
    align: str = "",
    is_bold: bool = False,
    font: str = TEXT_FONT,
    points: float = TEXT_POINTS,
) -> Any:
    """Write a text into an empty cell, and return its line."""
    line = cell.paragraphs[0]
    space = docx.shared.Pt(4)
    line.paragraph_format.space_before = line.paragraph_format.space_after = space
    if align:
        line.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH[align.upper()]
    run = line.add_run(text)
    run.bold = is_bold
    set_font(run, font, points)
    return line


def _fill(cell: Any, row: "FormRow") -> None:
    """Write what stands beside a label: a table or a text, and who signs."""
    if row.rows:
        _inner(cell, row)
    else:
        _say(cell, row.text)
    if row.picture:
        line = cell.add_paragraph()
        line.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
        line.add_run().add_picture(BytesIO(row.picture), height=docx.shared.Mm(PICTURE_MM))
    if row.signed:
        line = cell.add_paragraph()
        line.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
        form, units = line.paragraph_format, docx.shared
        above = BOX_MM if row.is_box else SIGNED_MM
        form.space_before = units.Mm(NO_MM if row.picture else above)
        form.space_after = units.Pt(4)
        line.add_run("　　".join(row.signed))


def _inner(cell: Any, row: "FormRow") -> None:
    """Put a table into a cell, with its columns named again where it goes on overleaf."""
    inside = sum(COLUMNS_MM[1:]) - 2 * CELL_MM
    table = _table(cell, [inside / len(row.columns)] * len(row.columns), style="Table Grid")
    named = _row(table)
    named._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:tblHeader"))
    for place, column in zip(named.cells, row.columns, strict=True):
        _say(place, column, is_bold=True, points=SMALL_POINTS)
    for words in row.rows:
        for place, text in zip(_row(table).cells, words, strict=True):
            _say(place, text, points=SMALL_POINTS)
    # Word wants a line after a table in a cell; it takes no room.
    _say(cell, "", points=NO_POINTS)


def _foot(section: Any, form: "OfficialForm") -> None:
    """Say at the foot of every page the number of the form and of the page."""
    line = section.footer.paragraphs[0]
    first, *others = form.paging.split("{}")
    _ends(line, form.numbered, first, points=FOOT_POINTS)
    for field, words in zip(("PAGE", "NUMPAGES"), others, strict=True):
        run = line.add_run()
        run.font.size = docx.shared.Pt(FOOT_POINTS)
        _field(run, field)
        line.add_run(words).font.size = docx.shared.Pt(FOOT_POINTS)


def _field(run: Any, name: str) -> None:
    """Put a number Word counts itself into a run."""
    qn, element = docx.oxml.ns.qn, docx.oxml.OxmlElement
    for kind in ("begin", "separate", "end"):
        mark = element("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._element.append(mark)
        if kind == "begin":
            code = element("w:instrText")
            code.text = name
            run._element.append(code)
        elif kind == "separate":
            shown = element("w:t")
            shown.text = "1"
            run._element.append(shown)
