"""Measuring a page of the desk: time through HTTP, statements, and the SQL alone as its limit."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bench.figures import Figure, at_most, p95, timed
from bench.installation import BenchFailed, Visitor, run_python
from launch.product import Product


def page(
    name: str, product: Product, visitor: Visitor, paths: Sequence[str], *, bound: float
) -> list[Figure]:
    """Return p95 over 200 requests, the paths in turn; statements and CPU of the dearest one."""

    def get(number: int) -> None:
        status, _ = visitor.get(paths[number % len(paths)])
        if status != 200:
            raise BenchFailed(f"{paths[number % len(paths)]} answered {status}")

    found = p95(timed(get))
    session = next(c.value or "" for c in visitor.jar if c.name == "sessionid")
    dearest = run_python(product, "bench.workloads._statements", session, *dict.fromkeys(paths))
    return [
        at_most(f"{name}_p95", found, bound, unit="ms"),
        at_most(f"{name}_statements", dearest["statements"], 8, unit="SQL"),
        Figure(f"{name}_cpu", dearest["cpu"], "ms"),
    ]


def with_limit(figures: list[Figure], milliseconds: list[float]) -> list[Figure]:
    """Put the SQL's own p95 beside the page's."""
    first, *others = figures
    limit = p95(milliseconds)
    return [at_most(first.name, first.value, _bound(first), unit="ms", limit=limit), *others]


def _bound(figure: Figure) -> float:
    return float(figure.target.split()[1])


def query(**fields: Any) -> str:
    """Return a query string."""
    return "?" + "&".join(f"{key}={quote(str(value))}" for key, value in fields.items())
