"""The icons in use: one name a line in ``icons.txt``, drawn into one sprite at set-up."""

from pathlib import Path

LIST = Path(__file__).with_name("icons.txt")


def names() -> list[str]:
    """Return the names of the icons, in the order of the file."""
    lines = (line.partition("#")[0].strip() for line in LIST.read_text("utf-8").splitlines())
    return [line for line in lines if line]
