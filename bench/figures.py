"""What a measurement says, and how it is compared."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    :param limit: the same work without the product, measured in the same run; ``None`` where the
        target is absolute.
    :param ratio: how near the product comes to the limit: 1 is as good as the limit.
    :param holds: whether the target is met; ``None`` when there is none.
    """

    name: str
    value: float
    unit: str
    target: str = ""
    limit: float | None = None
    ratio: float | None = None
    holds: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the figure as JSON carries it."""
        return {
            key: round(value, 4) if isinstance(value, float) else value
            for key, value in asdict(self).items()
        }


def speed(name: str, value: float, limit: float, *, unit: str, at_least: float) -> Figure:
    """Return a figure where more is better, wanted at ``at_least`` of its limit."""
    ratio = value / limit
    target = f">= {at_least:.2f} of the limit"
    return Figure(name, value, unit, target, limit, ratio, ratio >= at_least)


def at_most(
    name: str, value: float, bound: float, *, unit: str, limit: float | None = None
) -> Figure:
    """Return a figure where less is better, wanted at or below ``bound``."""
    ratio = limit / value if limit is not None and value else None
    return Figure(name, value, unit, f"<= {bound:g} {unit}", limit, ratio, value <= bound)


def p95(seconds: Iterable[float]) -> float:
    """Return the 95th percentile, in the unit given."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def timed(work: Callable[[int], object], *, times: int = 200, warm: int = 20) -> list[float]:
    """Run ``work(n)`` and return the milliseconds of each run after the warm-up."""
    for number in range(warm):
        work(number)
    found = []
    for number in range(times):
        began = perf_counter()
        work(number)
        found.append((perf_counter() - began) * 1000)
    return found


def middle(seconds: Iterable[float]) -> float:
    """Return the median."""
    return median(seconds)
