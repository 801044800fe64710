#!/usr/bin/env python
"""Run a Django command; `./run manage` prepares the environment first."""

import os
import sys
from difflib import get_close_matches

USAGE = 2
BUILT_IN = {"help", "version"}


def refuse_unknown(words: list[str], known: set[str]) -> None:
    """End with the status of a usage error when the first word is no command.

    Django ends with 1, which here means that a command refused or answered no.
    """
    if not words or words[0].startswith("-") or words[0] in known | BUILT_IN:
        return
    lines = [f"There is no command `{words[0]}`. 没有 {words[0]} 这个命令。"]
    if near := get_close_matches(words[0], known, n=3):
        lines.append(f"    Did you mean 您要的是不是: {', '.join(near)}")
    lines.append("    `./run manage help` lists them. 全部命令见 ./run manage help。")
    sys.stderr.write("\n".join(lines) + "\n")
    sys.exit(USAGE)


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import execute_from_command_line, get_commands  # noqa: PLC0415

    if settings.INSTALLED_APPS:  # unread settings hide the commands of apps
        refuse_unknown(sys.argv[1:], set(get_commands()))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
