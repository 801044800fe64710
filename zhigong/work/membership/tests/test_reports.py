# ruff: noqa: PLC0415
"""Reporting up in a superior's table, and the list of differences with its export."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from zhigong.base.actor import SYSTEM
from zhigong.work.membership.operations import import_file
from zhigong.work.membership.tests.dirty import TODAY
from zhigong.work.membership.tests.test_sample import SAMPLE
from zhigong.work.membership.tests.test_wizard import desk, jobs_at_once, media, tree  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "jobs_at_once")]
ADDRESS = "/desk/membership/reports/"


@pytest.fixture
def members(tree):  # noqa: F811
    import_file(actor=SYSTEM, path=SAMPLE, union=tree["root"], today=TODAY)


def _export(client, code, **more):
    answer = client.post(
        ADDRESS, {"union": "镇海区总工会", "format": code, "reason": "季度上报", **more}
    )
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    file = client.get(page.context["job"].result["url"])
    return page, openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))


def test_the_national_table_and_back_again(desk, members):  # noqa: F811
    _, book = _export(desk, "national_members")
    sheet = book["会员信息"]
    titles = [cell.value for cell in sheet[1]]
    assert titles[:4] == ["会员编号", "姓名", "证件类型", "证件号码"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_membership")
        (number,) = cursor.fetchone()
        cursor.execute("SELECT reason, detail FROM audit_entry WHERE verb = 'membership.report_up'")
        ((reason, detail),) = cursor.fetchall()
    assert sheet.max_row == number + 1
    assert reason == "季度上报"
    assert "330" not in str(detail)

    rows = {row[3].value: row for row in sheet.iter_rows(min_row=2)}
    ids = sorted(rows)
    rows[ids[0]][1].value = "改了名"
    for place, key in enumerate(ids):
        rows[key][0].value = f"QG{place:06d}"
    sheet.delete_rows(rows[ids[1]][0].row)
    sheet.append(["QG999999", "外来人", "111", "11010519491231002X", "2"])
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("上级.xlsx", out.getvalue())
    _, found = _export(desk, "national_members", file=file)
    lines = [[cell.value for cell in row] for row in found.worksheets[0].iter_rows(min_row=3)]
    kinds = sorted(line[0] for line in lines)
    assert kinds == ["仅上级有", "仅本系统有", "内容不同"]
    changed = next(line for line in lines if line[0] == "内容不同")
    assert changed[3] == "姓名"
    assert changed[5] == "改了名"
    assert ids[0] not in str(lines)
    _, book = _export(desk, "national_members")
    own = {row[3].value: row[0].value for row in book["会员信息"].iter_rows(min_row=2)}
    assert own[ids[0]] == "QG000000"


def test_a_reason_is_wanted_and_others_have_no_access(desk, members, tree):  # noqa: F811
    answer = desk.post(
        ADDRESS, {"union": "镇海区总工会", "format": "province_members", "reason": ""}
    )
    assert answer.status_code == 422
    page, book = _export(desk, "province_members")
    assert book["会员报送"].max_row > 1100
    assert page.context["job"].result["problem_count"] > 0
    assert page.context["job"].title == "上报省级会员数据库报送表 镇海区总工会"
    from zhigong.registry.accounts.tests.factories import make_staff
    from zhigong.work.membership.tests.test_wizard import browser

    other = browser(make_staff("li", "李镇长", role="union_admin", union=tree["other"]))
    assert other.get(page.request["PATH_INFO"]).status_code == 404
    assert other.get(page.request["PATH_INFO"] + "file.xlsx").status_code == 404
    answer = other.post(
        ADDRESS, {"union": "镇海区总工会", "format": "province_members", "reason": "x"}
    )
    assert answer.status_code == 422


def _saved(book):
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("上级.xlsx", out.getvalue())


def _rows(book):
    return {row[1].value: row for row in book["工会组织信息"].iter_rows(min_row=2)}


@pytest.fixture
def union_table(desk, tree):  # noqa: F811
    """The unions as the national system has them: two more, one empty field filled, one changed."""
    _, book = _export(desk, "national_unions")
    rows = _rows(book)
    titles = [cell.value for cell in book["工会组织信息"][1]]
    for place, name in enumerate(sorted(rows)):
        rows[name][0].value = f"ZZ{place:04d}"
    root = rows["镇海区总工会"]
    root[titles.index("批复文号")].value = "镇总工〔2020〕1号"
    root[titles.index("建会日期")].value = "19500501"
    sheet = book["工会组织信息"]
    # The child stands before its parent, as tables of superiors do.
    sheet.append(["ZZ9002", "新厂一车间分会", "分会", "新厂有限公司工会"])
    row = ["ZZ9001", "新厂有限公司工会", "单独基层工会", "镇海区总工会", None, "170", "旧码"]
    numbers = {"职工人数": "120", "会员人数": "100", "女会员人数": "40", "人数截至日期": "20260930"}
    sheet.append(row + [numbers.get(title) for title in titles[len(row) :]])
    sheet.append(["ZZ9003", "外地工会", "单独基层工会", "余姚市总工会"])
    return book


def test_the_table_of_unions_is_compared(desk, union_table):  # noqa: F811
    _, found = _export(desk, "national_unions", file=_saved(union_table))

    lines = [[cell.value for cell in row] for row in found.worksheets[0].iter_rows(min_row=3)]
    only_there = sorted(line[1] for line in lines if line[0] == "仅上级有")
    assert only_there == ["外地工会", "新厂一车间分会", "新厂有限公司工会"]
    assert not [line for line in lines if line[0] == "仅本系统有"]
    changed = [(line[1], line[3]) for line in lines if line[0] == "内容不同"]
    assert ("镇海区总工会", "建会日期") in changed
    _, again = _export(desk, "national_unions")
    assert _rows(again)["镇海区总工会"][0].value.startswith("ZZ")


def test_unions_are_taken_over_from_the_table_and_nothing_is_overwritten(
    desk,  # noqa: F811
    tree,  # noqa: F811
    union_table,
):
    from zhigong.registry.unions.models import Union

    before = Union.objects.get(pk=tree["root"].pk).established_on
    _, found = _export(desk, "national_unions", file=_saved(union_table), take_over="on")

    said = {row[0].value: (row[1].value, row[2].value) for row in found.worksheets[0].iter_rows()}
    assert said["新厂有限公司工会"] == ("新登记", "以下项目无法识别，未取用：国民经济行业。")
    assert said["新厂一车间分会"][0] == "新登记"
    assert said["外地工会"] == (
        "未登记",
        "上级工会“余姚市总工会”不在所选工会之内，请先登记上级工会。",
    )
    branch = Union.objects.get(name="新厂一车间分会")
    assert (branch.parent.name, branch.verification) == ("新厂有限公司工会", "pending")
    (declared,) = branch.parent.declarations.all()
    assert (declared.workers, declared.members, declared.women_members) == (120, 100, 40)
    assert declared.source == "全国工会组织信息表"
    root = Union.objects.get(pk=tree["root"].pk)
    assert root.approval_number == "镇总工〔2020〕1号"
    if before is not None:
        assert root.established_on == before
    count = Union.objects.count()
    _, found = _export(desk, "national_unions", file=_saved(union_table), take_over="on")
    assert Union.objects.count() == count
    outcomes = {row[1].value for row in found.worksheets[0].iter_rows(min_row=3)}
    assert outcomes == {"无变化", "未登记"}


def test_only_unions_are_taken_over(desk, members, union_table):  # noqa: F811
    answer = desk.post(
        ADDRESS,
        {
            "union": "镇海区总工会",
            "format": "province_members",
            "reason": "x",
            "take_over": "on",
            "file": _saved(union_table),
        },
    )
    assert answer.status_code == 422
    assert "只有工会组织表可以补录" in answer.content.decode()


def test_the_table_of_employers(desk, members, tree):  # noqa: F811
    _, book = _export(desk, "province_employers")
    sheet = book["单位台账"]
    assert sheet.max_row > 2
    row = next(sheet.iter_rows(min_row=2))
    row[0].value, row[8].value = "TZ01", "另一个地址"
    name = row[1].value
    sheet.append(["TZ02", "上级才有的公司", "91330211MA2AAAAA1X"])
    _, found = _export(desk, "province_employers", file=_saved(book))
    lines = [[cell.value for cell in row] for row in found.worksheets[0].iter_rows(min_row=3)]
    assert [line[1] for line in lines if line[0] == "仅上级有"] == ["上级才有的公司"]
    assert [line[1:2] + line[3:4] for line in lines if line[0] == "内容不同"] == [
        [name, "单位地址"]
    ]
    _, again = _export(desk, "province_employers")
    numbers = [row[0].value for row in again["单位台账"].iter_rows(min_row=2)]
    assert "TZ01" in numbers
