"""The list of people of a district: a part of a name, below a street and below the district."""

from bench.figures import Figure
from bench.installation import logged_in, product_of, served
from bench.limits.pages import BY_NAME, milliseconds
from bench.workloads._pages import page, query, with_limit
from launch.product import Product

LIST = "/desk/people/"
STREET = "330211002"
NAMES = ("丽华", "王伟", "陈静", "欧阳", "建国", "张强", "子涵", "刘敏")


def measure() -> list[Figure]:
    """Search as the county's officer."""
    product = product_of("district")
    with served(product):
        visitor = logged_in(product, "county")
        paths = [LIST + query(q=name, under=STREET) for name in NAMES]
        paths += [LIST + query(q=name) for name in NAMES]
        found = page("people_list_district", product, visitor, paths, bound=40)
    return with_limit(found, sql_alone(product, STREET))


def sql_alone(product: Product, union: str) -> list[float]:
    """Return the milliseconds of the list's SQL alone."""
    given: list[dict[str, object]] = [
        {"grams": [name], "like": f"%{name}%", "union": union} for name in NAMES for _ in range(25)
    ]
    return milliseconds(product.database_urls()[1], BY_NAME, given)
