"""Load a notice of public holidays and make-up days."""

import re
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhigong.base import holidays
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.errors import UserError

REGION = re.compile(r"\d{2}(\d{2}){0,5}|")


def region(text: str) -> str:
    """Return a region as it is written.

    :raises ArgumentTypeError: it is none.
    """
    if not REGION.fullmatch(text):
        raise ArgumentTypeError(f"{text}: 行政区划代码为 2 到 12 位数字，例如 450000")
    return text


class Command(BaseCommand):
    """`manage.py load_holidays FILE --source 文号 [--region R]`."""

    help = "Load a notice: lines 2027-10-01,休 and 2027-10-09,班; for the country or one region."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--source", required=True, help="number and title of the notice")
        parser.add_argument("--region", default="", type=region, metavar="R")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            days = holidays.read_notice(options["file"])
        except OSError as error:
            raise CommandError(f"打不开文件：{options['file']}") from error
        except UserError as error:
            raise CommandError(str(error)) from error
        with use_actor(SYSTEM):
            count = holidays.load_holidays(
                actor=SYSTEM, days=days, place=options["region"], source=options["source"]
            )
        self.stdout.write(f"已登记 {count} 天")
