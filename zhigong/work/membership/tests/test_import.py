# ruff: noqa: PLC0415
"""The sample roster, imported for real: dry run, commit, again, and after a kill."""

import json
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from xlsxwriter import Workbook

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.registry.unions.operations import open_union
from zhigong.work.membership.operations import roll_back
from zhigong.work.membership.tests.test_sample import EXPECTED, SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    root = open_union(actor=SYSTEM, name="镇海区总工会", kind="federation", parent=None)
    return open_union(actor=SYSTEM, name="招宝山街道总工会", kind="street", parent=root)


def run(*arguments, told=None):
    out = StringIO()
    call_command(
        "import_roster",
        *map(str, arguments),
        "--json",
        "--on",
        "2026-11-21",
        stdout=out,
        stderr=told or StringIO(),
    )
    return json.loads(out.getvalue())


def counts():
    tables = [
        "people_person",
        "people_membership",
        "unions_union",
        "employers_employer",
        "exchange_importbatch",
        "audit_entry",
    ]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_a_dry_run_writes_nothing_and_names_every_row(street):
    before = counts()
    answer = run(SAMPLE, "--union", street.code)
    assert counts() == before
    expected = json.loads(EXPECTED.read_text())
    assert len(answer["rows"]) == expected["people_rows"]
    rows = {row["row"]: row for row in answer["rows"]}
    for entry in expected["expected"]:
        assert set(entry["findings"]) <= set(rows[entry["row"]]["findings"])
    listed = {entry["row"] for entry in expected["expected"]}
    for row in answer["rows"]:
        errors = {code for code in row["findings"] if code.startswith("error:")}
        if errors - {"error:duplicate_in_file"}:
            assert row["action"] == "refuse"
        elif errors:
            assert row["action"] == "duplicate"
        else:
            assert row["action"] == "new"
            assert "warning:union_unknown" in row["findings"]
        assert not errors or row["row"] in listed
    totals = answer["totals"]
    assert (
        totals["rows"]
        == 1200
        == sum(totals[a] for a in ("new", "update", "transfer", "duplicate", "refuse", "unchanged"))
    )


def test_commit_opens_unknown_unions_and_a_second_import_changes_nothing(street):
    first = run(SAMPLE, "--union", street.code, "--commit")
    found = counts()
    assert found["people_person"] == first["totals"]["new"] == found["people_membership"]
    assert found["unions_union"] == 2 + 20
    assert found["employers_employer"] == 20
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT verification FROM unions_union WHERE kind = 'grassroots'")
        assert cursor.fetchall() == [("pending",)]
        cursor.execute("SELECT count(*) FROM employers_employer WHERE covered_by_id IS NULL")
        assert cursor.fetchone() == (0,)
    second = run(SAMPLE, "--union", street.code, "--commit")
    assert second["totals"]["unchanged"] == first["totals"]["new"]
    assert second["totals"]["new"] == second["totals"]["update"] == 0
    again = counts()
    assert {k: v for k, v in again.items() if k not in ("exchange_importbatch", "audit_entry")} == {
        k: v for k, v in found.items() if k not in ("exchange_importbatch", "audit_entry")
    }


def test_no_personal_data_in_the_batch(street):
    run(SAMPLE, "--union", street.code, "--commit")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b::text FROM exchange_importbatch b UNION ALL SELECT r::text FROM exchange_importrow r"
        )
        text = "\n".join(row[0] for row in cursor.fetchall())
    assert "姚艳元" not in text
    assert "52240119690108212X" not in text


def test_a_second_roster_in_the_workbook_is_named_and_not_passed_over_in_silence(street, tmp_path):
    book = Workbook(str(tmp_path / "a.xlsx"))
    for sheet, numbers in (
        ("一车间", ["11010519491231002X"]),
        ("二车间", ["440524188001010014"] * 2),
    ):
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, ["姓名", "身份证号"])
        for row, number in enumerate(numbers, start=1):
            page.write_row(row, 0, ["王芳", number])
    book.close()
    told = StringIO()

    answer = run(tmp_path / "a.xlsx", "--union", street.code, told=told)

    assert (answer["sheet"], answer["other_sheets"]) == ("二车间", ["一车间"])
    assert "另有名册未读取：一车间" in told.getvalue()


def refused(*words):
    """Return the code and the text with which a command refuses, and nothing else happened."""
    out, told = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command(*map(str, words), "--json", stdout=out, stderr=told)
    assert stopped.value.code == 1
    error = json.loads(out.getvalue())["error"]
    assert told.getvalue().strip() == error["text"]
    return error["code"], error["text"]


