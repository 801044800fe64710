"""What the service centre did in a period, by programme, channel, union and month.

Every figure is a count of rows that ``with_outcome`` keeps, so that each opens as that very list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMonth

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import OPEN_STATES, CaseState, Channel
from zhigong.engines.cases.queries import all_programmes, cases_for
from zhigong.registry.unions.queries import names_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

ENDED = ~Q(state__in=OPEN_STATES)
OUTCOMES: Mapping[str, Q] = {
    "done": Q(state=CaseState.DONE),
    "on_time": Q(state=CaseState.DONE, closed_at__date__lte=F("promised_on")),
    "refused": Q(state__in=(CaseState.REFUSED, CaseState.NOT_ACCEPTED)),
    "open": Q(state__in=OPEN_STATES),
    "rated": Q(stars__isnull=False),
}
WAYS = {
    "programme": "programme_code",
    "channel": "channel",
    "union": "union_id",
    "month": "opened_month",
}


@dataclass(frozen=True, slots=True)
class Served:
    """One line: ``days`` the mean from opening to end, ``rating`` the mean of the stars.

    :param key: value of the group, as the filter of the list takes it; empty for the total.
    """

    key: str
    title: str
    received: int
    done: int
    on_time: int
    refused: int
    open: int
    rated: int
    days: float | None
    rating: float | None

    @property
    def on_time_share(self) -> float | None:
        """The share of what is done that was done in time, 0..1."""
        return self.on_time / self.done if self.done else None


def served_rows(*, actor: Actor, since: date | None = None, until: date | None = None) -> Any:
    """Return the cases of a period the actor sees, by the day they were opened, both included."""
    rows = cases_for(actor=actor)
    if since is not None:
        rows = rows.filter(opened_on__gte=since)
    if until is not None:
        rows = rows.filter(opened_on__lte=until)
    return rows


def with_outcome(rows: Any, outcome: str) -> Any:
    """Keep the cases of one outcome (``OUTCOMES``)."""
    return rows.filter(OUTCOMES[outcome])


def in_month(rows: Any, month: str) -> Any:
    """Keep the cases opened in a month, as ``2026-11``."""
    return rows.annotate(opened_month=TruncMonth("opened_on")).filter(opened_month=f"{month}-01")


def served_by(way: str, rows: "QuerySet[Any]") -> list[Served]:
    """Return a line for every group of a way (``WAYS``), the largest first, months the latest."""
    counted = rows.order_by().annotate(opened_month=TruncMonth("opened_on"))
    lines = counted.values(WAYS[way]).annotate(**_figures())
    keys = [line[WAYS[way]] for line in lines]
    titles = _titles(way, keys)
    found = [_line(_key(line[WAYS[way]]), titles[line[WAYS[way]]], line) for line in lines]
    if way == "month":
        return sorted(found, key=lambda one: one.key, reverse=True)
    return sorted(found, key=lambda one: (-one.received, one.title))


def served_in_all(rows: "QuerySet[Any]", *, title: str) -> Served:
    """Return the line over all rows."""
    return _line("", title, rows.order_by().aggregate(**_figures()))


def _figures() -> dict[str, Any]:
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    counts = {code: Count("pk", filter=condition) for code, condition in OUTCOMES.items()}
    return counts | {
        "received": Count("pk"),
        "took": Avg(took, filter=ENDED),
        "mean": Avg("stars"),
    }


def _line(key: str, title: str, figures: Mapping[str, Any]) -> Served:
    took: timedelta | None = figures["took"]
    return Served(
        key=key,
        title=title,
        received=figures["received"],
        days=took / timedelta(days=1) if took is not None else None,
        rating=figures["mean"],
        **{code: figures[code] for code in OUTCOMES},
    )


def _key(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


def _titles(way: str, keys: list[Any]) -> dict[Any, str]:
    if way == "programme":
        known = {one.code: one.title for one, _place in all_programmes()}
        return {key: known.get(key, key) for key in keys}
    if way == "channel":
        return {key: str(Channel(key).label) for key in keys}
    if way == "union":
        return names_of(keys)
    return {key: f"{key.year}年{key.month}月" for key in keys}
