"""Unions with enough women members that have a women's committee."""

from django.db.models import BooleanField, Exists, OuterRef, Value

from zhigong.engines.indicators.catalogue.indicators._days import line_of_place
from zhigong.engines.indicators.catalogue.indicators._targets import target
from zhigong.engines.indicators.catalogue.indicators._unions import (
    has_committee,
    itself,
    one_when,
    unions_in_operation,
)
from zhigong.engines.indicators.contract import Coverage, Day, Rows, registry_rows
from zhigong.registry.unions.contract import WOMEN_COMMITTEE_MEMBERS, WOMEN_SOURCE

FEMALE = "2"


def rows(on: Day) -> Rows:
    """Return unions whose recorded women reach the line of their place."""
    women = (
        registry_rows("people.Membership")
        .counted(on)
        .filter(union=OuterRef("pk"), person__sex=FEMALE)
    )

    def are_enough(line: int) -> Exists:
        # The last woman needed is looked for: a large union is not counted to its end.
        return Exists(women[line - 1 : line])

    return (
        unions_in_operation(on)
        .filter(
            line_of_place(
                WOMEN_COMMITTEE_MEMBERS, on, place="region",
                then=are_enough, output_field=BooleanField(),
            )
        )
        .annotate(due=Value(1), reached=one_when(has_committee(on, "women")))
    )  # fmt: skip


INDICATOR = Coverage(
    code="women_committee",
    title="女职工委员会组建率",
    definition="在册女会员达到规定人数（一般10人，各地另有规定的从其规定）的工会中，当日已建立"
    "女职工委员会的工会所占比例；只设女职工委员的不计。女会员数为本级在册数。",
    legal=(WOMEN_SOURCE,),
    unit="个",
    gap_kind="union",
    rows=rows,
    owner=itself,
    target=target("women_committee"),
    order=60,
)
