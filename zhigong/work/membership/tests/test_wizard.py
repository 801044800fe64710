# ruff: noqa: PLC0415
"""The import at the desk, step by step, with the sample roster."""

from io import BytesIO
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from zhigong.base.actor import SYSTEM
from zhigong.registry.accounts.tests.factories import make_staff
from zhigong.registry.unions.operations import open_union
from zhigong.work.membership.tests import dirty
from zhigong.work.membership.tests.test_sample import SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "jobs_at_once")]
START = "/desk/membership/imports/"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def jobs_at_once(monkeypatch):
    """Run what a worker would run as soon as it is started."""
    from zhigong.base import jobs

    plain = jobs.start_job
    monkeypatch.setattr(jobs, "start_job", lambda f, **k: plain(f, **{**k, "inline": True}))
    from zhigong.work.membership import jobs as own

    monkeypatch.setattr(own, "start_job", jobs.start_job)


@pytest.fixture
def tree():
    root = open_union(actor=SYSTEM, name="镇海区总工会", kind="federation", parent=None)
    street = open_union(actor=SYSTEM, name="招宝山街道总工会", kind="street", parent=root)
    other = open_union(actor=SYSTEM, name="蛟川街道总工会", kind="street", parent=root)
    return {"root": root, "street": street, "other": other}


def browser(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session["seen_at"] = timezone.now().timestamp() + 3600
    session.save()
    return client


@pytest.fixture
def desk(tree):
    return browser(make_staff("chen", "陈区管", role="county_admin", union=tree["root"]))


def upload(client, *, content=None, name="名册.xlsx", union="镇海区总工会", **more):
    file = SimpleUploadedFile(name, SAMPLE.read_bytes() if content is None else content)
    return client.post(
        f"{START}roster/", {"union": union, "mode": "incremental", "file": file, **more}
    )


def people():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        return cursor.fetchone()[0]


COLUMNS = (
    "serial", "name", "sex", "id_number", "ethnicity", "political_status", "education", "phone",
    "employer", "credit_code", "union", "migrant", "joined_on", "",
)  # fmt: skip


def test_the_whole_way(desk):
    answer = upload(desk)
    assert answer.status_code == 302
    reading = answer["Location"]
    shown = desk.get(reading).content.decode()
    assert "会员名册" in shown
    assert "公民身份号码" in shown

    columns = {f"c{n}": code for n, code in enumerate(COLUMNS)}
    answer = desk.post(reading, {"sheet": "会员名册", "header_row": "4", **columns})
    assert answer.status_code == 302
    check = answer["Location"]
    assert people() == 0
    shown = desk.get(check).content.decode()
    assert "缺少姓名" in shown
    assert "工会名称查不到" in shown
    assert "姚艳元" in shown
    assert "52240119690108212X" not in shown
    only = desk.get(check + "?finding=error:name_missing").content.decode()
    assert "330212********0453" in only
    assert "姚艳元" not in only
    assert people() == 0

    answer = desk.post(check.replace("check", "commit"))
    shown = desk.get(answer["Location"]).content.decode()
    assert "导入完成" in shown
    assert people() > 1100
    file = desk.get(check.replace("check/", "result.xlsx"))
    book = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))
    page = book["会员名册"]
    assert (page.cell(4, 15).value, page.cell(4, 16).value) == ("处理结果", "问题说明")
    assert page.cell(38, 15).value == "未导入"
    assert "缺少姓名" in page.cell(38, 16).value
    assert page.cell(38, 2).fill.fgColor.rgb.endswith("F8D3DC")
    assert page.cell(5, 15).value == "新增"
    assert page.cell(5, 2).value == "姚艳元"
    assert "已导入" in desk.get(START).content.decode()


