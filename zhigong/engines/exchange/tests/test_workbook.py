# ruff: noqa: DTZ001  cells of a workbook have no time zone
"""What is opened, what is refused, and in which words."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from zhigong.engines.exchange import errors
from zhigong.engines.exchange.container import Limits
from zhigong.engines.exchange.workbook import open_workbook, plain_text

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ROWS = [["姓名", "身份证号", "入会时间"], ["张三", "11010519491231002X", dt.date(2020, 5, 1)]]


def _workbook(path, rows=ROWS, title="名册"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_typed_cells_of_a_workbook(tmp_path):
    path = _workbook(
        tmp_path / "a.xlsx", [["x"], [None, 330203199003071232, 12.5, dt.date(2020, 1, 2), True]]
    )
    with open_workbook(path) as book:
        row = book.sheet("名册").rows[1]
    assert isinstance(row[1], float)
    assert row[2:] == [12.5, dt.date(2020, 1, 2), True]


def test_rows_keep_their_number_when_the_sheet_begins_empty(tmp_path):
    path = _workbook(tmp_path / "a.xlsx", [[], [], [None, "姓名"]])
    with open_workbook(path) as book:
        assert book.sheet("名册").rows[2][1] == "姓名"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables_in_the_usual_encodings(tmp_path, encoding, separator):
    path = tmp_path / "名册.csv"
    text = "\n".join(separator.join(["姓名", "身份证号", "𠮷田"]) for _ in range(3))
    path.write_bytes(text.encode(encoding))
    with open_workbook(path) as book:
        assert list(book.sheet(book.sheets[0]).rows[0]) == ["姓名", "身份证号", "𠮷田"]


def test_what_tells_a_spreadsheet_that_digits_are_text_is_no_part_of_the_cell(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_text(
        '姓名,身份证号,手机\n"=""王芳""",="330211199003071234",="13800000001"\n李娜,="",="\n'
    )
    with open_workbook(path) as book:
        assert [list(row) for row in book.sheet(book.sheets[0]).rows[1:]] == [
            ["王芳", "330211199003071234", "13800000001"],
            ["李娜", "", '="'],
        ]


def test_hidden_sheets_come_last(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "隐藏"
    book.create_sheet("名册")
    book["隐藏"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    with open_workbook(tmp_path / "a.xlsx") as opened:
        assert opened.sheets == ("名册", "隐藏")
        assert opened.sheet("隐藏").hidden


def _refused(path, kind, **limits):
    with pytest.raises(kind) as caught, open_workbook(path, limits=Limits(**limits)) as book:
        book.sheet(book.sheets[0])
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.message)
    assert "{" not in caught.value.message
    return caught.value


def test_missing_empty_and_foreign_files(tmp_path):
    _refused(tmp_path / "no.xlsx", errors.FileMissing)
    _refused(tmp_path, errors.FileIsFolder)
    (tmp_path / "empty.xlsx").write_bytes(b"")
    _refused(tmp_path / "empty.xlsx", errors.FileEmpty)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 100)
    _refused(tmp_path / "a.pdf", errors.FileKindUnknown)
    (tmp_path / "a.docx").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    _refused(tmp_path / "a.docx", errors.FileKindUnknown)


def test_broken_containers(tmp_path):
    good = _workbook(tmp_path / "good.xlsx").read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(good[: len(good) // 2])
    _refused(tmp_path / "cut.xlsx", errors.FileBroken)
    (tmp_path / "noise.xlsx").write_bytes(bytes(range(256)) * 40)
    _refused(tmp_path / "noise.xlsx", errors.FileBroken)
    (tmp_path / "short.xls").write_bytes(OLE + "Workbook".encode("utf-16-le") + b"\x00" * 2000)
    _refused(tmp_path / "short.xls", errors.FileBroken)


def test_a_sheet_that_is_no_xml(tmp_path):
    path = _workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content[: len(content) // 2]
            new.writestr(entry.filename, content)
    _refused(tmp_path / "b.xlsx", errors.FileBroken)


def test_encrypted_containers(tmp_path):
    content = OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512
    (tmp_path / "a.xlsx").write_bytes(content)
    _refused(tmp_path / "a.xlsx", errors.FileEncrypted)


def test_files_with_programs(tmp_path):
    path = _workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"program")
    _refused(path, errors.FileHasMacros)
    _workbook(tmp_path / "b.xlsx").rename(tmp_path / "b.xlsm")
    _refused(tmp_path / "b.xlsm", errors.FileHasMacros)
    (tmp_path / "c.xls").write_bytes(OLE + "_VBA_PROJECT".encode("utf-16-le") + b"\x00" * 600)
    _refused(tmp_path / "c.xls", errors.FileHasMacros)


def test_too_large_and_unfolding_too_far(tmp_path):
    path = _workbook(tmp_path / "a.xlsx")
    _refused(path, errors.FileTooLarge, size=1000)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zero.bin", b"\x00" * 30_000_000)
    _refused(path, errors.FileIsBomb, unfolded=20_000_000)
    _refused(path, errors.FileIsBomb, unfolded_from=1_000_000, ratio=100)


def test_too_many_rows_are_refused_before_they_are_read(tmp_path):
    path = _workbook(tmp_path / "a.xlsx", [["姓名", n] for n in range(300)])
    assert "200" in _refused(path, errors.TooManyRows, rows=200).message
    (tmp_path / "a.csv").write_text("姓名,号\n" * 300)
    _refused(tmp_path / "a.csv", errors.TooManyRows, rows=200)
    _refused(tmp_path / "a.csv", errors.TooManyRows, rows=100)
    (tmp_path / "a.csv").write_text("姓名,号\n" * 200 + "\n" * 200)
    with open_workbook(tmp_path / "a.csv", limits=Limits(rows=200)) as book:
        assert len(book.sheet("a").rows) == 400


def test_formatted_but_empty_rows_do_not_count(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号"])
    for row in range(2, 400):
        book.active.cell(row, 1).number_format = "@"
    book.save(tmp_path / "a.xlsx")
    with open_workbook(tmp_path / "a.xlsx", limits=Limits(rows=100)) as opened:
        assert len(opened.sheet("Sheet").rows) == 1


def test_a_stray_cell_far_away_is_named_and_not_read(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "姓名"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert "1048576" in _refused(tmp_path / "a.xlsx", errors.SheetTooWide).message


def test_cells_as_people_type_them():
    cells = [1.0, 12.5, dt.datetime(2020, 1, 2), dt.datetime(2020, 1, 2, 3, 4), True, None, " 甲 "]
    assert [plain_text(c) for c in cells] == [
        "1",
        "12.5",
        "2020-01-02",
        "2020-01-02 03:04:00",
        "是",
        "",
        "甲",
    ]
