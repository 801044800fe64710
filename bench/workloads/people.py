"""The list of people of a district: a part of a name with a union filter, rare and common names."""

from bench.figures import Figure
from bench.installation import logged_in, product_of, served
from bench.limits.pages import BY_NAME, milliseconds
from bench.workloads._pages import page, query, with_limit

LIST = "/desk/people/"
NAMES = ("丽华", "王伟", "陈静", "欧阳", "建国", "张强", "子涵", "刘敏")


def measure() -> list[Figure]:
    """Search in the district, as the county's officer, below a street."""
    product = product_of("district")
    with served(product):
        visitor = logged_in(product, "county")
        paths = [LIST + query(q=name, under="330211002") for name in NAMES]
        found = page("people_list_district", product, visitor, paths, bound=40)
    return with_limit(found, sql_alone(product, [2]))


def sql_alone(product: object, unions: list[int]) -> list[float]:
    """Return the milliseconds of the list's SQL alone."""
    import os  # noqa: PLC0415

    os.environ["DATABASE_URL"] = product.database_urls()[1]  # type: ignore[attr-defined]
    given: list[dict[str, object]] = [
        {"grams": [name], "like": f"%{name}%", "unions": unions}
        for name in NAMES
        for _ in range(25)
    ]
    return milliseconds(BY_NAME, given)
