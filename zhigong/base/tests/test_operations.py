"""Operations: one transaction, one record, nothing done in silence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhigong.base import clock
from zhigong.base.actor import ANONYMOUS, Actor, current_actor
from zhigong.base.errors import UserError
from zhigong.base.models import Setting
from zhigong.base.operations import Act, NothingRecorded, act, operation, recorded_together

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=3, name="李四")


class TooLate(UserError):
    """A refusal of the tests."""

    code = "too_late"
    text = "已过{day}。"


@operation("base.set")
def set_value(
    *, value: int, actor: Actor | None = None, reason: str = "", mode: str = "on", key: str = "k"
) -> str:
    """Set a value, and end in the way ``mode`` says."""
    row = Setting.objects.create(key=key, starts_on=clock.today(), value=value)
    if mode == "on":
        act().on(row, node_id=9, value=value)
    elif mode == "bulk":
        act().bulk("base.setting", count=2, digest=b"x" * 32, node_id=9)
    elif mode == "unchanged":
        act().unchanged()
    elif mode == "refuse":
        raise TooLate(day="周五", field="value")
    return current_actor().name


def test_one_record_says_who_did_what_to_which_and_why(written: list[Act]) -> None:
    assert set_value(value=1, actor=CLERK, reason="上级要求") == "李四"

    (record,) = written
    (line,) = record.lines
    assert (record.verb, record.actor, record.reason) == ("base.set", CLERK, "上级要求")
    assert (line.object_kind, line.node_id, line.codes) == ("base.setting", 9, {"value": 1})
    assert line.object_id == str(Setting.objects.get().pk)


def test_a_batch_is_one_line_with_the_digest_of_its_rows(written: list[Act]) -> None:
    set_value(value=1, mode="bulk", actor=CLERK)

    assert [(line.rows, line.digest) for line in written[0].lines] == [(2, b"x" * 32)]


def test_an_operation_that_says_nothing_is_undone(written: list[Act]) -> None:
    with pytest.raises(NothingRecorded):
        set_value(value=1, actor=CLERK, mode="silent")

    assert Setting.objects.count() == 0
    assert written == []


def test_an_operation_that_changed_nothing_leaves_no_record(written: list[Act]) -> None:
    set_value(value=1, actor=CLERK, mode="unchanged")

    assert written == []


def test_a_refusal_undoes_everything_and_says_why(written: list[Act]) -> None:
    with pytest.raises(TooLate) as refused:
        set_value(value=1, actor=CLERK, mode="refuse")

    assert (refused.value.message, refused.value.field) == ("已过周五。", "value")
    assert Setting.objects.count() == 0
    assert written == []


def test_a_record_that_cannot_be_written_undoes_the_operation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(record: Act) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("zhigong.base.operations._writers", [fail])

    with pytest.raises(ZeroDivisionError):
        set_value(value=1, actor=CLERK)

    assert Setting.objects.count() == 0


def test_nothing_is_recorded_outside_an_operation() -> None:
    with pytest.raises(NothingRecorded):
        act()
    assert current_actor() == ANONYMOUS


def test_many_operations_are_recorded_one_by_one_at_their_common_end(written: list[Act]) -> None:
    with recorded_together():
        with pytest.raises(TooLate):
            set_value(value=1, actor=CLERK, mode="refuse")
        set_value(value=2, actor=CLERK, reason="一")
        set_value(value=3, actor=CLERK, mode="unchanged", key="other")
        set_value(value=4, actor=CLERK, reason="三", key="third")
        assert written == []

    assert [record.reason for record in written] == ["一", "三"]
    assert sorted(row.value for row in Setting.objects.all()) == [2, 3, 4]


def test_many_operations_that_end_in_a_fault_leave_nothing(written: list[Act]) -> None:
    with pytest.raises(TooLate), recorded_together():
        set_value(value=1, actor=CLERK)
        raise TooLate(day="周五")

    assert written == []
    assert Setting.objects.count() == 0


def test_operations_that_share_one_fate_set_no_savepoints(
    written: list[Act],
) -> None:
    with recorded_together(one_fate=True), CaptureQueriesContext(connection) as sent:
        set_value(value=1, actor=CLERK)
        set_value(value=2, actor=CLERK, key="other")
    assert not any("SAVEPOINT" in one["sql"] for one in sent.captured_queries)

    with pytest.raises(TooLate), recorded_together(one_fate=True):
        set_value(value=3, actor=CLERK, key="third")
        set_value(value=4, actor=CLERK, mode="refuse", key="fourth")
    assert sorted(row.value for row in Setting.objects.all()) == [1, 2]
    assert len(written) == 2
