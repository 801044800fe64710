"""Carrying deliveries, each by a job of its own, and sweeping up after interruptions."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zhigong.registry.messaging import operations


@app.task(name=operations.JOB, queue="default")
def deliver(delivery_id: int) -> None:
    """Carry one delivery; asking twice does no harm."""
    operations.deliver(delivery_id=delivery_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="messaging.sweep", queue="sweeper")
def sweep_deliveries(timestamp: int) -> None:
    """Queue what is due again."""
    operations.sweep(at=timezone.now())