def test_refusals_of_all_commands_look_alike(street, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\x00\x01")
    here = ("--union", street.code)
    source = ("--source", "tax")

    assert refused("import_roster", SAMPLE, "--union", "没有") == (
        "unknown_union",
        "没有编号为没有的工会，请核对编号。",
    )
    assert refused("import_employers", SAMPLE, "--union", "X", *source)[0] == "unknown_union"
    assert refused("import_roster", tmp_path / "a.xlsx", *here)[0] == "file_broken"
    assert refused("import_employers", tmp_path / "a.xlsx", *here, *source)[0] == "file_broken"
    code, text = refused("import_roster", tmp_path, *here)
    assert code == "file_is_folder"
    assert "是文件夹" in text
    assert refused("import_roster", tmp_path / "b.xlsx", *here)[0] == "file_missing"


def test_a_person_of_another_union_is_offered_a_transfer(street):
    run(SAMPLE, "--union", street.code, "--commit")
    root = street.parent
    other = open_union(actor=SYSTEM, name="蛟川街道总工会", kind="street", parent=root)
    answer = run(SAMPLE, "--union", other.code)
    assert {row["action"] for row in answer["rows"]} <= {"refuse", "duplicate"}
    assert answer["totals"]["findings"]["error:union_outside_scope"] == 1200


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_whole_parts_and_is_gone_on_with(monkeypatch):
    from zhigong.work.membership.operations import committing

    root = open_union(actor=SYSTEM, name="镇海区总工会", kind="federation", parent=None)
    monkeypatch.setattr(committing, "PART_ROWS", 300)

    class Killed(BaseException):
        pass

    def kill(done, total):
        if done >= 600:
            raise Killed

    with pytest.raises(Killed):
        committing.import_file(
            actor=SYSTEM, path=SAMPLE, union=root, today=date(2026, 11, 21), on_progress=kill
        )
    written = counts()["people_person"]
    assert 0 < written <= 600
    answer = run(SAMPLE, "--union", root.code, "--commit")
    after = counts()
    assert after["people_person"] == after["people_membership"] == answer["totals"]["new"] > written
    assert after["exchange_importbatch"] == 1


def test_a_member_of_another_union_below_is_offered_a_transfer(street, tmp_path):
    import openpyxl

    run(SAMPLE, "--union", street.code, "--commit")
    before = counts()
    book = openpyxl.load_workbook(SAMPLE)
    page = book["会员名册"]
    page.cell(5, 11).value = page.cell(6, 11).value
    page.cell(5, 9).value = page.cell(6, 9).value
    page.cell(5, 10).value = page.cell(6, 10).value
    book.save(tmp_path / "moved.xlsx")
    dry = run(tmp_path / "moved.xlsx", "--union", street.code)
    assert dry["rows"][0]["action"] == "transfer"
    assert "warning:in_another_union" in dry["rows"][0]["findings"]
    done = run(tmp_path / "moved.xlsx", "--union", street.code, "--commit")
    assert done["totals"]["transfer"] == 1
    after = counts()
    assert after["people_person"] == before["people_person"]
    assert after["people_membership"] == before["people_membership"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM people_transfer")
        assert cursor.fetchall() == [("offered",)]


def roster_of(path, count):
    """Write a roster of that many people of one union."""
    from zhigong.registry.people.tests.factories import id_number

    lines = ["姓名,身份证号,工会名称"]
    lines += [f"王{chr(0x4E00 + n)},{id_number(n)},招宝山街道总工会" for n in range(count)]
    path.write_text("\n".join(lines))
    return path


def test_a_thousand_rows_are_taken_back_in_as_many_statements_as_ten(street, tmp_path):
    from zhigong.engines.exchange.models import ImportBatch

    def statements(count):
        batch_id = run(roster_of(tmp_path / "a.csv", count), "--union", street.code, "--commit")
        batch = ImportBatch.objects.get(pk=batch_id["batch"])
        with CaptureQueriesContext(connection) as seen:
            undone = roll_back(actor=SYSTEM, at=clock.now(), batch=batch, reason="传错了文件")
        assert undone == count
        return len(seen)

    assert statements(10) == statements(1_000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_membership WHERE ends_before > starts_on")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("hour", [1, 9, 23])
def test_where_rows_come_from_is_the_same_whenever_the_batch_is_read(hour, street, tmp_path):
    from zhigong.engines.exchange.models import ImportBatch

    with clock.use_clock(datetime(2026, 11, 20, hour, tzinfo=clock.ZONE)):
        answer = run(roster_of(tmp_path / "a.csv", 1), "--union", street.code, "--commit")
        batch = ImportBatch.objects.get(pk=answer["batch"])
        assert roll_back(actor=SYSTEM, at=clock.now(), batch=batch, reason="传错了文件") == 1