def test_unknown_names_are_resolved_once_and_remembered(desk, tree):
    firm = open_union(
        actor=SYSTEM, name="宏远机电工会委员会", kind="grassroots", parent=tree["street"]
    )
    check = _checked(desk)
    names = check.replace("check", "names")
    shown = desk.get(names).content.decode()
    assert "招宝山宏远电子有限公司工会委员会" in shown
    from zhigong.engines.exchange.models import ImportBatch

    groups = ImportBatch.objects.get().totals["unknown_unions"]
    number = next(n for n, g in enumerate(groups) if g["name"].startswith("招宝山宏远电子"))
    none = desk.post(names, {f"choice-{number}": "open"}, follow=True)
    assert "没有选定已有的工会" in none.content.decode()
    assert "已记住" not in none.content.decode()
    wrong = desk.post(names, {f"choice-{number}": "other", f"union-{number}": "没有这个"})
    assert wrong.status_code == 200
    assert "没有这个工会" in wrong.content.decode()
    assert "没有这个" in wrong.content.decode()
    desk.post(names, {f"choice-{number}": "other", f"union-{number}": firm.code})
    desk.post(check.replace("check", "commit"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_membership WHERE union_id = %s", [firm.pk])
        assert cursor.fetchone()[0] > 40
        cursor.execute("SELECT count(*) FROM unions_alias WHERE union_id = %s", [firm.pk])
        assert cursor.fetchone()[0] == 1


def _checked(desk, **more):
    reading = upload(desk, **more)["Location"]
    shown = desk.get(reading)
    table = shown.context["table"]
    columns = {f"c{c.index}": c.field for c in table.columns}
    answer = desk.post(reading, {"sheet": table.sheet, "header_row": table.header_row, **columns})
    return answer["Location"]


def test_bad_files_are_said_beside_the_field_and_keep_nothing(desk, tmp_path):
    for content, word in (
        (b"", "空"),
        (b"\x00\x01\x02" * 99, "损坏"),
        (b"%PDF-1.4 x", "不是表格文件"),
    ):
        answer = upload(desk, content=content, union="镇海区总工会")
        assert answer.status_code in (200, 422)
        text = answer.content.decode()
        assert word in text
        assert "镇海区总工会" in text
    assert not list((tmp_path / "imports").glob("*"))
    book = openpyxl.Workbook()
    book.active.append(["日期", "摘要"])
    out = BytesIO()
    book.save(out)
    assert "没有找到" in upload(desk, content=out.getvalue()).content.decode()
    assert not list((tmp_path / "imports").glob("*"))
    answer = upload(desk, union="别处工会")
    assert "没有这个工会" in answer.content.decode()
    assert people() == 0


def test_columns_can_be_corrected_and_a_missing_one_is_named(desk):
    reading = upload(desk)["Location"]
    answer = desk.post(
        reading, {"sheet": "会员名册", "header_row": "4", "c1": "name", "c7": "phone"}
    )
    assert answer.status_code == 200
    assert "还缺少必需的列：身份证号" in answer.content.decode()
    again = desk.get(reading).context["table"]
    assert again.mapping == {"name": 1, "phone": 7}


def test_other_streets_see_nothing_of_it(desk, tree):
    check = _checked(desk)
    other = browser(make_staff("wang", "王街道", role="union_admin", union=tree["other"]))
    for page in ("", "reading/", "check/", "names/", "result/", "progress/"):
        assert other.get(check.replace("check/", page)).status_code == 404
    for page in ("commit/", "discard/"):
        assert other.post(check.replace("check/", page)).status_code == 404
    assert people() == 0


def test_a_batch_can_be_thrown_away_before_it_is_written(desk, tmp_path):
    check = _checked(desk)
    answer = desk.post(check.replace("check", "discard"))
    assert answer["Location"] == START
    assert desk.get(check).status_code == 404
    assert not list((tmp_path / "imports").glob("*"))


def test_the_template_is_recognised_and_its_example_is_no_person(desk, tmp_path):
    answer = desk.get(f"{START}template/roster/")
    content = b"".join(answer.streaming_content)
    (tmp_path / "t.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    page = book.worksheets[0]
    assert page.data_validations.dataValidation
    id_column = next(c.column for c in page[1] if c.value == "身份证号")
    assert page.column_dimensions[openpyxl.utils.get_column_letter(id_column)].number_format == "@"
    answer = upload(desk, content=content)
    reading = desk.get(answer["Location"])
    assert reading.context["table"].data == []
    assert "没有数据行" in reading.content.decode()
    assert "下面没有数据行" in desk.post(answer["Location"], {}).content.decode()


def test_full_reconciling_lists_who_is_missing_and_removes_nobody(desk, tree):
    desk.post(_checked(desk).replace("check", "commit"))
    before = people()
    book = openpyxl.load_workbook(SAMPLE)
    page = book["会员名册"]
    gone = [page.cell(row, 2).value for row in (5, 6, 7)]
    page.delete_rows(5, 3)
    out = BytesIO()
    book.save(out)
    reading = upload(desk, content=out.getvalue(), mode="reconcile")["Location"]
    table = desk.get(reading).context["table"]
    columns = {f"c{c.index}": c.field for c in table.columns}
    check = desk.post(reading, {"sheet": table.sheet, "header_row": 4, **columns})["Location"]
    assert desk.get(check).context["summary"]["missing"] == 3
    result = desk.post(check.replace("check", "commit"))["Location"]
    assert "全量核对" in desk.get(result).content.decode()
    address = check.replace("check", "missing")
    shown = desk.get(address).content.decode()
    assert all(name in shown for name in gone)
    from zhigong.work.membership.models import MissingMember

    found = MissingMember.objects.values_list("membership__person__name", "pk")
    ids = [dict(found)[name] for name in gone]
    refused = desk.post(address, {"ids": ids, "mark": "x"})["Location"]
    assert "请选择这些人的去向" in desk.get(refused).content.decode()
    desk.post(address, {"ids": ids[:1], "mark": "omitted"})
    assert gone[0] not in desk.get(f"{address}?q={quote(gone[1])}").content.decode()
    desk.post(f"{address}?q={quote(gone[1])}", {"who": "all", "mark": "retired"})
    assert MissingMember.objects.filter(mark="").count() == 1  # only whom the search had found
    desk.post(address, {"who": "all", "mark": "retired"})
    assert desk.get(f"{address}?mark=retired").content.decode().count("退休，保留会籍") >= 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM people_membership GROUP BY 1 ORDER BY 1")
        assert cursor.fetchall() == [("active", before - 2), ("retained", 2)]
    assert people() == before


def test_a_batch_is_taken_back(desk, tmp_path):
    planted = dirty.make(tmp_path / "a.xlsx", 3, people=12)
    check = _checked(desk, content=planted.path.read_bytes())
    result = desk.post(check.replace("check", "commit"))["Location"]
    written = people()
    assert written >= 6
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_membership SET state = 'retained'"
            " WHERE id = (SELECT min(id) FROM people_membership)"
        )
    address = check.replace("check", "roll-back")
    refused = desk.get(desk.post(address, {"reason": ""})["Location"])
    assert "请填写撤回原因" in refused.content.decode()
    desk.post(address, {"reason": "传错了文件"})
    assert "已撤回" in desk.get(result).content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE ends_before IS NULL),"
            " count(*) FILTER (WHERE ends_before > starts_on) FROM people_membership"
        )
        assert cursor.fetchone() == (1, 0)
    assert people() == written


