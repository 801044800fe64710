"""Print the programmes with their routes."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhigong.engines.cases.queries import all_programmes


class Command(BaseCommand):
    """`manage.py programmes --json`."""

    help = "Every programme with its version and route; a composed one with the union it holds in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the only form there is")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [
            {
                "code": programme.code,
                "title": programme.title,
                "version": programme.version,
                "route": [
                    {
                        "step": step.code,
                        "level": step.level.value,
                        "ability": step.ability,
                        "days": step.days,
                        "unit": step.unit,
                    }
                    for step in programme.route
                ],
                **({"union": owner} if owner else {}),
            }
            for programme, owner in all_programmes()
        ]
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
