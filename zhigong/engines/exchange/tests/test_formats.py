"""Superior formats: out, in again, and what differs."""

from datetime import date
from pathlib import Path

import pytest

from zhigong.engines.exchange.formats import (
    FORMATS,
    BrokenFormat,
    Translator,
    compare,
    load_format,
    read_format,
    write_format,
)
from zhigong.engines.exchange.workbook import open_workbook
from zhigong.registry.employers import queries as employers
from zhigong.registry.people import contract
from zhigong.registry.unions import queries as unions

FOLDER = Path(__file__).parents[3] / "work/membership/catalogue/formats"
OWN = {
    "ethnicity": contract.ETHNICITIES,
    "education": contract.EDUCATIONS,
    "political_status": contract.POLITICAL_STATUSES,
}
PERSON = {
    "name": "张三",
    "id_kind": "resident_id",
    "id_number": "330203199003071232",
    "sex": "1",
    "birth_on": date(1990, 3, 7),
    "ethnicity": "01",
    "political_status": "13",
    "education": "20",
    "phone": "13800000000",
    "union_name": "甲公司工会委员会",
    "union_code": "GH0001",
    "migrant": True,
    "dispatched": False,
    "joined_on": date(2020, 5, 1),
    "state": "active",
    "own_number": "A1",
}


UNION = {
    "name": "甲公司工会委员会",
    "kind": "grassroots",
    "status": "normal",
    "parent_name": "招宝山街道总工会",
    "category": "170",
    "sector": "C",
    "region": "330211",
    "established_on": date(2020, 5, 1),
    "legal_person": True,
    "term": "2",
    "dues_collection": "tax",
    "own_number": "ZZ1",
}
EMPLOYER = {
    "name": "甲公司",
    "credit_code": "91330211MA2AAAAA1X",
    "ownership": "private",
    "sector": "C",
    "status": "active",
    "workers": "120",
    "headcount_on": date(2026, 9, 30),
    "has_union": False,
}
RECORDS = {
    "members": (PERSON, OWN),
    "unions": (UNION, unions.code_tables()),
    "employers": (EMPLOYER, employers.code_tables()),
}


def formats(pattern):
    return pytest.mark.parametrize("path", sorted(FOLDER.glob(pattern)), ids=lambda path: path.stem)


def test_every_format_is_found_by_the_catalogue():
    assert {one.code for one in FORMATS.entries()} == {path.stem for path in FOLDER.glob("*.toml")}


@formats("*.toml")
def test_what_is_written_is_read_back(path, tmp_path):
    shape = load_format(path)
    record, tables = RECORDS[shape.subject]
    translator = Translator(shape, tables)
    count, problems = write_format(
        translator=translator, records=[record], target=tmp_path / "a.xlsx", remark="甲 2026-11-21"
    )
    assert (count, problems) == (1, [])
    with open_workbook(tmp_path / "a.xlsx") as book:
        rows = read_format(translator=translator, workbook=book)
    known = {column.field for column in shape.columns}
    days = {column.field for column in shape.columns if column.date}
    assert rows == [
        {
            **{f: None if f in days else "" for f in known - record.keys()},
            **{f: v for f, v in record.items() if f in known},
        }
    ]


@formats("*_members.toml")
def test_what_the_superior_would_not_accept_is_named(path, tmp_path):
    translator = Translator(load_format(path), OWN)
    records = [{**PERSON, "name": "", "phone": "0574-1"}, {**PERSON, "sex": "7"}]
    _, problems = write_format(
        translator=translator, records=records, target=tmp_path / "a.xlsx", remark=""
    )
    named = sorted((problem.row, problem.column) for problem in problems)
    titles = {column.field: column.title for column in translator.format.columns}
    assert named == sorted([(0, titles["name"]), (0, titles["phone"]), (1, titles["sex"])])


def test_a_broken_file_is_named(tmp_path):
    good = (FOLDER / "national_members.toml").read_text()
    for change in (
        ('key = "id_number"', 'key = "nothing"'),
        ('codes = "sex"', 'codes = "no"'),
        ('title = "姓名"', 'title = "性别"'),
    ):
        (tmp_path / "x.toml").write_text(good.replace(*change))
        with pytest.raises(BrokenFormat):
            load_format(tmp_path / "x.toml")


def test_the_list_of_differences():
    here = [PERSON, {**PERSON, "id_number": "2"}]
    there = [
        {
            "id_number": "330203199003071232 ",
            "name": "张叁",
            "phone": "",
            "joined_on": date(2020, 5, 1),
        },
        {"id_number": "3", "name": "李四"},
    ]
    found = compare(here=here, there=there, key="id_number", fields=["name", "phone", "joined_on"])
    assert (found.only_here, found.only_there, found.same) == (("2",), ("3",), 0)
    assert [(d.field, d.here, d.there) for d in found.different] == [("name", "张三", "张叁")]
