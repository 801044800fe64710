"""Prove that the facts are the rows, or make them so."""

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.engines.indicators.operations import recount, repair


class Command(BaseCommand):
    """`manage.py recount_facts [--repair] --json`: exit 1 when facts and rows differ."""

    help = "Compare the facts of every union and month kept with the rows themselves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="book what differs, this month")
        parser.add_argument("--json", action="store_true", help="the only form there is")

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.today()
        if options["repair"]:
            with use_actor(SYSTEM):
                found = repair(today=today)
        else:
            found = recount(today=today)
        answer = {
            "ok": found.is_equal or found.repaired,
            "unions": found.checked,
            "differences": len(found.differences),
            "repaired": found.repaired,
            "by_indicator": Counter(d.indicator for d in found.differences),
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if not answer["ok"]:
            raise SystemExit(1)
