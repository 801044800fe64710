"""Work of people that waits for its day."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.registry.people.operations import complete_due_transfers

AT_ONCE = 500


@app.periodic(cron="20 * * * *")
@app.task(
    name="people.complete_transfers", queue="sweeper", queueing_lock="people.complete_transfers"
)
def complete_transfers(timestamp: int) -> None:
    """Complete the transfers whose days for an objection are over; harmless to repeat."""
    while (
        complete_due_transfers(actor=SYSTEM, at=clock.now(), on=clock.today(), limit=AT_ONCE)
        == AT_ONCE
    ):
        continue
