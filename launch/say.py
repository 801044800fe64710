"""How the launcher talks: one English and one Chinese line, always on standard error."""

import sys


class Refusal(Exception):
    """Something is missing; the message says what, and how to mend it, in both languages."""

    def __init__(self, english: str, chinese: str, *, remedy: str = "", status: int = 1) -> None:
        super().__init__(english)
        self.english = english
        self.chinese = chinese
        self.remedy = remedy
        self.status = status

    def __str__(self) -> str:
        lines = [self.english, self.chinese]
        lines += [f"    {line}" for line in self.remedy.splitlines()]
        return "\n".join(lines)


def say(text: str) -> None:
    """Print one line of progress; standard output stays free for answers."""
    print(text, file=sys.stderr, flush=True)


def tail(text: str, lines: int = 20) -> str:
    """Return the last ``lines`` non-empty lines of a log, for a refusal."""
    kept = [line for line in text.splitlines() if line.strip()]
    return "\n".join(kept[-lines:])
