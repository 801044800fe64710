"""Sealing as a periodic job."""

from procrastinate.contrib.django import app

from zhigong.registry.audit.operations import seal


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="sweeper", queueing_lock="audit.seal")
def seal_entries(timestamp: int) -> None:
    """Seal what is final, each minute."""
    seal()
