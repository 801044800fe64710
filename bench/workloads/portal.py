"""The portal's first page: time to the first byte, and what a first visit transfers."""

import re

from bench.figures import Figure, at_most, p95, timed
from bench.installation import Visitor, product_of, served, visitor

ASSET = re.compile(rb'(?:href|src)="(/static/[^"#?]+)')


def _transferred(found: Visitor) -> float:
    """Return the kilobytes of the page and of every file it names, as compressed by the server."""
    _, page = found.get("/")
    _, packed = found.get("/", **{"Accept-Encoding": "gzip, br"})
    total = len(packed)
    for path in dict.fromkeys(ASSET.findall(page)):
        _, body = found.get(path.decode(), **{"Accept-Encoding": "gzip, br"})
        total += len(body)
    return total / 1024


def measure() -> list[Figure]:
    """Visit the portal as somebody who was never here."""
    product = product_of("small")
    with served(product):
        found = visitor()
        first_byte = p95(timed(lambda _: found.get("/")))
        kilobytes = _transferred(found)
    return [
        at_most("portal_page_p95", first_byte, 30, unit="ms"),
        at_most("portal_first_visit", kilobytes, 100, unit="KB"),
    ]
