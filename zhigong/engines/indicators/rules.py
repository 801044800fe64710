"""Geometry of the trend chart: pure numbers, drawn by the template without style attributes.

Across, places are percentages of the width, so that the chart fits any screen and its text keeps
its size; downwards they are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TOP, BOTTOM = 16.0, 184.0  # pixels between which the values lie
LEFT, RIGHT = 7.0, 97.0  # per cent between which the months lie
MOST_TICKS = 5
STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)


@dataclass(frozen=True, slots=True)
class Dot:
    """One value: its place, the end of the line to the next value, and whether it is labelled."""

    index: int
    x: str
    y: str
    to_x: str
    to_y: str
    is_last: bool
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the scale."""

    share: float
    y: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The drawn values, the scale, and where the target lies (empty: outside, or none)."""

    dots: list[Dot]
    ticks: list[Tick]
    target_y: str = ""


def scale(low: float, high: float) -> list[float]:
    """Return round shares from just below ``low`` to just above ``high``, at most five and a few.

    :param low: smallest share, 0..1; ``high``: the largest, not below ``low``.
    """
    step = next((s for s in STEPS if (high - low) / s <= MOST_TICKS - 1), STEPS[-1])
    first = int(low / step + 1e-9)
    last = first
    while last * step < high - 1e-9 or last == first:
        last += 1
    return [number * step for number in range(first, last + 1)]


def trend(values: Sequence[float | None], *, target: float | None = None) -> Trend | None:
    """Return the chart of shares by month, oldest first; None below two known values.

    Months without a value are left out of the line.
    """
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    shares = [value for _, value in known] + ([] if target is None else [target])
    marks = scale(min(shares), max(shares))
    low, high = marks[0], marks[-1]

    def y(value: float) -> str:
        return f"{BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low):.1f}"

    def x(index: int) -> str:
        return f"{LEFT + (RIGHT - LEFT) * index / (len(values) - 1):.2f}%"

    dots = [
        Dot(
            index=index,
            x=x(index),
            y=y(value),
            to_x=x(following[0]),
            to_y=y(following[1]),
            is_last=index == known[-1][0],
            is_labelled=(len(values) - 1 - index) % 3 == 0,
        )
        for (index, value), following in zip(known, [*known[1:], known[-1]], strict=True)
    ]
    ticks = [Tick(mark, y(mark)) for mark in marks]
    return Trend(dots, ticks, "" if target is None else y(target))
