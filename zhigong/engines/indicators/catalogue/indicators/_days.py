"""Conditions on a day that is a date, or an expression of many days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Case, Expression, IntegerField, Q, Value, When
from django.db.models.lookups import GreaterThanOrEqual

from zhigong.engines.indicators.contract import Day
from zhigong.kernel.legal import DatedParameter


def in_force(day: Day, prefix: str = "") -> Q:
    """Return the condition that a half-open period holds the day."""
    open_or_later = Q(**{f"{prefix}ends_before__isnull": True}) | Q(
        **{f"{prefix}ends_before__gt": day}
    )
    return open_or_later & Q(**{f"{prefix}starts_on__lte": day})


def line_of_place(
    parameter: DatedParameter[int],
    day: Day,
    *,
    place: str,
    then: Callable[[int], Any] = Value,
    output_field: Any = None,
) -> Case:
    """Return the value of a parameter in force on the day, by the region code in field ``place``.

    :param then: what the value is turned into, an expression of the type of ``output_field``.
    :raises ValueError: the parameter has no value for the whole country.
    """
    whens: list[When] = []
    for dated in parameter.values:
        condition: Any = Q(**{f"{place}__startswith": dated.place})
        if isinstance(day, Expression):
            condition &= Q(GreaterThanOrEqual(day, Value(dated.starts_on)))
        elif isinstance(day, date) and day < dated.starts_on:
            continue
        whens.append(When(condition, then=then(dated.value)))
    if not any(dated.place == "" for dated in parameter.values):
        raise ValueError(parameter.code)
    return Case(*whens, output_field=output_field or IntegerField())
