"""Somebody and somewhere as one types them, and as they are stored. Pure."""

import re

_PERSON = re.compile(
    r"^(?P<name>\D*?)[\s（(，,]*(?P<id>[0-9][0-9A-Za-z]{6,19}|[A-Za-z]{1,2}[0-9]{6,9})[）)]?$"
)
_PLACE = re.compile(r"^(?P<words>.*?)\s*（(?P<north>\d{1,2}\.\d+),(?P<east>\d{1,3}\.\d+)）$")
# The country lies between these degrees, its seas included.
NORTH, EAST = (3.0, 54.0), (73.0, 136.0)
FEWEST_PLACE_SIGNS = 4


def person_named(text: str) -> tuple[str, str] | None:
    """Return name and identity number of ``张三（330…）`` or ``张三 330…``; None without both."""
    found = _PERSON.match(text.strip())
    return (found["name"].strip(), found["id"].upper()) if found and found["name"] else None


def place_fault(text: str) -> str:
    """Return what is wrong with words for a place: ``short``, ``abroad``, or nothing.

    A place is an address; where the telephone found it, its degrees follow in brackets.
    """
    found = _PLACE.match(text.strip())
    words = found["words"] if found else text.strip()
    if found:
        north, east = float(found["north"]), float(found["east"])
        if not (NORTH[0] <= north <= NORTH[1] and EAST[0] <= east <= EAST[1]):
            return "abroad"
        return ""
    return "short" if len(words) < FEWEST_PLACE_SIGNS else ""
