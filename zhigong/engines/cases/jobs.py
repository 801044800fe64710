"""What is done to cases without anybody asking."""

from django.conf import settings
from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.engines.cases.operations import (
    close_due_publicity,
    remind_of_limits,
    sweep_given_up,
)
from zhigong.engines.cases.operations.mailbox import open_box, take_all


@app.periodic(cron="25 * * * *")
@app.task(name="cases.close_publicity", queue="sweeper", queueing_lock="cases.close_publicity")
def close_publicity(timestamp: int) -> None:
    """Let the cases go on whose days of publicity are over; harmless to repeat."""
    close_due_publicity(today=clock.today(), at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="cases.read_mail", queue="sweeper", queueing_lock="cases.read_mail")
def read_mail(timestamp: int) -> int:
    """Take in what lies in the union's box; return how many letters came of it.

    A mail is marked as read only after it is stored, so a kill in between brings it again, and it
    is known by its message id then.
    """
    box = settings.ZHIGONG.mail_box
    return take_all(open_box(box)) if box else 0


@app.periodic(cron="15 3 * * *")
@app.task(name="cases.sweep_given_up", queue="sweeper", queueing_lock="cases.sweep_given_up")
def sweep_what_was_given_up(timestamp: int) -> None:
    """Destroy drafts and files of forms nobody sent; harmless to repeat."""
    sweep_given_up(at=clock.now())


@app.periodic(cron="10 * * * *")
@app.task(name="cases.remind_of_limits", queue="sweeper", queueing_lock="cases.remind_of_limits")
def remind_of_near_limits(timestamp: int) -> None:
    """Remind unions of limits, in office hours alone; harmless to repeat."""
    remind_of_limits(at=clock.now())
