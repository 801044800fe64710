"""Check the whole audit, record that, and seal what is final."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhigong.base.actor import SYSTEM
from zhigong.registry.audit.operations import verify_all
from zhigong.registry.audit.queries import Verification


class Command(BaseCommand):
    """`manage.py verify_audit --json`: exit 0 when everything holds, 1 when not."""

    help = "Check every entry and block of the audit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--keep-unsealed", action="store_true", help="do not seal afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_all(actor=SYSTEM, seals=not options["keep_unsealed"])
        self.stdout.write(_as_json(found) if options["json"] else _as_text(found))
        if not found.ok:
            raise SystemExit(1)


def _as_json(found: Verification) -> str:
    fields = ("ok", "checked", "unsealed", "first_bad")
    return json.dumps({name: getattr(found, name) for name in fields}, ensure_ascii=False)


def _as_text(found: Verification) -> str:
    if found.ok:
        return f"审计完好：核验 {found.checked} 条，其中 {found.unsealed} 条待封存。"
    return f"审计异常：{found.first_bad}。"
