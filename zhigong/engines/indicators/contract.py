"""What a coverage is: one file in ``catalogue/indicators``; a tally: one in ``catalogue/tallies``.

A coverage is a population and a reached set as weighted rows. ``rows(on)`` gives one row per
employer, union or membership with whole numbers ``due`` and ``reached`` and the union that answers
for it (``owner_id``). From these alone follow, for any union and day:

- denominator = sum of ``due``; numerator = sum of the lesser of ``reached`` and ``due``;
- the gap list = rows with ``due`` > ``reached``, each ``missing`` = ``due`` - ``reached``;
- gap = sum of ``missing`` = denominator - numerator;
- excess = sum of ``reached`` above ``due``: a finding about the data, never netted.

``rows`` is given the day as a date, or as an expression when many days are counted at once: it may
compare the day in filters, and must not compute with it in Python.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.apps import apps
from django.db.models import Expression, Q, QuerySet

from zhigong.base.catalogue import Catalogue
from zhigong.kernel.legal import DatedParameter, LegalSource

Day = date | Expression
Rows = QuerySet[Any]
GapKind = Literal["employer", "union", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A share of something that is due and reached.

    :param definition: what is counted, in one or two Chinese sentences (口径).
    :param unit: what one of ``due`` is, in Chinese.
    :param gap_kind: what a row of the gap list is; rows of kind ``person`` are memberships.
    :param owner: given the ids of unions as a subquery, the condition that keeps at least every
        row one of them may answer for; it lets the database find them by an index.
    :param dependants: given ids of unions and a first day, the ids of further unions whose rows
        change when memberships of those unions do; None when there are none.
    :param target: the share to reach, 0..1, by place and day; None where none is set.
    """

    code: str
    title: str
    definition: str
    legal: tuple[LegalSource, ...]
    unit: str
    gap_kind: GapKind
    rows: Callable[[Day], Rows]
    owner: Callable[[Any], Q]
    target: DatedParameter[Decimal | None]
    dependants: Callable[[Sequence[int], date], Iterable[int]] | None = None
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Whole numbers by cell: ``rows(on)`` has ``owner_id``, ``cell`` and ``value``."""

    code: str
    title: str
    definition: str
    cells: tuple[str, ...]
    rows: Callable[[Day], Rows]
    owner: Callable[[Any], Q]
    order: int = 100


COVERAGES = Catalogue(kind="indicators", contract=Coverage)
TALLIES = Catalogue(kind="tallies", contract=Tally)


def registry_rows(label: str) -> Any:
    """Return the rows of a table of the registry, such as ``people.Membership``, to be counted.

    Coverages are statements over many tables at once, so they name them here, by label, and
    nowhere else; they read only, and callers narrow the result to unions they hold.
    """
    model: Any = apps.get_model(label)
    return model.objects.trusted("counted; callers narrow the rows to unions they hold")
