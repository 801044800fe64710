"""Work of the night."""

import time

from procrastinate.contrib.django import app

from zhigong.registry.documents.operations import sweep_orphans


@app.periodic(cron="40 3 * * *")
@app.task(name="documents.sweep_orphans", queue="sweeper")
def sweep_orphan_files(timestamp: int) -> None:
    """Delete files whose upload failed."""
    sweep_orphans(unix_time=time.time())
