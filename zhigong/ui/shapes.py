"""Turn numbers into the geometry of small charts, drawn as SVG without style attributes."""

from collections.abc import Sequence
from dataclasses import dataclass

SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96.0, 28.0, 3.0


@dataclass(frozen=True, slots=True)
class Spark:
    """A spark line: polyline points, the closed area below it and the last point."""

    points: str
    area: str
    x: str
    y: str


def spark(values: Sequence[float]) -> Spark | None:
    """Return the geometry of a spark line; ``None`` below two values.

    The lowest value lies at the bottom, the highest at the top; equal values run in the middle.
    """
    numbers = [float(value) for value in values]
    if len(numbers) < 2:
        return None
    low, high = min(numbers), max(numbers)
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / (len(numbers) - 1)
    tall = SPARK_HEIGHT - 2 * SPARK_EDGE
    dots = [
        (SPARK_EDGE + index * step, SPARK_HEIGHT - SPARK_EDGE - tall * _place(value, low, high))
        for index, value in enumerate(numbers)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
    floor = SPARK_HEIGHT
    area = f"{dots[0][0]:.1f},{floor:g} {line} {dots[-1][0]:.1f},{floor:g}"
    return Spark(points=line, area=area, x=f"{dots[-1][0]:.1f}", y=f"{dots[-1][1]:.1f}")


def _place(value: float, low: float, high: float) -> float:
    return 0.5 if high == low else (value - low) / (high - low)


def bar_width(value: float, *, of: float) -> str:
    """Return a bar's length as an SVG percentage, 0 to 100; an empty whole gives 0."""
    share = 0.0 if of <= 0 else value / of
    return f"{100 * min(1.0, max(0.0, share)):.2f}%"
