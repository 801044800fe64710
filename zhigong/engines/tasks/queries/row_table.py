"""The table of a task's rows: written to be filled in, and read back row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from zhigong.base.errors import UserError
from zhigong.base.sheets import guard_text
from zhigong.engines.exchange.queries import Workbook, open_workbook, plain_text
from zhigong.engines.tasks.contract import WANTS_WORDS, Answer, RowState
from zhigong.engines.tasks.models import WORDS_LENGTH, Task
from zhigong.engines.tasks.queries.rows import rows_of
from zhigong.kernel.later import later
from zhigong.kernel.text import N_

xlsxwriter = later("xlsxwriter")

MOST_LINES_BEFORE_HEADER = 10
WIDTHS = (10, 44, 16, 30, 8, 16, 44)
_NUMBER, _ANSWER, _WORDS = 0, 5, 6


def header() -> tuple[str, ...]:
    """Return the titles of the table's columns."""
    return (
        _("行号"), _("名称"), _("编号"), _("所在工会"), _("缺口"), _("办理结果"), _("说明"),
    )  # fmt: skip


class NotOurTable(UserError):
    """The file is not the table that was downloaded."""

    code: ClassVar[str] = "not_our_table"
    text: ClassVar[str] = N_(
        "没有找到“行号”“办理结果”“说明”三列。请先在本页下载表格，在下载的表格里填写后上传。"
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """One row as it was filled in.

    :param number: as the sheet counts; ``finding`` says what is wrong, empty when nothing is.
    """

    number: int
    row_id: int
    name: str
    answer: str
    words: str
    finding: str = ""


def write_table(*, task: Task, target: Path) -> int:
    """Write the rows of a task that are not closed, with drop-downs; return how many."""
    rows = list(rows_of(task).exclude(state=RowState.CLOSED).order_by("pk"))
    book = xlsxwriter.Workbook(str(target), {"strings_to_formulas": False})
    try:
        sheet = book.add_worksheet(_("任务名单"))
        bold = book.add_format({"bold": True, "bg_color": "#F5F6F8", "border": 1})
        for column, (title, width) in enumerate(zip(header(), WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, _cells(row))
        sheet.freeze_panes(1, 0)
        choices = [str(label) for label in Answer.labels]
        options = {"validate": "list", "source": choices, "error_message": "、".join(choices)}
        sheet.data_validation(1, _ANSWER, max(len(rows), 1), _ANSWER, options)
    finally:
        book.close()
    return len(rows)


def _cells(row: Any) -> list[Any]:
    answer = str(Answer(row.answer).label) if row.answer else ""
    texts = (guard_text(row.name or ""), row.mark, guard_text(row.place or ""))
    return [row.pk, *texts, row.missing, answer, guard_text(row.words)]


def read_table(*, task: Task, path: Path, name: str) -> list[Filled]:
    """Return the rows somebody filled in, with what is wrong; rows left empty are left out.

    :raises NotOurTable: its columns are others.
    :raises FileRefused: the file cannot be read.
    """
    open_rows: Any = rows_of(task).exclude(state=RowState.CLOSED)
    known: dict[int, str] = dict(open_rows.values_list("pk", "name"))
    codes = {str(label): value for value, label in Answer.choices}
    with open_workbook(path, name=name) as workbook:
        found = [_checked(line, known, codes) for line in _lines(workbook)]
    return [one for one in found if one.answer or one.words or one.finding]


def _lines(workbook: Workbook) -> Iterator[tuple[int, str, str, str]]:
    """Yield number of the line, number of the row, answer and words, as they stand there."""
    rows = workbook.sheet(workbook.sheets[0]).rows
    head, places = _found_header(rows)
    for number, cells in enumerate(rows[head:], start=head + 1):
        texts = [plain_text(cells[one]) if one < len(cells) else "" for one in places]
        if any(texts):
            yield number, texts[0], texts[1], texts[2]


def _found_header(rows: Sequence[Sequence[Any]]) -> tuple[int, list[int]]:
    """Return how many lines end with the header, and the columns of number, answer and words.

    :raises NotOurTable: no line has these titles.
    """
    wanted = [header()[place] for place in (_NUMBER, _ANSWER, _WORDS)]
    for line, cells in enumerate(rows[:MOST_LINES_BEFORE_HEADER], start=1):
        titles = [plain_text(cell) for cell in cells]
        if set(wanted) <= set(titles):
            return line, [titles.index(title) for title in wanted]
    raise NotOurTable


def _checked(
    line: tuple[int, str, str, str], known: dict[int, str], codes: dict[str, str]
) -> Filled:
    number, mark, said, words = line
    row_id = int(mark) if mark.isdecimal() and len(mark) < 16 else 0
    answer = codes.get(said, "")
    finding = ""
    if row_id not in known:
        finding = _("行号“%(mark)s”不在本任务未销号的名单里，请不要改动行号。") % {"mark": mark}
    elif said and not answer:
        finding = _("办理结果“%(said)s”无法识别，请填写：%(choices)s。") % {
            "said": said,
            "choices": "、".join(codes),
        }
    elif words and not answer:
        finding = _("写了说明，没有填办理结果。")
    elif answer in WANTS_WORDS and not words:
        finding = _("填了“%(said)s”，请写明原因。") % {"said": said}
    elif len(words) > WORDS_LENGTH:
        finding = _("说明超过%(n)d字，请写短一些。") % {"n": WORDS_LENGTH}
    return Filled(number, row_id, known.get(row_id, ""), answer, words, finding)
