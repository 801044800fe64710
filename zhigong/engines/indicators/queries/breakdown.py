"""Coverages of employers by size and by ownership, counted from rows on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Sum, Value, When
from django.db.models.functions import Least

from zhigong.engines.indicators.contract import COVERAGES, registry_rows
from zhigong.engines.indicators.queries.lists import subtree_rows

# Bounds of the size classes by workers; the code is the filter of the gap list.
BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("0-24", 0, 24),
    ("25-99", 25, 99),
    ("100-499", 100, 499),
    ("500-", 500, None),
)
_SHARE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Part:
    """What is due and reached in one class; ``code`` is empty where the class is not recorded."""

    code: str
    title: str
    due: int
    reached: int
    gap_rows: int

    @property
    def gap(self) -> int:
        """What is missing."""
        return self.due - self.reached

    @property
    def rate(self) -> Decimal | None:
        """The share reached, rounded half up to four places; None when nothing is due."""
        if not self.due:
            return None
        share = Decimal(self.reached) / Decimal(self.due)
        return share.quantize(_SHARE, rounding=ROUND_HALF_UP)


def by_size(*, code: str, union_id: int, on: date, titles: Sequence[tuple[str, str]]) -> list[Part]:
    """Return a coverage of employers by the number of their workers on a day; one statement.

    :raises KeyError: no coverage has that code.
    """
    band = Case(
        *(
            When(
                Q(workers_then__gte=low) & (Q() if high is None else Q(workers_then__lte=high)),
                then=Value(name),
            )
            for name, low, high in BANDS
        ),
        default=Value(""),
        output_field=CharField(),
    )
    rows = subtree_rows(COVERAGES.get(code), union_id, on).annotate(part=band)
    return _parts(rows, titles)


def by_ownership(*, code: str, union_id: int, on: date) -> list[Part]:
    """Return a coverage of employers by who owns them; one statement.

    :raises KeyError: no coverage has that code.
    """
    field = registry_rows("employers.Employer").model._meta.get_field("ownership")
    rows = subtree_rows(COVERAGES.get(code), union_id, on).annotate(part=F("ownership"))
    return _parts(rows, [(str(value), str(label)) for value, label in field.flatchoices])


def _parts(rows: Any, titles: Sequence[tuple[str, str]]) -> list[Part]:
    counted = (
        rows.order_by()
        .values("part")
        .annotate(
            due_sum=Sum("due"),
            reached_sum=Sum(Least(F("reached"), F("due"))),
            gap_count=Count("pk", filter=Q(due__gt=F("reached"))),
        )
    )
    found = {
        row["part"]: row for row in counted.values("part", "due_sum", "reached_sum", "gap_count")
    }
    parts = []
    for value, title in (*titles, ("", "")):
        row = found.get(value)
        if row or value:
            row = row or {"due_sum": 0, "reached_sum": 0, "gap_count": 0}
            parts.append(Part(value, title, row["due_sum"], row["reached_sum"], row["gap_count"]))
    return parts
