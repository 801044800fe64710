"""The coverage page of a district with 1,255 unions, from current-month facts."""

from bench.figures import Figure
from bench.installation import logged_in, product_of, served
from bench.limits.pages import COVERAGE, milliseconds
from bench.workloads._pages import page, with_limit

PAGE = "/cockpit/indicators/"


def measure() -> list[Figure]:
    """Open the page as the leader does."""
    product = product_of("district")
    with served(product):
        visitor = logged_in(product, "leader")
        found = page("coverage_page", product, visitor, [PAGE], bound=40)
    url = product.database_urls()[1]
    return with_limit(found, milliseconds(url, COVERAGE, [{"root": 1}] * 200))
