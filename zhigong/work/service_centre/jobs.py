"""What the service centre does without anybody asking."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.work.service_centre.operations import remind_openings


@app.periodic(cron="0 9 * * *")
@app.task(name="service_centre.remind_openings", queue="default")
def remind(timestamp: int) -> None:
    """Remind unions of boxes to open; harmless to repeat."""
    remind_openings(on=clock.today())
