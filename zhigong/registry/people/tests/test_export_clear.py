"""The people list in clear: who may, for what reason, what is written, and who gets the file."""

import os
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from zhigong.base.clock import use_clock
from zhigong.base.crypto import digest
from zhigong.base.jobs import run_job
from zhigong.base.models import Job
from zhigong.registry.audit.models import Entry
from zhigong.registry.people import jobs
from zhigong.registry.people.operations import exporting
from zhigong.registry.people.tests.factories import (
    ABILITIES,
    NOON,
    id_number,
    make_actor,
    make_member,
)
from zhigong.registry.people.tests.test_views import text, visit
from zhigong.registry.people.views.desk_export import export_clear

pytestmark = pytest.mark.django_db
REASON = "办理互助保障参保"
VERB = "people.export_clear"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def exporter(tree):
    return make_actor(tree.county, user_id=1, abilities=ABILITIES | {VERB}, name="陈区管")


@pytest.fixture
def number():
    return id_number()


@pytest.fixture
def member(tree, county_officer, number):
    return make_member(county_officer, tree.pump, name="王小明", number=number, phone="13812345678")


def nothing_written(media):
    is_clean = not Job.objects.exists() and not Entry.objects.filter(verb=VERB).exists()
    return is_clean and not list(media.rglob("*.*"))


