"""The list of the house: search, filters, columns, sort, pages, export."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from zhigong.base import lists
from zhigong.base.abilities import Ability, declare
from zhigong.base.actor import Actor, Power
from zhigong.base.models import Job, JobState

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
declare(Ability("base_tests.view_jobs", "查看任务"))
CHEN = Actor(user_id=1, name="陈建国", powers=(Power(1, frozenset({"base_tests.view_jobs"})),))

SPEC = lists.ListSpec(
    code="jobs",
    title="任务",
    ability="base_tests.view_jobs",
    columns=(
        lists.Column("title", "名称", "title", sort="title", link=lambda job: f"/jobs/{job.pk}/"),
        lists.Column("state", "状态", "state", tone=lambda job: "good"),
        lists.Column("created", "开始", "created_at", sort="created_at"),
        lists.Column("total", "总数", "total", numeric=True, sort="total"),
        lists.Column("note", "备注", "note", shown=False),
        lists.Column("share", "进度", ("done", "total"), text=lambda d, t: f"{d}/{t}"),
    ),
    rows=lambda request: Job.objects.all(),
    order=("title",),
    filters=(
        lists.Filter("state", "状态", JobState.choices),
        lists.Filter(
            "since", "不早于", kind="date", apply=lambda q, v: q.filter(created_at__date__gte=v)
        ),
    ),
    search=lambda rows, words: rows.filter(title__contains=words),
    empty=lists.Empty("还没有任务", "从导入名册开始。"),
)


@pytest.fixture
def jobs():
    rows = [
        Job(task="t", title=f"导入{n:03d}", total=1000 * n, created_at=START + timedelta(days=n))
        for n in range(60)
    ]
    rows[7].note = "=1+1"
    return Job.objects.bulk_create(rows)


def ask(query="", *, actor=CHEN, session=None, htmx=False, data=None, spec=SPEC):
    factory = RequestFactory()
    request = factory.post(f"/jobs/?{query}", data) if data else factory.get(f"/jobs/?{query}")
    request.actor, request.htmx = actor, htmx
    request.session = SessionStore() if session is None else session
    return lists.list_page(request, spec, template="ui/list/list.html")


def names(response):
    html = response.content.decode()
    return [part[:5] for part in html.split("导入")[1:] if part[:3].isdigit()]


def test_a_page_shows_its_size_and_leads_to_the_next(jobs):
    html = ask("size=20").content.decode()

    assert html.count("<tr>") == 21
    assert "after=" in html
    assert "共 <b>60</b> 条" in html


def test_without_the_ability_there_is_no_list(jobs):
    with pytest.raises(PermissionDenied):
        ask(actor=Actor(user_id=2, name="外人"))


def test_search_and_filters_narrow_and_can_be_taken_away_one_by_one(jobs):
    html = ask("q=导入00&state=waiting&since=2026-01-05").content.decode()

    assert html.count("<tr>") == 1 + 6
    assert "查找：导入00" in html
    assert "状态：排队中" in html


@pytest.mark.parametrize("query", ["state=nonsense", "since=2026-99-99", "sort=secret", "size=7"])
def test_values_the_list_does_not_know_are_ignored(jobs, query):
    assert "共 <b>60</b> 条" in ask(query).content.decode()


def test_sorting_goes_up_down_and_back(jobs):
    assert "导入059" in ask("sort=-total&size=20").content.decode()
    html = ask("sort=total").content.decode()
    assert 'aria-sort="ascending"' in html
    assert "sort=-total" in html


def test_the_labels_of_choices_are_shown_not_their_codes(jobs):
    html = ask().content.decode()

    assert "排队中" in html
    assert ">waiting<" not in html


def test_chosen_columns_are_remembered_for_the_session(jobs):
    session = SessionStore()
    answer = ask(session=session, data={"list": "jobs", "column": ["title", "note"]})
    html = ask(session=session).content.decode()

    assert answer.status_code == 302
    assert 'data-title="备注"' in html
    assert 'data-title="开始"' not in html


def test_htmx_gets_the_table_alone(jobs):
    html = ask(htmx=True).content.decode()

    assert html.lstrip().startswith('<div id="list-jobs"')
    assert "data-list-query" not in html


def test_an_empty_list_says_what_to_do_first():
    html = ask().content.decode()

    assert "还没有任务" in html
    assert "从导入名册开始。" in html


def test_counts_beyond_the_cap_say_only_that_there_are_more(jobs, monkeypatch):
    monkeypatch.setattr(lists, "COUNT_CAP", 40)

    assert "共 <b>40+</b> 条" in ask("size=20").content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "12,345"),
        ("state=waiting", "12,345"),
        ("since=2026-01-05", "20+"),
        ("state=waiting&since=2026-01-05", "20+"),
        ("q=导入", "20+"),
    ],
)
def test_a_known_count_is_shown_where_it_is_the_count_of_what_was_asked(
    query, shown, jobs, monkeypatch
):
    monkeypatch.setattr(lists, "COUNT_CAP", 20)
    known = replace(SPEC, count=lambda request: 12_345, counted_by=frozenset({"state"}))

    html = ask(f"{query}&size=20", spec=known).content.decode()

    assert f"共 <b>{shown}</b> 条" in html


def test_a_count_that_is_not_kept_is_counted(jobs):
    html = ask("size=20", spec=replace(SPEC, count=lambda request: None)).content.decode()

    assert "共 <b>60</b> 条" in html


def test_a_page_costs_two_statements(jobs, django_assert_num_queries):
    with django_assert_num_queries(2):
        ask("size=20")


def exported(response):
    content = b"".join(response.streaming_content)
    return list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


def test_an_export_is_what_the_list_shows_with_name_and_time(jobs):
    rows = exported(ask("export=xlsx&q=导入00&sort=-total"))

    assert "陈建国" in rows[0][0]
    assert rows[1] == ("名称", "状态", "开始", "总数", "进度")
    assert rows[2][:2] == ("导入009", "排队中")
    assert rows[2][4] == "0/9000"
    assert len(rows) == 2 + 10


def test_an_export_has_the_chosen_columns_and_no_formula(jobs):
    session = SessionStore()
    ask(session=session, data={"list": "jobs", "column": ["title", "note"]})
    rows = exported(ask("export=xlsx", session=session))

    assert rows[1] == ("名称", "备注")
    assert rows[9] == ("导入007", "'=1+1")


def test_an_export_is_told_to_the_recorder(jobs, monkeypatch):
    told = []
    monkeypatch.setattr(lists, "_recorders", [])
    lists.record_exports(lambda *what: told.append(what))

    exported(ask("export=xlsx&q=导入00"))

    assert [(actor.name, spec.code, count) for actor, spec, count, _query in told] == [
        ("陈建国", "jobs", 10)
    ]


def test_too_large_an_export_is_refused_with_a_way_out(jobs, monkeypatch):
    monkeypatch.setattr(lists, "EXPORT_CAP", 10)

    with pytest.raises(lists.TooManyToExport, match="请先用查询条件缩小范围"):
        ask("export=xlsx")


def test_columns_given_by_functions_export_the_same_as_paths(jobs):
    by_function = tuple(
        lists.Column(c.code, c.title, lambda row: row.title) for c in SPEC.columns[:1]
    )
    spec = lists.ListSpec("j", "任务", None, by_function, SPEC.rows, order=("title",))

    assert exported(ask("export=xlsx", spec=spec))[2][0] == "导入000"
