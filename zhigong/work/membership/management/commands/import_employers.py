"""Say what importing a register of employers would do; with ``--commit`` do it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.answers import refuse
from zhigong.base.errors import UserError
from zhigong.work.membership import operations
from zhigong.work.membership.management.commands._union import named_union
from zhigong.work.membership.operations import ExaminedRegister


class Command(BaseCommand):
    """`manage.py import_employers FILE --union CODE --source SOURCE [--commit] --json`."""

    help = "Check a register of employers row by row; --commit merges it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--union", required=True, metavar="CODE")
        parser.add_argument("--source", required=True, choices=sorted(operations.SOURCES))
        parser.add_argument("--commit", action="store_true", help="write; otherwise nothing is")
        parser.add_argument("--on", type=date.fromisoformat, help="business date; today if absent")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day the register is of")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with use_actor(SYSTEM, reason="import_employers"):
                examined = self._examine(union=named_union(options["union"]), options=options)
        except UserError as error:
            refuse(self, error, as_json=options["json"])
        answer = answer_of(examined)
        self.stdout.write(
            json.dumps(answer if options["json"] else answer["totals"], ensure_ascii=False)
        )

    def _examine(self, *, union: Any, options: dict[str, Any]) -> ExaminedRegister:
        today = options["on"] or clock.today()
        as_of, source, path = options["as_of"] or today, options["source"], options["file"]
        if options["commit"]:
            return operations.import_register(
                actor=SYSTEM, path=path, union=union, source=source, today=today, as_of=as_of
            )
        examined = operations.examine_register(path=path, union=union)
        operations.merge(
            actor=SYSTEM, examined=examined, source=source, as_of=as_of, is_dry_run=True
        )
        return examined


def answer_of(examined: ExaminedRegister) -> dict[str, Any]:
    """Return what the command prints: every row in order, and the totals."""
    rows = [
        {"row": row, "action": action, "findings": examined.checked.codes(place)}
        for place, (row, action) in enumerate(zip(examined.rows, examined.actions, strict=True))
    ]
    totals = examined.totals()
    return {
        "sheet": examined.table.sheet,
        "header_row": examined.table.header_row,
        "rows": rows,
        "totals": {"rows": totals["rows"], **totals["actions"], "findings": totals["findings"]},
    }
