"""Write the description of the API, or say whether the written one is still true."""

import difflib
import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from zhigong.screens.api.api import api


class Command(BaseCommand):
    """`manage.py export_openapi [--check] [--file PATH]`."""

    help = "Write docs/openapi.json; with --check compare only, exit 1 when it differs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "docs/openapi.json")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        text = described()
        if not options["check"]:
            file.write_text(text)
            return
        written = file.read_text() if file.exists() else ""
        if written == text:
            return
        lines = difflib.unified_diff(
            written.splitlines(True), text.splitlines(True), str(file.name), "the API"
        )
        self.stderr.write("".join(lines))
        sys.exit(1)


def described() -> str:
    """Return the description of the API as it is committed: sorted, one line a value."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
