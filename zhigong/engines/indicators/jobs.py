"""What is done to facts without anybody asking."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.engines.indicators.operations import rebuild
from zhigong.engines.indicators.queries.calendar import first_of, last_day_before


@app.periodic(cron="10 0 * * *")
@app.task(name="indicators.book_new_day", queue="default")
def book_new_day(timestamp: int) -> None:
    """Book what the new day alone changed: periods that begin or end without an event.

    Last month is booked again too, so that its end is the stock of its last day.
    """
    today = clock.today()
    rebuild(today=today, since=last_day_before(first_of(today)))


@app.periodic(cron="40 2 * * 0")
@app.task(name="indicators.book_every_month", queue="default")
def book_every_month(timestamp: int) -> None:
    """Book what undated particulars changed of past months, where an event was too large for it."""
    rebuild(today=clock.today())
