"""Print the tree of a day with its recorded members."""

from dataclasses import asdict
from datetime import date
from typing import Any

from zhigong.engines.indicators.management.commands._answer import AnswerCommand
from zhigong.engines.indicators.queries import tree_with_members


class Command(AnswerCommand):
    """`manage.py tree [--on DATE] --json`: root first, parents before children."""

    help = "The union tree of a day with recorded members, own and of the subtree."

    def answer(self, *, on: date, **options: Any) -> dict[str, Any]:
        return {"unions": [asdict(union) for union in tree_with_members(on=on)]}
