"""The pages: what they offer to whom, what comes back when something is wrong, the table."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.engines.tasks import operations, queries
from zhigong.engines.tasks.models import Duty, HandOut, Task
from zhigong.engines.tasks.tests.conftest import DUE, NOON, TODAY, issue, issue_rows, later
from zhigong.registry.accounts import middleware

County = SimpleNamespace
pytestmark = pytest.mark.django_db


@pytest.fixture
def browse(monkeypatch: pytest.MonkeyPatch, client: Client) -> Any:
    """Return a browser in which somebody is logged in."""

    def as_(actor: Actor) -> Client:
        def serve(self: Any, request: Any) -> Any:
            request.actor = actor
            return self._get_response(request)

        monkeypatch.setattr(middleware.ActorMiddleware, "__call__", serve)
        return client

    return as_


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"tasks:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def test_the_inbox_holds_what_lies_here_and_not_what_lies_below(
    county: County, browse: Any
) -> None:
    issue(county, county.east, title="街道任务")
    issue(county, county.pump, title="泵厂任务")

    html = page(browse(county.street), "inbox")

    assert "街道任务" in html
    assert "泵厂任务" not in html


def test_a_late_task_is_red_and_in_its_box(county: County, browse: Any) -> None:
    issue(county, county.east, title="早该办完", at=later(-30), due_on=later(-3).date())

    html = page(browse(county.street), "box", "late")

    assert "早该办完" in html
    assert "红 · 已逾期" in html


def test_a_task_offers_its_owner_to_reply_and_its_issuer_to_urge(
    county: County, browse: Any
) -> None:
    task = issue(county, county.east).tasks.get()

    owner = page(browse(county.street), "task", task.pk)
    issuer = page(browse(county.leader), "task", task.pk)

    assert "反馈结果</button>" in owner
    assert "催办</button>" not in owner
    assert "催办</button>" in issuer
    assert "反馈结果</button>" not in issuer


def test_a_refused_reply_keeps_what_was_typed(county: County, browse: Any) -> None:
    task = issue(county, county.east).tasks.get()
    url = reverse("tasks:act", args=[task.pk, "reply"])

    answer = browse(county.street).post(url, {"words": "已建成两家工会", "count": ""})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "已建成两家工会" in html
    assert "请填写完成数（家）" in html
    assert Task.objects.get(pk=task.pk).state == "open"


def test_a_reply_with_a_photo_is_looked_at_and_accepted(
    county: County, browse: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    task = issue(county, county.east, unit="", needs_evidence=True).tasks.get()
    paper = SimpleUploadedFile("走访记录.txt", "走访三户".encode(), "text/plain")
    client = browse(county.street)
    client.post(
        reverse("tasks:act", args=[task.pk, "reply"]), {"words": "走访三户", "evidence": [paper]}
    )

    html = page(browse(county.leader), "task", task.pk)
    browse(county.leader).post(reverse("tasks:act", args=[task.pk, "accept"]), {"words": ""})

    assert "走访记录" in html
    assert Task.objects.get(pk=task.pk).state == "done"


def test_what_is_outside_is_not_found(county: County, browse: Any) -> None:
    task = issue(county, county.east).tasks.get()
    client = browse(county.other)

    for name, args in (
        ("task", [task.pk]),
        ("rows", [task.pk]),
        ("row_table", [task.pk]),
        ("hand_out", [task.hand_out_id]),
    ):
        assert client.get(reverse(f"tasks:{name}", args=args)).status_code == 404


def test_rows_are_answered_on_the_page_and_a_fault_keeps_them_all(
    county: County, browse: Any
) -> None:
    task = issue_rows(county, {county.east: [county.pump, county.mill]}).tasks.get()
    first, second = task.rows.order_by("pk")
    client, url = browse(county.street), reverse("tasks:rows", args=[task.pk])
    typed = {
        f"answer-{first.pk}": "done",
        f"words-{first.pk}": "已挂牌",
        f"answer-{second.pk}": "wrong",
        f"words-{second.pk}": "",
    }

    refused = client.post(url, typed)
    saved = client.post(url, {**typed, f"words-{second.pk}": "单位已迁出"})

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "已挂牌" in html
    assert "请写明原因" in html
    assert saved.status_code == 302
    assert sorted(task.rows.values_list("answer", flat=True)) == ["done", "wrong"]


def filled(content: bytes, answers: list[tuple[str, str]]) -> SimpleUploadedFile:
    """Return a downloaded table with answers written into its rows."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.active
    assert sheet is not None
    for line, (answer, words) in enumerate(answers, start=2):
        sheet.cell(line, 6, answer)
        sheet.cell(line, 7, words)
    target = BytesIO()
    book.save(target)
    return SimpleUploadedFile("名单.xlsx", target.getvalue())


