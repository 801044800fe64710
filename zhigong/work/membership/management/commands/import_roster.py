"""Say what importing a member roster would do; with ``--commit`` do it."""

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
from zhigong.work.membership.operations import Examined


class Command(BaseCommand):
    """`manage.py import_roster FILE --union CODE [--commit] [--on DATE] --json`."""

    help = "Check a member roster row by row; --commit imports it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--union", required=True, metavar="CODE")
        parser.add_argument("--commit", action="store_true", help="write; otherwise nothing is")
        parser.add_argument("--on", type=date.fromisoformat, help="business date; today if absent")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with use_actor(SYSTEM, reason="import_roster"):
                answer = self._examine(union=named_union(options["union"]), options=options)
        except UserError as error:
            refuse(self, error, as_json=options["json"])
        if answer["other_sheets"]:
            names = "、".join(answer["other_sheets"])
            self.stderr.write(
                f"只读取了工作表“{answer['sheet']}”，另有名册未读取：{names}。"
                "请把它们分别另存为文件后再导入。"
            )
        self.stdout.write(
            json.dumps(answer, ensure_ascii=False) if options["json"] else _text(answer)
        )

    def _examine(self, *, union: Any, options: dict[str, Any]) -> dict[str, Any]:
        today = options["on"] or clock.today()
        path: Path = options["file"]
        if options["commit"]:
            committed = operations.import_file(
                actor=SYSTEM, path=path, union=union, today=today, on_progress=self._progress
            )
            return answer_of(committed.examined) | {"batch": str(committed.batch_id)}
        examined = operations.examine_roster(path=path, union=union, today=today)
        operations.classify(examined)
        return answer_of(examined)

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"已导入 {done}/{total} 行")


def answer_of(examined: Examined) -> dict[str, Any]:
    """Return what the command prints: every person row in order, and the totals."""
    actions = examined.actions or []
    rows = [
        {"row": row, "action": action, "findings": examined.checked.codes(place)}
        for place, (row, action) in enumerate(zip(examined.rows, actions, strict=True))
    ]
    totals = examined.totals()
    return {
        "sheet": examined.table.sheet,
        "other_sheets": list(examined.table.other_sheets),
        "header_row": examined.table.header_row,
        "rows": rows,
        "totals": {"rows": totals["rows"], **totals["actions"], "findings": totals["findings"]},
    }


def _text(answer: dict[str, Any]) -> str:
    totals = answer["totals"]
    return (
        f"工作表“{answer['sheet']}”共 {totals['rows']} 人："
        f"新增 {totals['new']}，更新 {totals['update']}，接转 {totals['transfer']}，"
        f"无变化 {totals['unchanged']}，重复 {totals['duplicate']}，不能导入 {totals['refuse']}。"
    )
