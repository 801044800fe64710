"""Decide which source is believed, and how employers are classed. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

# The registers come in another order for the firm's identity than for its number of workers: the
# market register knows names and states first hand, social insurance knows who is employed.
_IDENTITY_ORDER = ("roster", "declared", "social_insurance", "tax", "market", "checked")
_HEADCOUNT_ORDER = ("roster", "market", "declared", "tax", "social_insurance", "checked")

IDENTITY_FIELDS = ("name", "status", "sector", "category", "ownership", "region", "address")
HEADCOUNT_FIELDS = ("workers", "women_workers")
STATED_FIELDS = (*IDENTITY_FIELDS, *HEADCOUNT_FIELDS)

# A better source older than this, against the newest statement of the same field, is not believed.
STALE_AFTER = timedelta(days=365)

SIZE_LINES = (25, 100)

# Sections as forms before GB/T 4754-2017 number them (2015 union survey).
OLD_SECTORS = {f"{number:02d}": chr(ord("A") + number - 1) for number in range(1, 21)}

OWNERSHIP_OF_CATEGORY = {
    "110": "state", "120": "collective", "130": "mixed", "140": "mixed", "151": "state",
    "159": "private", "161": "state", "169": "mixed", "170": "private", "190": "private",
    "200": "hmt", "300": "foreign", "400": "state", "500": "state", "600": "private",
    "700": "private", "800": "", "900": "",
}  # fmt: skip
NON_PUBLIC = frozenset({"private", "hmt", "foreign"})

ACTIVE = "active"

# China from 曾母暗沙 to 漠河 and from 帕米尔 to 乌苏里江, in whole degrees outwards: far enough
# for every datum, narrow enough to find coordinates that were swapped or lost a sign.
LATITUDES = (3, 54)
LONGITUDES = (73, 136)


def is_in_china(*, latitude: Decimal, longitude: Decimal) -> bool:
    """Whether a place, in degrees of any datum in use, can lie in China."""
    south, north = LATITUDES
    west, east = LONGITUDES
    return south <= latitude <= north and west <= longitude <= east


@dataclass(frozen=True, slots=True)
class Said:
    """What one source said of one field on a day; ``order`` is that of recording."""

    source: str
    as_of: date
    value: str
    order: int


def rank(*, source: str, field: str) -> int:
    """Return how far a source is believed about a field; higher is better."""
    order = _HEADCOUNT_ORDER if field in HEADCOUNT_FIELDS else _IDENTITY_ORDER
    return order.index(source)


def ranks() -> list[tuple[str, str, int]]:
    """Return (source, field, rank) for every source and field."""
    return [
        (source, field, rank(source=source, field=field))
        for field in STATED_FIELDS
        for source in _IDENTITY_ORDER
    ]


def believed(*, field: str, said: Iterable[Said]) -> Said:
    """Return the statement that holds: the best source among those not stale, then the latest.

    The answer does not depend on the order in which files were loaded, except between two
    statements of one source and day, where the last recorded wins.

    :raises ValueError: nothing was said.
    """
    heard = list(said)
    newest = max(one.as_of for one in heard)
    return max(
        (one for one in heard if one.as_of >= newest - STALE_AFTER),
        key=lambda one: (rank(source=one.source, field=field), one.as_of, one.order),
    )


def ownership_of(category: str) -> str:
    """Return the ownership that follows from a category; empty when none does."""
    return OWNERSHIP_OF_CATEGORY.get(category, "")


def is_non_public(ownership: str) -> bool:
    """Return whether an employer counts as 非公 (private, or owned from outside the mainland)."""
    return ownership in NON_PUBLIC


def size_class(workers: int | None) -> int:
    """Return the highest line (0, 25 or 100 workers) the head-count reaches."""
    return max((line for line in SIZE_LINES if (workers or 0) >= line), default=0)


def plain_fields(fields: Mapping[str, object]) -> dict[str, str | int]:
    """Return the fields of a statement that say something, as JSON keeps them."""
    return {
        name: value if isinstance(value, int) else str(value)
        for name, value in fields.items()
        if name in STATED_FIELDS and value not in (None, "")
    }