def start(actor, query="", reason=REASON):
    answer = visit(actor, "export_clear", query=query, data={"reason": reason})
    assert answer.status_code == 302, text(answer)
    return Job.objects.get(id=answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def run(job):
    with use_clock(NOON):
        run_job(job.id, jobs.export_clear)
    job.refresh_from_db()
    return job


def cells(answer):
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_without_the_ability_nothing_is_shown_or_written(media, member, county_officer):
    with pytest.raises(PermissionDenied):
        visit(county_officer, "export_clear")
    with pytest.raises(PermissionDenied):
        visit(county_officer, "export_clear", data={"reason": REASON})

    assert nothing_written(media)
    assert reverse("people:export_clear") not in text(visit(county_officer, "list"))


@pytest.mark.parametrize("reason", ["", "参保", " 参  保 "])
def test_without_a_reason_nothing_is_written(reason, media, member, exporter):
    answer = visit(exporter, "export_clear", data={"reason": reason})

    assert answer.status_code == 422
    assert 'id="id_reason_error"' in text(answer)
    assert nothing_written(media)


def test_the_page_says_how_many_and_keeps_the_query(tree, member, county_officer, exporter):
    make_member(county_officer, tree.mill, name="李四")
    query = f"?under={tree.mill.code}"

    page = text(visit(exporter, "export_clear", query=query))

    assert "将导出 1 行" in page
    assert "将导出 2 行" in text(visit(exporter, "export_clear"))
    assert f"工会编号（含下级）：{tree.mill.code}" in page
    assert reverse("people:export_clear") + query in text(visit(exporter, "list", query=query))


def test_the_page_follows_a_list_that_narrowed_itself_in_place(member, exporter, rf):
    came_from = "http://testserver" + reverse("people:list") + "?q=%E7%8E%8B&state="
    request = rf.get(reverse("people:export_clear"), headers={"Referer": came_from})
    request.actor = exporter

    answer = export_clear(request)
    again = rf.get(answer["Location"], headers={"Referer": came_from})
    again.actor, again.htmx, again.session = exporter, False, {}

    assert answer["Location"] == reverse("people:export_clear") + "?q=%E7%8E%8B&state="
    assert export_clear(again).status_code == 200


def test_the_file_has_clear_numbers_its_watermark_and_its_entry(
    tree, media, member, number, county_officer, exporter
):
    make_member(county_officer, tree.mill, name="李四")
    job = run(start(exporter, query=f"?unit={tree.east.code}"))

    page = visit(exporter, "export_clear_job", job.id)
    lines = cells(visit(exporter, "export_clear_file", job.id))

    assert job.result["url"] in text(page)
    assert lines[0][0] == (f"导出人：陈区管  时间：2026-11-20 12:00  原因：{REASON}  仅限工作使用")
    assert lines[1][:3] == ["姓名", "证件号码", "手机号码"]
    assert [line[:3] for line in lines[2:]] == [["王小明", number, "13812345678"]]
    entry = Entry.objects.get(verb=VERB)
    assert (entry.actor_id, entry.reason, entry.row_count) == (1, REASON, 1)
    assert bytes(entry.rows_digest) == digest(str(member.person_id).encode())
    kept = f"{entry.detail} {entry.object_id} {job.arguments} {job.result}"
    assert not any(secret in kept for secret in ("王小明", number, "13812345678"))


def test_running_twice_leaves_one_entry(media, member, exporter):
    job = run(start(exporter))
    Job.objects.filter(id=job.id).update(state="running", finished_at=None, result={})

    run(job)

    assert Entry.objects.filter(verb=VERB).count() == 1
    assert job.result["url"]


def test_only_the_asker_gets_the_file_and_only_for_a_day(tree, media, member, exporter):
    job = run(start(exporter))
    other = make_actor(tree.county, user_id=2, abilities=ABILITIES | {VERB})
    weaker = make_actor(tree.county, user_id=1)

    for name in ("export_clear_job", "export_clear_file"):
        with pytest.raises(Http404):
            visit(other, name, job.id)
        with pytest.raises(PermissionDenied):
            visit(weaker, name, job.id)
    assert visit(exporter, "export_clear_file", job.id).status_code == 200
    Job.objects.filter(id=job.id).update(finished_at=NOON - timedelta(hours=24, seconds=1))
    with pytest.raises(Http404):
        visit(exporter, "export_clear_file", job.id)


def test_another_kind_of_job_of_the_asker_is_no_export(media, exporter):
    other = Job.objects.create(task="other", title="导入", owner_id=1, created_at=NOON)

    with pytest.raises(Http404):
        visit(exporter, "export_clear_job", other.id)


def test_files_older_than_a_day_are_swept(media, member, exporter):
    old, new = run(start(exporter)), run(start(exporter))
    long_ago = (NOON - timedelta(hours=25)).timestamp()
    os.utime(exporting.export_path(old.id), (long_ago, long_ago))
    os.utime(exporting.export_path(new.id), (NOON.timestamp(), NOON.timestamp()))

    assert exporting.sweep_exports(at=NOON) == 1

    assert not exporting.export_path(old.id).exists()
    assert exporting.export_path(new.id).exists()


def test_rows_outside_the_scope_of_the_ability_stay_out(tree, media, member, county_officer):
    other = make_member(county_officer, tree.mill, name="李四")
    narrow = make_actor(tree.west, user_id=4, abilities={"people.view", VERB})

    assert "将导出 1 行" in text(visit(narrow, "export_clear"))
    count = exporting.export_clear(
        actor=narrow, at=NOON, membership_ids=[member.pk, other.pk], reason=REASON,
        target=media / "out.xlsx",
    )  # fmt: skip
    assert count == 1
    with pytest.raises(exporting.NobodyToExport):
        exporting.export_clear(
            actor=narrow, at=NOON, membership_ids=[member.pk], reason=REASON,
            target=media / "none.xlsx",
        )  # fmt: skip
    assert Entry.objects.filter(verb=VERB).count() == 1


def test_a_list_above_the_cap_is_refused_clearly(
    tree, media, member, county_officer, exporter, monkeypatch
):
    make_member(county_officer, tree.mill, name="李四")
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)

    answer = visit(exporter, "export_clear", data={"reason": REASON})

    assert answer.status_code == 422
    assert "名单超过1行" in text(answer)
    assert nothing_written(media)
    with pytest.raises(exporting.TooManyInClear):
        exporting.export_clear(
            actor=exporter, at=NOON, membership_ids=[1, 2], reason=REASON,
            target=media / "out.xlsx",
        )  # fmt: skip