def test_the_table_goes_out_and_comes_back_with_findings_or_saved(
    county: County, browse: Any
) -> None:
    task = issue_rows(county, {county.east: [county.pump, county.mill]}).tasks.get()
    client = browse(county.street)
    content = b"".join(client.get(reverse("tasks:row_table", args=[task.pk])).streaming_content)
    url = reverse("tasks:upload_rows", args=[task.pk])
    answers = [("暂时无法办理", "停产"), ("办完了", "")]

    refused = client.post(url, {"file": filled(content, answers)})
    untouched = set(task.rows.values_list("answer", flat=True))
    kept = client.post(url, {"file": filled(content, answers), "keep_good": "on"})
    wrong = client.post(url, {"file": SimpleUploadedFile("别的.csv", "甲,乙\n1,2\n".encode())})

    assert refused.status_code == 422
    assert "第3行：办理结果“办完了”无法识别" in refused.content.decode()
    assert untouched == {""}
    assert kept.status_code == 302
    assert sorted(task.rows.values_list("answer", flat=True)) == ["", "hindered"]
    assert "请先在本页下载表格" in wrong.content.decode()


def test_the_issuer_follows_the_result_and_urges_the_chosen(county: County, browse: Any) -> None:
    made = issue_rows(county, {county.east: [county.pump], county.west: [county.mill]})
    task = made.tasks.get(union=county.west)
    client = browse(county.leader)

    html = page(client, "hand_out", made.pk)
    client.post(reverse("tasks:hand_out", args=[made.pk]), {"deed": "urge", "ids": [str(task.pk)]})

    assert "交办时已达 8/10，现在 8/10" in html
    assert Task.objects.get(pk=task.pk).urged_times == 1
    assert made.tasks.get(union=county.east).urged_times == 0


def test_a_new_task_shows_the_load_and_reaches_the_chosen(county: County, browse: Any) -> None:
    issue(county, county.east)
    client = browse(county.leader)

    html = page(client, "new_task")
    answer = client.post(
        reverse("tasks:new_task"),
        {
            "title": "新增会员",
            "issuer": county.top.code,
            "owners": [str(county.east.pk), str(county.west.pk)],
            "due_on": DUE.isoformat(),
            "unit": "人",
            "wanted": "50",
        },
    )

    assert "（在办1，逾期0）" in html
    made = HandOut.objects.get(title="新增会员")
    assert answer["Location"] == reverse("tasks:hand_out", args=[made.pk])
    assert {task.wanted for task in made.tasks.all()} == {50}


def test_a_new_task_without_anything_to_count_says_so_and_keeps_the_rest(
    county: County, browse: Any
) -> None:
    answer = browse(county.leader).post(
        reverse("tasks:new_task"),
        {
            "title": "好好干",
            "issuer": county.top.code,
            "owners": [str(county.east.pk)],
            "due_on": DUE.isoformat(),
        },
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "要能按结果销号" in html
    assert "好好干" in html


def test_a_duty_is_begun_and_stopped_in_the_browser(county: County, browse: Any) -> None:
    client = browse(county.leader)
    client.post(
        reverse("tasks:new_duty"),
        {
            "title": "月度报表",
            "issuer": county.top.code,
            "rhythm": "monthly",
            "ordinal": "1",
            "limit_days": "5",
            "unit": "份",
            "is_for_all_below": "on",
            "starts_on": TODAY.isoformat(),
        },
    )
    duty = Duty.objects.get()

    html = page(client, "duty", duty.pk)
    client.post(reverse("tasks:end_duty", args=[duty.pk]))

    assert county.west.name in html
    assert Duty.objects.get().ended_on == TODAY


def test_the_counts_of_the_inbox_are_one_statement(
    county: County, django_assert_num_queries: Any
) -> None:
    issue(county, county.east)
    task = issue(county, county.pump).tasks.get()
    operations.reply_task(actor=county.officer, at=NOON, task=task, words="", count=1)

    with django_assert_num_queries(1):
        counts = queries.inbox_counts(actor=county.leader, today=TODAY)

    assert counts == {"todo": 0, "soon": 0, "late": 0, "supervised": 0, "review": 1}
