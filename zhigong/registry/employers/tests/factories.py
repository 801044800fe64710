"""Make employers for tests. What matters to a test is given; the rest is filled in."""

from datetime import date
from itertools import count

from zhigong.base.actor import SYSTEM
from zhigong.kernel.credit_code import complete
from zhigong.registry.employers.models import Employer
from zhigong.registry.employers.operations import affiliate, open_employer

ON = date(2026, 6, 30)
_numbers = count(1)


def credit_code(number: int) -> str:
    """Return a valid credit code of a firm in the district."""
    return complete(f"91330211MA{number:07d}")


def make_employer(
    area_union, *, union=None, name=None, code=None, since=None, **fields
) -> Employer:
    """Register an employer; ``union`` covers it from ``since`` (2021)."""
    number = next(_numbers)
    employer = open_employer(
        actor=SYSTEM,
        name=name or f"测试{number}有限公司",
        area_union=area_union,
        source=fields.pop("source", "market"),
        as_of=fields.pop("as_of", ON),
        credit_code=credit_code(1_000_000 + number) if code is None else code,
        **fields,
    )
    if union is not None:
        affiliate(actor=SYSTEM, employer=employer, union=union, on=since or date(2021, 1, 1))
        employer.refresh_from_db()
    return employer
