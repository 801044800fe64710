"""Finding tables: odd headers, several sheets, corrections by hand, and clear refusals."""

import openpyxl
import pytest

from zhigong.engines.exchange import errors
from zhigong.engines.exchange.contract import Field, Shape
from zhigong.engines.exchange.recognise import find_table
from zhigong.engines.exchange.workbook import open_workbook

FIELDS = (
    Field("serial", "序号", shape=Shape.SERIAL),
    Field(
        "name",
        "姓名",
        synonyms=("姓名",),
        is_required=True,
        is_key=True,
        weight=5,
        shape=Shape.PERSON,
    ),
    Field(
        "id_number",
        "身份证号",
        synonyms=("身份证号", "证件号"),
        is_required=True,
        is_key=True,
        weight=5,
        shape=Shape.ID,
    ),
    Field("phone", "手机", synonyms=("手机", "电话"), shape=Shape.PHONE, weight=3),
    Field("sex", "性别", synonyms=("性别",), shape=Shape.SEX),
    Field(
        "employer",
        "单位",
        synonyms=("工作单位",),
        exact=("单位",),
        shape=Shape.EMPLOYER,
        fills_down=True,
    ),
)
IDS = ["11010519491231002X", "330203199003071232", "440524188001010014"]
PEOPLE = [
    ["张三", IDS[0], "13800000000", "男", "甲机械有限公司"],
    ["李四", IDS[1], "13800000001", "男", "甲机械有限公司"],
    ["王芳", IDS[2], "13800000002", "女", "乙电子有限公司"],
]
HEADER = ["姓名", "身份证号", "手机", "性别", "单位"]


def _find(path, sheets, merged=(), **choice):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path / "a.xlsx")
    with open_workbook(path / "a.xlsx") as opened:
        return find_table(opened, FIELDS, **choice)


def test_columns_are_told_by_their_cells_when_titles_say_nothing(tmp_path):
    table = _find(tmp_path, {"Sheet1": [["A项", "B项", "C项", "D项", "E项"], *PEOPLE]})
    assert table.mapping == {"name": 0, "id_number": 1, "phone": 2, "sex": 3, "employer": 4}
    assert table.header_row == 1
    assert {column.how for column in table.columns} == {"content"}


def test_a_sheet_without_any_header(tmp_path):
    table = _find(tmp_path, {"Sheet1": PEOPLE})
    assert (table.header_row, table.row_numbers) == (0, [1, 2, 3])
    assert table.values("name") == ["张三", "李四", "王芳"]


def test_a_required_column_with_an_unknown_title_is_told_by_its_cells(tmp_path):
    table = _find(tmp_path, {"Sheet1": [["甲", "身份证号", "手机"], *[p[:3] for p in PEOPLE]]})
    assert table.mapping["name"] == 0
    assert table.columns[0].how == "content"


def test_the_sheet_with_most_people_is_chosen_and_others_are_offered(tmp_path):
    table = _find(
        tmp_path,
        {"一": [HEADER, PEOPLE[0]], "二": [HEADER, *PEOPLE], "说明": [["姓名与身份证号要一致"]]},
    )
    assert (table.sheet, table.other_sheets) == ("二", ("一",))
    assert _find(
        tmp_path, {"一": [HEADER, PEOPLE[0]], "二": [HEADER, *PEOPLE]}, sheet="一"
    ).row_numbers == [2]


def test_titles_about_others_are_not_the_persons(tmp_path):
    head = ["配偶姓名", "姓名", "紧急联系电话", "手机", "法人身份证号", "身份证号"]
    row = ["甲某", "张三", "13900000000", "13800000000", IDS[1], IDS[0]]
    table = _find(tmp_path, {"s": [head, row]})
    assert {code: table.values(code)[0] for code in ("name", "phone", "id_number")} == {
        "name": "张三",
        "phone": "13800000000",
        "id_number": IDS[0],
    }


def test_of_two_columns_with_one_meaning_the_better_filled_wins(tmp_path):
    rows = [["姓名", "证件号", "证件号"], *[[p[0], "无", p[1]] for p in PEOPLE]]
    assert _find(tmp_path, {"s": rows}).mapping["id_number"] == 2


def test_merged_cells_and_dittos_stand_for_the_rows_below(tmp_path):
    rows = [HEADER, *[list(p) for p in PEOPLE]]
    rows[2][4] = None
    rows[3][4] = "同上"
    table = _find(tmp_path, {"s": rows}, merged=["E2:E3"])
    assert table.values("employer") == ["甲机械有限公司"] * 3


def test_rows_that_are_no_people_are_told_apart(tmp_path):
    rows = [
        ["序号", *HEADER],
        [1, *PEOPLE[0]],
        [None],
        ["第一车间"],
        ["序号", *HEADER],
        [2, "李四"],
        [3],
        [4, None, IDS[1]],
        ["小计", 2],
        [5, "赵六", None, "13800000009"],
        ["制表人:甲某", None, "审核人:乙某"],
        ["合计", "3人"],
    ]
    table = _find(tmp_path, {"s": rows})
    assert table.row_numbers == [2, 6, 8, 10]
    assert {index + 1: str(kind) for index, kind in table.skipped.items()} == {
        3: "blank",
        4: "section",
        5: "header",
        7: "number_only",
        9: "total",
        11: "footer",
        12: "total",
    }


def test_choices_of_the_user_are_kept(tmp_path):
    rows = [["说明", "x"], HEADER, *PEOPLE]
    table = _find(tmp_path, {"s": rows}, sheet="s", header_row=2, mapping={"phone": -1, "sex": 3})
    assert table.header_row == 2
    assert "phone" not in table.mapping
    with pytest.raises(errors.MappingUnknown):
        _find(tmp_path, {"s": rows}, mapping={"nothing": 1})
    with pytest.raises(errors.MappingUnknown):
        _find(tmp_path, {"s": rows}, mapping={"phone": 99})
    with pytest.raises(errors.SheetUnknown):
        _find(tmp_path, {"s": rows}, sheet="t")


def test_refusals_say_what_is_missing(tmp_path):
    with pytest.raises(errors.HeaderNotFound) as caught:
        _find(tmp_path, {"收支表": [["日期", "摘要", "金额"], ["2020-01-01", "办公费", 3]]})
    assert "收支表" in caught.value.message
    assert "姓名、身份证号" in caught.value.message
    with pytest.raises(errors.NoRows):
        _find(tmp_path, {"s": [HEADER, ["合计", "0人"]]})
    with pytest.raises(errors.ColumnsMissing) as missing:
        _find(tmp_path, {"s": [["姓名", "手机", "性别"], ["张三", "13800000000", "男"]]})
    assert "身份证号" in missing.value.message
    lenient = _find(
        tmp_path, {"s": [["姓名", "手机", "性别"], ["张三", "13800000000", "男"]]}, is_strict=False
    )
    assert lenient.missing == ("id_number",)
