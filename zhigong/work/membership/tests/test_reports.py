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
    from zhigong.registry.accounts.tests.factories import make_staff
    from zhigong.work.membership.tests.test_wizard import browser

    other = browser(make_staff("li", "李镇长", role="union_admin", union=tree["other"]))
    assert other.get(page.request["PATH_INFO"]).status_code == 404
    assert other.get(page.request["PATH_INFO"] + "file.xlsx").status_code == 404
    answer = other.post(
        ADDRESS, {"union": "镇海区总工会", "format": "province_members", "reason": "x"}
    )
    assert answer.status_code == 422
