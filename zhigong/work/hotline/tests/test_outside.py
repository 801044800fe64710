"""Outside tickets come in by table and over the API, once each; answers go back in their format."""

from datetime import date

import pytest

from zhigong.base.actor import use_actor
from zhigong.engines.exchange.queries import open_workbook
from zhigong.work.hotline import operations, queries
from zhigong.work.hotline.models import Article, Ticket
from zhigong.work.hotline.tests.conftest import NOON, PHONE, TODAY

SYSTEM = "government_hotline"
TABLE = (
    "工单编号,诉求类型,诉求内容,诉求人,联系电话,被反映单位,办理期限\n"
    f"SZ001,投诉举报,反映单位两个月没发工资,严守密,{PHONE},水泵厂,2026-12-01\n"
    "SZ002,咨询,想问产假有多少天,,,,\n"
    "SZ002,咨询,想问产假有多少天,,,,\n"
    "SZ003,咨询,,,,,\n"
    "SZ004,,工资被拖欠,,12,,\n"
)


@pytest.fixture
def handed_in(tree, staff):
    def hand_in(text=TABLE, subject="tickets", system=SYSTEM):
        with use_actor(staff.county):
            return operations.receive_table(
                actor=staff.county,
                at=NOON,
                union=tree.county,
                subject=subject,
                system=system,
                file_name="工单.csv",
                chunks=[text.encode()],
            )

    return hand_in


def take_over(staff, file):
    with use_actor(staff.county):
        return operations.take_over_table(actor=staff.county, at=NOON, file=file)


def test_every_row_says_what_it_becomes_before_anything_is_written(handed_in):
    rows = queries.table_rows(handed_in())

    assert [row.action for row in rows] == ["new", "new", "refuse", "refuse", "new"]
    assert "与前面的行重复" in rows[2].findings[0]
    assert rows[3].findings == ("缺少诉求内容。",)
    assert "不是电话号码" in rows[4].findings[0]
    assert Ticket._base_manager.count() == 0


def test_a_table_taken_over_opens_tickets_with_their_outside_numbers(handed_in, staff):
    file = take_over(staff, handed_in())

    tickets = {one.external_number: one for one in Ticket._base_manager.all()}
    assert file.totals == {"new": 3, "refuse": 2}
    assert set(tickets) == {"SZ001", "SZ002", "SZ004"}
    assert (tickets["SZ001"].kind, tickets["SZ001"].is_secret) == ("complaint", True)
    assert tickets["SZ001"].due_on == date(2026, 12, 1)
    assert queries.clear_phone(tickets["SZ001"]) == PHONE
    assert tickets["SZ002"].is_secret is False
    assert tickets["SZ004"].kind == "arrears"
    assert tickets["SZ004"].case.channel == "machine"


def test_the_same_table_again_changes_nothing(handed_in, staff):
    take_over(staff, handed_in())

    again = handed_in()
    assert [row.action for row in queries.table_rows(again)] == [
        "unchanged",
        "unchanged",
        "refuse",
        "refuse",
        "unchanged",
    ]
    take_over(staff, again)

    assert Ticket._base_manager.count() == 3


def test_a_file_is_taken_over_once(handed_in, staff):
    file = handed_in()
    take_over(staff, file)

    with pytest.raises(operations.TakenOver):
        take_over(staff, file)


def test_a_column_may_be_read_as_something_else(handed_in, staff):
    file = handed_in("工单编号,诉求内容,备注\nSZ9,见备注,想问年休假怎么算\n")
    with use_actor(staff.county):
        operations.map_table(
            actor=staff.county, file=file, mapping={"external_number": 0, "text": 2, "name": -1}
        )

    (row,) = queries.table_rows(file)

    assert row.action == "new"
    assert row.clean["text"] == "想问年休假怎么算"


def test_answers_go_back_in_the_outsides_own_table(handed_in, staff, do, tmp_path):
    take_over(staff, handed_in())
    ticket = Ticket._base_manager.get(external_number="SZ002")
    do("keep_ticket", "county", ticket)
    do("record_try", "county", ticket, outcome="reached")
    do("feed_back", "county", ticket, answer=f"已答复，电话{PHONE}")

    target = tmp_path / "answers.xlsx"
    with use_actor(staff.county):
        count = operations.export_answers(
            actor=staff.county, system=SYSTEM, since=TODAY, target=target, remark="测试"
        )

    with open_workbook(target) as workbook:
        rows = [list(map(str, row)) for row in workbook.sheet("反馈").rows]
    assert count == 3
    assert rows[0][:4] == ["工单编号", "办理状态", "承办单位", "办理结果"]
    told = {row[0]: row for row in rows[1:]}
    assert told["SZ002"][1] == "待回访"
    assert told["SZ002"][4:7] == ["2026/11/20", "2026/11/27", "是"]
    assert told["SZ001"][1] == "办理中"
    assert not any(PHONE in cell or "严守密" in cell for row in rows for cell in row)


def test_answers_of_the_knowledge_base_come_in_and_are_updated(handed_in, staff):
    table = "问题,答复,依据,关键词\n产假有多少天,98天。,女职工劳动保护特别规定第7条,生育\n空的,,,\n"
    take_over(staff, handed_in(table, subject="articles", system=""))
    article = Article._base_manager.get()
    assert article.spelling.startswith("cjydst")
    assert article.review_on > TODAY

    again = handed_in(table.replace("98天。", "不少于98天。"), subject="articles", system="")
    assert [row.action for row in queries.table_rows(again)] == ["update", "refuse"]
    take_over(staff, again)

    assert Article._base_manager.get().body == "不少于98天。"


def test_articles_are_found_by_words_and_by_initials(handed_in, staff):
    table = "问题,答复,依据,关键词\n加班费怎么算,不低于150%。,劳动法第44条,工资\n产假有多少天,98天。,规定,生育\n"
    take_over(staff, handed_in(table, subject="articles", system=""))

    for words in ("加班", "工资 150", "jbf", "劳动法"):
        found = queries.best_articles(actor=staff.county, words=words)
        assert [one.title for one in found] == ["加班费怎么算"], words
    assert queries.best_articles(actor=staff.county, words="没有这个词") == []
