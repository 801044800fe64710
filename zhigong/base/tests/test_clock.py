"""The clock: business zone, business date, stopped for tests."""

from datetime import UTC, date, datetime
from typing import Any

from zhigong.base import clock


def test_the_day_turns_at_midnight_in_shanghai() -> None:
    with clock.use_clock(datetime(2026, 11, 20, 15, 59, tzinfo=UTC)):
        before = clock.today()
    with clock.use_clock(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)):
        after = clock.today()

    assert (before, after) == (date(2026, 11, 20), date(2026, 11, 21))


def test_a_business_date_replaces_the_day_and_keeps_the_time(settings: Any) -> None:
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"business_date": date(2026, 2, 3)})

    assert clock.today() == date(2026, 2, 3)
    assert clock.now().tzinfo is not None


def test_time_runs_again_after_the_block() -> None:
    moment = datetime(2001, 1, 1, tzinfo=UTC)
    with clock.use_clock(moment):
        assert clock.now() == moment

    assert clock.now() != moment
