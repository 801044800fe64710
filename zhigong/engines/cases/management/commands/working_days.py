"""Print the last day of a limit of working days."""

import json
import re
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhigong.base.holidays import calendar_of

MOST_DAYS = 10_000
REGION = re.compile(r"(\d{2}){1,6}|")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text}: 日期写法如 2026-11-21") from error


def _region(text: str) -> str:
    if not REGION.fullmatch(text):
        raise ArgumentTypeError(f"{text}: 行政区划代码为 2 到 12 位数字，例如 330211")
    return text


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
        parser.add_argument("--region", default="", type=_region, metavar="R")
        parser.add_argument("--json", action="store_true", help="the only form there is")

    def handle(self, *args: Any, **options: Any) -> None:
        calendar = calendar_of(options["region"])
        last = calendar.add_working_days(options["start"], options["days"])
        if calendar.is_provisional(last):
            self.stderr.write(f"{last.year} 年的节假日安排尚未登记，暂按周一至周五为工作日推算")
        self.stdout.write(json.dumps({"date": last.isoformat()}))
