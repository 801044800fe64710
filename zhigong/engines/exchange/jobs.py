"""Housekeeping: files with personal data are not kept longer than they are needed."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.engines.exchange import operations

KEEP_DAYS = 180  # long enough to correct a quarter's roster, and the one before


@app.periodic(cron="17 3 * * *")
@app.task(name="exchange.drop_old_files", queue="sweeper")
def drop_old_files(timestamp: int, **_more: Any) -> None:
    """Remove what was handed in and written back more than ``IMPORT_KEEP_DAYS`` ago."""
    days = getattr(settings, "IMPORT_KEEP_DAYS", KEEP_DAYS)
    operations.drop_old_files(before=clock.now() - timedelta(days=days))
