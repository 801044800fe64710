"""Print the coverages of a union with everything below it, counted from rows."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from zhigong.engines.indicators.management.commands._answer import AnswerCommand, union_id_of
from zhigong.engines.indicators.queries import coverage_from_rows


class Command(AnswerCommand):
    """`manage.py coverage --union CODE [--on DATE] --json`."""

    help = "Coverages of a union and everything below it on a day, in the catalogue's order."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--union", required=True, metavar="CODE")

    def answer(self, *, on: date, **options: Any) -> list[dict[str, Any]]:
        figures = coverage_from_rows(union_id=union_id_of(options["union"]), on=on)
        return [
            {
                "code": figure.code,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "rate": None if figure.rate is None else str(figure.rate),
                "gap": figure.gap,
                "gap_rows": figure.gap_rows,
            }
            for figure in figures
        ]
