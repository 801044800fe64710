"""What is done to cases without anybody asking."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.engines.cases.operations import close_due_publicity


@app.periodic(cron="25 * * * *")
@app.task(name="cases.close_publicity", queue="sweeper", queueing_lock="cases.close_publicity")
def close_publicity(timestamp: int) -> None:
    """Let the cases go on whose days of publicity are over; harmless to repeat."""
    close_due_publicity(today=clock.today(), at=clock.now())
