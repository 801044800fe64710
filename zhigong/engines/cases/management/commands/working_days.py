"""Print the last day of a limit of working days."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhigong.kernel.working_calendar import WorkingCalendar

MOST_DAYS = 10_000


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text}: 日期写法如 2026-11-21") from error


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_DAYS:
        raise ArgumentTypeError(f"{text}: 天数为 0 到 {MOST_DAYS} 的整数")
    return int(text)


class Command(BaseCommand):
    """`manage.py working_days --from D --days N [--region R] --json`."""

    help = "The last day of a limit; the day it starts on is not counted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="start", type=_day, required=True, metavar="D")
        parser.add_argument("--days", type=_count, required=True, metavar="N")
        # Places share the calendar of the State Council until one sets days of its own.
        parser.add_argument("--region", default="", metavar="R")
        parser.add_argument("--json", action="store_true", help="the only form there is")

    def handle(self, *args: Any, **options: Any) -> None:
        last = WorkingCalendar().add_working_days(options["start"], options["days"])
        self.stdout.write(json.dumps({"date": last.isoformat()}))
