"""Gap lists that are handed out as tasks: their rows, what is still missing, and their figure."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.urls import reverse

from zhigong.base import clock
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.queries.figures import coverage
from zhigong.engines.tasks.contract import Source
from zhigong.engines.tasks.queries import ListedRow, keys_under_way

PREFIX = "indicator:"
STAGES = ("sent", "unsent")


def source_of(code: str) -> str:
    """Return what tasks call the gap list of a coverage."""
    return f"{PREFIX}{code}"


def title_of(source: str) -> str:
    """Return a gap list in words."""
    entry = COVERAGES.get(source.removeprefix(PREFIX))
    return f"{entry.title}未覆盖名单"


def still_missing(source: str, keys: Collection[int], on: date) -> set[int]:
    """Return those of some employers, unions or memberships a coverage still misses on a day.

    A coverage that is gone misses everybody: nothing closes by itself.
    """
    code = source.removeprefix(PREFIX)
    if code not in COVERAGES:
        return set(keys)
    rows = COVERAGES.get(code).rows(on).filter(pk__in=list(keys), due__gt=F("reached"))
    return set(rows.order_by().values_list("pk", flat=True))


def figure_of(source: str, union_id: int, on: date) -> Mapping[str, int]:
    """Return ``due`` and ``reached`` of a gap list's coverage for a union."""
    code = source.removeprefix(PREFIX)
    found = coverage(union_id=union_id, on=on, today=clock.today())
    return next(
        ({"due": one.denominator, "reached": one.numerator} for one in found if one.code == code),
        {},
    )


def url_of(source: str, union_code: str) -> str:
    """Return the page of a gap list of a union."""
    return reverse("indicators:gap_today", args=[source.removeprefix(PREFIX), union_code])


GAPS = Source(
    prefix=PREFIX,
    title=title_of,
    still_missing=still_missing,
    figure=figure_of,
    url=url_of,
    ability="indicators.view_gap",
)


def with_sent(rows: Any, *, code: str) -> Any:
    """Annotate gap rows with ``is_sent``: whether they lie in an open task of the list."""
    sent = keys_under_way(source=source_of(code), kind=COVERAGES.get(code).gap_kind)
    lies_there = Case(
        When(Q(pk__in=sent), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return rows.annotate(is_sent=lies_there)


def of_stage(rows: Any, stage: str, *, code: str) -> Any:
    """Keep the rows that lie in an open task (``sent``), or those that do not (``unsent``)."""
    sent = keys_under_way(source=source_of(code), kind=COVERAGES.get(code).gap_kind)
    return rows.filter(pk__in=sent) if stage == "sent" else rows.exclude(pk__in=sent)


def listed_rows(rows: Any, *, code: str, most: int) -> list[ListedRow]:
    """Return the rows of a gap list that lie in no open task, at most so many and one more."""
    free = of_stage(rows, "unsent", code=code).order_by("owner_id", "pk")
    values = free.values_list("pk", "owner_id", "missing")[: most + 1]
    return [ListedRow(key, owner_id, missing) for key, owner_id, missing in values]
