"""What the API does without anybody asking."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zhigong.base.once import forget_answers


@app.periodic(cron="50 * * * *")
@app.task(name="api.forget_answers", queue="sweeper", queueing_lock="api.forget_answers")
def forget_old_answers(timestamp: int) -> None:
    """Forget the answers kept for requests sent twice, once their day is over."""
    forget_answers(at=timezone.now())
