"""What the tree does by itself at night."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.registry.unions.operations import mark_overdue_elections


@app.periodic(cron="10 17 * * *")  # 01:10 in Shanghai
@app.task(name="unions.mark_overdue", queue="sweeper", queueing_lock="unions.mark_overdue")
def mark_overdue(timestamp: int) -> None:
    """Mark the unions whose term of office has ended 待换届."""
    mark_overdue_elections(actor=SYSTEM, on=clock.today())
