"""How the commands of the app read a union and a day, and answer in JSON."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.base.answers import refuse
from zhigong.base.errors import UserError
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import get_union_for


class UnknownUnion(UserError):
    """No union has that code."""

    code = "unknown_union"
    text = N_("没有编号为{union}的工会，请核对编号。")


class UnknownCoverage(UserError):
    """No coverage has that code."""

    code = "unknown_coverage"
    text = N_("没有代码为{facet}的覆盖指标，可用的有：{known}。")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("日期请写成2026-11-21的形式。")) from error


class AnswerCommand(BaseCommand):
    """A command that prints one JSON answer; exit 1 with ``{"error": …}`` when refused."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what every answer depends on."""
        parser.add_argument("--on", type=_day, default=None, metavar="DATE")
        parser.add_argument("--json", action="store_true", help="the only form there is")

    def answer(self, *, on: date, **options: Any) -> Any:
        """Return what is printed."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer, or the refusal."""
        options["on"] = min(
            options["on"] or clock.today(), clock.today()
        )  # no day to come is known
        try:
            found = self.answer(**options)
        except UserError as error:
            refuse(self, error)
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))


def union_id_of(code: str) -> int:
    """Return the id of a union.

    :raises UnknownUnion: no union has the code.
    """
    try:
        return int(get_union_for(actor=SYSTEM, code=code).pk)
    except ObjectDoesNotExist as missing:
        raise UnknownUnion(union=code) from missing
