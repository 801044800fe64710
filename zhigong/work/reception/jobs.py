"""What is done in halls without anybody asking."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.work.reception.operations import close_days


@app.periodic(cron="10 * * * *")
@app.task(name="reception.close_days", queue="sweeper", queueing_lock="reception.close_days")
def close_past_days(timestamp: int) -> None:
    """Let the numbers of past days expire; harmless to repeat."""
    close_days(today=clock.today(), at=clock.now())
