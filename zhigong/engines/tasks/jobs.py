"""What is done to tasks without anybody asking."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.engines.tasks.operations import close_shown_rows, open_due_duties, remind_of_limits


@app.periodic(cron="5 * * * *")
@app.task(name="tasks.open_duties", queue="sweeper", queueing_lock="tasks.open_duties")
def open_duties(timestamp: int) -> None:
    """Hand out the duties whose day has come; harmless to repeat."""
    open_due_duties(at=clock.now())


@app.periodic(cron="15 * * * *")
@app.task(name="tasks.remind_of_limits", queue="sweeper", queueing_lock="tasks.remind_of_limits")
def remind_of_near_limits(timestamp: int) -> None:
    """Remind unions of limits, in office hours alone; harmless to repeat."""
    remind_of_limits(at=clock.now())


@app.periodic(cron="50 1 * * *")
@app.task(name="tasks.close_shown_rows", queue="sweeper", queueing_lock="tasks.close_shown_rows")
def close_what_the_data_show(timestamp: int) -> None:
    """Close the rows whose lists miss them no more, each night; harmless to repeat."""
    close_shown_rows(at=clock.now())