def test_the_same_file_again_says_so_and_changes_nothing(desk, tmp_path):
    content = dirty.make(tmp_path / "a.xlsx", 3, people=12).path.read_bytes()
    first = _checked(desk, content=content)
    assert "这个文件导入过" not in desk.get(first).content.decode()
    result = desk.post(first.replace("check", "commit"))["Location"]
    assert "没有改动任何数据" not in desk.get(result).content.decode()

    again = _checked(desk, content=content)
    shown = desk.get(again)
    assert "这个文件导入过" in shown.content.decode()
    assert result in shown.content.decode()
    summary = shown.context["summary"]
    assert summary["changing"] == 0
    assert summary["rows"] == sum(summary[name] for name in ("written", "refused", "repeated"))
    done = desk.get(desk.post(again.replace("check", "commit"))["Location"])
    assert "没有改动任何数据" in done.content.decode()


def test_odd_addresses_are_no_errors(desk):
    check = _checked(desk)
    for query in (
        "?after=²",
        "?after=99999999999999999999",
        "?finding=%00",
        "?action=x%00",
        "?finding=nothing",
    ):
        assert desk.get(check + query).status_code < 500
    reading = check.replace("check", "reading")
    for query in (
        "?look=1&header_row=²",
        "?look=1&header_row=999999",
        "?look=1&sheet=%00",
        "?look=1&header_row=1",
    ):
        assert desk.get(reading + query).status_code < 500
    for data in ({"c²": "name"}, {"c999": "name"}, {"sheet": "\x00", "c1": "name"}):
        assert desk.post(reading, data).status_code < 500
    missing = check.replace("check", "missing")
    for query in ("?after=²", "?mark=%00", "?mark=all"):
        assert desk.get(missing + query).status_code < 500
    assert desk.post(missing, {"ids": ["x", "9" * 30], "mark": "left"}).status_code == 302
