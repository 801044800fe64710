#!/usr/bin/env python
"""Run a Django command; `./run manage` prepares the environment first."""

import os
import sys
from difflib import get_close_matches
from typing import Any

from django.core.management import ManagementUtility, get_commands

USAGE = 2


class Commands(ManagementUtility):
    """The commands of Django and the product."""

    def fetch_command(self, subcommand: str) -> Any:
        """Return a command; end with the status of a usage error when there is none.

        Django ends with 1, which here means that a command refused or answered no.
        """
        known = get_commands()
        if subcommand not in known:
            sys.stderr.write(_unknown(subcommand, get_close_matches(subcommand, known)))
            sys.exit(USAGE)
        return super().fetch_command(subcommand)


def _unknown(word: str, near: list[str]) -> str:
    lines = [f"There is no command `{word}`. 没有 {word} 这个命令。"]
    if near:
        lines.append(f"    Did you mean 您要的是不是: {', '.join(near)}")
    lines.append("    `./run manage help` lists them. 全部命令见 ./run manage help。")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    Commands(sys.argv).execute()


if __name__ == "__main__":
    main()
