"""Print the list behind a coverage: who is missing."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.management.commands._answer import (
    AnswerCommand,
    UnknownCoverage,
    union_id_of,
)
from zhigong.engines.indicators.queries import gap_items


class Command(AnswerCommand):
    """`manage.py gap FACET --union CODE [--on DATE] --json`; names are in clear."""

    help = "Employers, unions or persons that a coverage misses, with how many each misses."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("facet", metavar="FACET")
        parser.add_argument("--union", required=True, metavar="CODE")

    def answer(self, *, on: date, **options: Any) -> list[dict[str, Any]]:
        facet = options["facet"]
        if facet not in COVERAGES:
            known = "、".join(entry.code for entry in COVERAGES.entries())
            raise UnknownCoverage(facet=facet, known=known)
        union_id = union_id_of(options["union"])
        return [asdict(item) for item in gap_items(code=facet, union_id=union_id, on=on)]
