"""How a command refuses: the same words and the same exit status, whichever command it is."""

import json
from typing import NoReturn

from django.core.management.base import BaseCommand

from zhigong.base.errors import UserError

REFUSED = 1  # 2 is left to the argument parser: words it cannot read at all


def refuse(command: BaseCommand, error: UserError, *, as_json: bool = True) -> NoReturn:
    """Say what a user can mend and end with ``REFUSED``.

    :param as_json: print ``{"error": {"code", "text"}}`` on standard output as well, for a program
        that reads nothing else.
    """
    if as_json:
        answer = {"error": {"code": error.code, "text": error.message}}
        command.stdout.write(json.dumps(answer, ensure_ascii=False))
    command.stderr.write(error.message)
    raise SystemExit(REFUSED)
