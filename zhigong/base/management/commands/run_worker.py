"""Run queued jobs until stopped."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app


class Command(BaseCommand):
    """`manage.py run_worker`: the worker process of the installation."""

    requires_system_checks = ()  # the server checked them
    help = "Run queued jobs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        worker_app = app.with_connector(app.connector.get_worker_connector())
        with worker_app.replace_connector(worker_app.connector):
            worker_app.run_worker(concurrency=options["concurrency"], delete_jobs="never")
