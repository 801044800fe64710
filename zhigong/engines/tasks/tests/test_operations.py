"""The course of a task: handed out, read, answered, looked at, closed by what is counted."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from zhigong.base.workflow import MoveNotAllowed, ReasonMissing
from zhigong.engines.tasks import operations, queries
from zhigong.engines.tasks.contract import GivenRow, Share
from zhigong.engines.tasks.models import HandOut, Task, TaskRow
from zhigong.engines.tasks.operations import RowAnswer
from zhigong.engines.tasks.tests.conftest import (
    DUE,
    LIST,
    MISSED,
    NOON,
    TODAY,
    issue,
    issue_rows,
    later,
    order,
)
from zhigong.registry.messaging.models import Message
from zhigong.registry.people.tests.factories import make_union
from zhigong.registry.unions.operations import dissolve_union

County = SimpleNamespace
pytestmark = pytest.mark.django_db


def only(hand_out: HandOut) -> Task:
    """Return the one task of a hand-out, as its page reads it."""
    found: Task = queries.tasks_of(hand_out).get()
    return found


def answer_all(task: Task, actor: Any, answer: str = "done", words: str = "") -> None:
    """Answer every row of a task alike."""
    said = [RowAnswer(row.pk, answer, words) for row in task.rows.all()]
    operations.answer_rows(actor=actor, at=NOON, task=task, answers=said)


def test_everybody_named_gets_one_task_and_is_told_once(county: County) -> None:
    made = issue(county, county.east, county.west)

    assert {task.union_id for task in made.tasks.all()} == {county.east.pk, county.west.pk}
    told = Message.objects.filter(notice="task_arrived").values_list("user_id", flat=True)
    assert set(told) == {county.street.user_id, county.other.user_id}


def test_a_thousand_rows_take_as_many_statements_as_two(county: County) -> None:
    firms = [make_union(kind="grassroots", parent=county.east) for _ in range(60)]

    with CaptureQueriesContext(
        connection,
    ) as few:
        issue_rows(county, {county.east: firms[:2]})
    with CaptureQueriesContext(connection) as many:
        issue_rows(county, {county.east: firms[2:]})

    assert len(many) == len(few)


def test_a_row_in_an_open_task_is_not_sent_again(county: County) -> None:
    issue_rows(county, {county.east: [county.pump]})

    again = issue_rows(county, {county.east: [county.pump, county.mill]})

    assert [row.subject_id for row in only(again).rows.all()] == [county.mill.pk]
    assert only(again).rows_total == 1


def test_when_every_row_is_under_way_nothing_is_written(county: County) -> None:
    issue_rows(county, {county.east: [county.pump]})

    with pytest.raises(operations.AllSentAlready):
        issue_rows(county, {county.west: [county.pump]})

    assert HandOut.objects.count() == Task.objects.count() == 1


def test_the_table_itself_refuses_a_row_in_two_open_tasks(county: County) -> None:
    task = only(issue_rows(county, {county.east: [county.pump]}))
    other = only(issue_rows(county, {county.west: [county.mill]}))

    with pytest.raises(IntegrityError, match="subject_lies_in_one_open_task"), transaction.atomic():
        TaskRow.objects.create(task=other, source=LIST, kind="union", subject=county.pump)

    assert task.rows.count() == 1


def test_a_withdrawn_row_may_be_sent_again(county: County) -> None:
    task = only(issue_rows(county, {county.east: [county.pump]}))
    operations.withdraw_task(actor=county.leader, at=NOON, task=task, words="名单要重新核对")

    again = issue_rows(county, {county.west: [county.pump]})

    assert only(again).rows_open == 1
    assert Task.objects.get(pk=task.pk).state == "withdrawn"


@pytest.mark.parametrize(
    ("error", "more"),
    [
        (operations.DeadlinePast, {"due_on": later(-1).date()}),
        (operations.NothingToCount, {"unit": ""}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    county: County, error: type[Exception], more: dict[str, Any]
) -> None:
    with pytest.raises(error):
        issue(county, county.east, **more)

    assert not HandOut.objects.exists()


def test_nobody_hands_out_beside_or_above(county: County) -> None:
    for target in (county.west, county.top):
        with pytest.raises(operations.OutsideIssuer):
            operations.hand_out(
                actor=county.street,
                at=NOON,
                issuer=county.east,
                order=order(),
                shares=[Share(target.pk)],
            )
    with pytest.raises(operations.MayNotHandOut):
        operations.hand_out(
            actor=county.street, at=NOON, issuer=county.top, order=order(), shares=[]
        )


def test_a_deadline_on_a_saturday_is_the_monday_after(county: County) -> None:
    made = issue(county, county.east, due_on=later(8).date())

    assert (only(made).due_on - TODAY).days == 10


def test_a_task_is_read_once_by_who_works_there(county: County) -> None:
    task = only(issue(county, county.east))

    with pytest.raises(operations.NotYourTask):
        operations.read_task(actor=county.other, at=NOON, task=task)
    assert operations.read_task(actor=county.street, at=NOON, task=task)
    assert not operations.read_task(actor=county.street, at=later(1), task=task)

    fresh = Task.objects.get(pk=task.pk)
    assert (fresh.read_at, fresh.read_by_id) == (NOON, county.street.user_id)


def test_the_union_above_works_where_nobody_does(county: County) -> None:
    idle, kept = (only(issue(county, union)) for union in (county.mill, county.pump))

    assert queries.may_handle(actor=county.street, task=idle, on=TODAY)
    assert not queries.may_handle(actor=county.street, task=kept, on=TODAY)


def test_a_reply_without_its_count_is_refused(county: County) -> None:
    task = only(issue(county, county.east))

    with pytest.raises(operations.CountMissing):
        operations.reply_task(actor=county.street, at=NOON, task=task, words="都办好了")

    assert Task.objects.get(pk=task.pk).state == "open"


def test_a_reply_without_the_papers_asked_for_is_refused(county: County) -> None:
    task = only(issue(county, county.east, unit="", needs_evidence=True))

    with pytest.raises(operations.EvidenceMissing):
        operations.reply_task(actor=county.street, at=NOON, task=task, words="都办好了")


def test_a_task_goes_back_and_forth_and_ends_with_a_count(county: County) -> None:
    task = only(issue(county, county.east))
    street, leader = county.street, county.leader

    operations.reply_task(actor=street, at=NOON, task=task, words="建了两家", count=2)
    with pytest.raises(ReasonMissing):
        operations.return_task(actor=leader, at=NOON, task=task, words=" ")
    operations.return_task(actor=leader, at=NOON, task=task, words="还差一家")
    operations.reply_task(actor=street, at=later(3), task=task, words="建了三家", count=3)
    operations.accept_task(actor=leader, at=later(4), task=task)

    fresh = Task.objects.get(pk=task.pk)
    assert (fresh.state, fresh.result_count, fresh.returned_times) == ("done", 3, 1)
    assert fresh.is_on_time is True
    verbs = [entry.verb for entry in queries.entries_of(fresh)]
    assert verbs == ["issued", "replied", "returned", "replied", "accepted"]


def test_what_was_replied_in_time_is_in_time_however_late_it_is_looked_at(
    county: County,
) -> None:
    task = only(issue(county, county.east))
    operations.reply_task(actor=county.street, at=NOON, task=task, words="好了", count=3)

    operations.accept_task(actor=county.leader, at=later(60), task=task)

    assert Task.objects.get(pk=task.pk).is_on_time is True


def test_the_owner_does_not_accept_her_own_reply(county: County) -> None:
    task = only(issue(county, county.east))
    operations.reply_task(actor=county.street, at=NOON, task=task, words="好了", count=3)

    with pytest.raises(operations.NotIssuer):
        operations.accept_task(actor=county.street, at=NOON, task=task)


def test_accepting_twice_is_refused(county: County) -> None:
    task = only(issue(county, county.east))
    operations.reply_task(actor=county.street, at=NOON, task=task, words="好了", count=3)
    operations.accept_task(actor=county.leader, at=NOON, task=task)

    with pytest.raises(MoveNotAllowed):
        operations.accept_task(actor=county.leader, at=NOON, task=task)


def test_saying_done_does_not_close_a_row_the_data_do_not_show(county: County) -> None:
    task = only(issue_rows(county, {county.east: [county.pump, county.mill]}))
    answer_all(task, county.street)

    with pytest.raises(operations.RowsNotShown):
        operations.reply_task(actor=county.street, at=NOON, task=task, words="都建好了")

    assert Task.objects.get(pk=task.pk).rows_open == 2


def test_rows_close_by_the_data_and_the_last_one_ends_the_task(county: County) -> None:
    task = only(issue_rows(county, {county.east: [county.pump, county.mill]}))

    MISSED.discard(county.pump.pk)
    assert operations.close_shown_rows(at=NOON) == 1
    half = Task.objects.get(pk=task.pk)
    MISSED.clear()
    assert operations.close_shown_rows(at=later(1)) == 1

    assert (half.state, half.rows_open) == ("open", 1)
    fresh = Task.objects.get(pk=task.pk)
    assert (fresh.state, fresh.rows_open, fresh.is_on_time) == ("done", 0, True)
    assert operations.close_shown_rows(at=later(2)) == 0


def test_what_cannot_be_done_is_closed_by_the_issuer_and_counted_apart(county: County) -> None:
    made = issue_rows(county, {county.east: [county.pump, county.mill]})
    task = only(made)
    answer_all(task, county.street, "hindered", "单位已停产")
    MISSED.discard(county.mill.pk)

    operations.reply_task(actor=county.street, at=NOON, task=task, words="一家已停产")
    operations.accept_task(actor=county.leader, at=NOON, task=task)

    ends = queries.ends_of(made)
    assert (ends["data"], ends["accepted"], ends["open"]) == (1, 1, 0)


def test_a_row_that_stays_undone_says_why(county: County) -> None:
    task = only(issue_rows(county, {county.east: [county.pump]}))

    with pytest.raises(operations.WordsMissing) as refused:
        answer_all(task, county.street, "wrong")

    assert refused.value.field == f"words-{task.rows.get().pk}"
    assert task.rows.get().state == "open"


def test_a_reply_waits_for_every_row(county: County) -> None:
    task = only(issue_rows(county, {county.east: [county.pump, county.mill]}))
    first = task.rows.order_by("pk")[0]
    said = [RowAnswer(first.pk, "hindered", "已停产")]
    operations.answer_rows(actor=county.street, at=NOON, task=task, answers=said)

    with pytest.raises(operations.RowsUnanswered) as refused:
        operations.reply_task(actor=county.street, at=NOON, task=task, words="")

    assert "1行" in refused.value.message


def test_an_answer_is_taken_back_and_one_of_another_task_is_not_touched(county: County) -> None:
    task = only(issue_rows(county, {county.east: [county.pump]}))
    other = only(issue_rows(county, {county.west: [county.mill]}))
    answer_all(task, county.street, "wrong", "不是我街道的单位")

    said = [RowAnswer(task.rows.get().pk, ""), RowAnswer(other.rows.get().pk, "done")]
    operations.answer_rows(actor=county.street, at=NOON, task=task, answers=said)

    assert (task.rows.get().state, task.rows.get().words) == ("open", "")
    assert other.rows.get().answer == ""


def test_urging_comes_once_a_day(county: County) -> None:
    made = issue(county, county.east, county.west)
    tasks = list(queries.tasks_of(made))

    assert operations.urge_tasks(actor=county.leader, at=NOON, hand_out=made, tasks=tasks) == 2
    with pytest.raises(operations.UrgedToday):
        operations.urge_tasks(actor=county.leader, at=NOON, hand_out=made, tasks=tasks)
    operations.urge_tasks(actor=county.leader, at=later(1), hand_out=made, tasks=tasks)

    assert {task.urged_times for task in queries.tasks_of(made)} == {2}
    assert Message.objects.filter(notice="task_urged").count() == 4


def test_supervision_sets_a_day_the_light_goes_by(county: County) -> None:
    task = only(issue(county, county.east))

    with pytest.raises(operations.MayNotSupervise):
        operations.supervise_task(actor=county.street, at=NOON, task=task, until=TODAY)
    operations.supervise_task(
        actor=county.leader, at=NOON, task=task, until=TODAY, words="区领导批示"
    )

    fresh = queries.tasks_of(task.hand_out).get()
    assert queries.light_of(fresh, today=TODAY) == ("yellow", "soon")
    assert queries.light_of(fresh, today=later(1).date()) == ("red", "overdue")


def test_the_light_of_a_list_is_the_light_of_the_rule(county: County) -> None:
    for days in (0, 3, 14, 40):
        issue(county, county.east, county.west, due_on=later(days).date())
    tasks = list(Task.objects.order_by("pk"))
    operations.reply_task(
        actor=county.street, at=NOON, task=queries.tasks_of(tasks[0].hand_out)[0], words="", count=1
    )
    operations.supervise_task(
        actor=county.leader, at=NOON, task=queries.tasks_of(tasks[-1].hand_out)[0], until=TODAY
    )

    for day in (0, 1, 4, 20, 60):
        today = later(day).date()
        rows = queries.with_light(Task.objects.select_related("hand_out"), today=today)
        listed = {task.pk: task.reason for task in rows}
        told = {task.pk: queries.light_of(task, today=today) for task in rows}
        assert listed == {pk: "over" if one is None else one[1] for pk, one in told.items()}


def test_only_a_colleague_gets_a_task(county: County) -> None:
    task = only(issue(county, county.east))

    with pytest.raises(operations.NotColleague):
        operations.assign_task(
            actor=county.street, at=NOON, task=task, user_id=county.other.user_id
        )
    operations.assign_task(actor=county.street, at=NOON, task=task, user_id=county.street.user_id)

    assert Task.objects.get(pk=task.pk).person_id == county.street.user_id
    mine = queries.inbox_for(actor=county.street, today=TODAY)
    assert [one.pk for one in mine] == [task.pk]


def test_the_issuer_sees_what_lies_at_each_union(county: County) -> None:
    issue_rows(county, {county.east: [county.pump, county.mill]})
    issue(county, county.east, at=later(-30), due_on=later(-3).date())

    loads = queries.loads_of([county.east.pk, county.west.pk], today=TODAY)

    assert loads == {county.east.pk: queries.Load(tasks=2, late=1, rows=2)}


def test_rows_are_planned_for_the_nearest_union_somebody_works_at(county: County) -> None:
    rows = [
        queries.ListedRow(1, county.pump.pk, 2),
        queries.ListedRow(2, county.mill.pk, 1),
        queries.ListedRow(3, county.west.pk, 1),
    ]

    plan = queries.planned(rows, kind="employer", issuer=county.top.pk, today=TODAY)

    got = {one.union.pk: [row.key for row in one.share.rows] for one in plan}
    assert got == {county.pump.pk: [1], county.east.pk: [2], county.west.pk: [3]}
    assert all(one.is_kept for one in plan)


def test_tasks_of_a_union_that_ends_go_to_the_one_above(county: County) -> None:
    moved = only(issue(county, county.pump))
    both = issue(county, county.pump, county.east)

    dissolve_union(actor=county.leader, union=county.pump, on=TODAY, reason="企业关闭")

    assert Task.objects.get(pk=moved.pk).union_id == county.east.pk
    assert {task.union_id for task in both.tasks.all()} == {county.pump.pk, county.east.pk}


def test_more_days_and_no_day_that_is_past(county: County) -> None:
    task = only(issue(county, county.east))

    with pytest.raises(operations.DayPast):
        operations.extend_task(actor=county.leader, at=NOON, task=task, due_on=later(-1).date())
    operations.extend_task(actor=county.leader, at=NOON, task=task, due_on=later(28).date())

    assert task.due_on == DUE
    assert Task.objects.get(pk=task.pk).due_on == later(28).date()


def test_free_rows_are_closed_by_the_issuers_consent(county: County) -> None:
    share = Share(county.east.pk, (GivenRow("free", label="走访宏远电子"),))
    made = operations.hand_out(
        actor=county.leader,
        at=NOON,
        issuer=county.top,
        order=order(unit=""),
        shares=[share],
    )
    task = only(made)
    answer_all(task, county.street)
    operations.reply_task(actor=county.street, at=NOON, task=task, words="已走访")
    operations.accept_task(actor=county.leader, at=NOON, task=task)

    assert queries.ends_of(made)["accepted"] == 1
