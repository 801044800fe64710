"""How many cases of a programme may still be opened, and when: its quota and its season."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import CaseState, Programme, Season
from zhigong.engines.cases.models import Case

# Cases that came to nothing leave their place to somebody else.
CAME_TO_NOTHING = (
    CaseState.REFUSED,
    CaseState.NOT_ACCEPTED,
    CaseState.WITHDRAWN,
    CaseState.ENDED,
)


@dataclass(frozen=True, slots=True)
class Left:
    """How many cases may still be opened; ``None`` = no limit."""

    total: int | None = None
    per_union: int | None = None
    per_person: int | None = None

    @property
    def used_up(self) -> str:
        """Which limit is reached: ``person``, ``union``, ``total``, or nothing."""
        for name, number in (
            ("person", self.per_person),
            ("union", self.per_union),
            ("total", self.total),
        ):
            if number is not None and number <= 0:
                return name
        return ""


def left_of(*, programme: Programme, union_id: int | None, person_id: int | None, on: date) -> Left:
    """Return what is left of a programme's quota for somebody; at most three statements.

    :param union_id: the union a case of hers would belong to; ``None`` = not known.
    """
    quota = programme.quota
    if quota is None:
        return Left()
    rows = Case.objects.trusted("counted only").filter(programme_code=programme.code)
    rows = rows.exclude(state__in=CAME_TO_NOTHING)
    if quota.is_yearly:
        rows = rows.filter(opened_on__year=on.year)
    return Left(
        total=_left(quota.total, rows),
        per_union=_left(quota.per_union, rows.filter(union_id=union_id)) if union_id else None,
        per_person=_left(quota.per_person, rows.filter(person_id=person_id)) if person_id else None,
    )


def _left(most: int | None, rows: Any) -> int | None:
    return None if most is None else most - rows.count()


def season_in_words(season: Season) -> str:
    """Return when applications are taken, in words."""
    first, last = (_day(one, season.is_yearly) for one in (season.first, season.last))
    if first and last:
        words = _("每年%(first)s至%(last)s") if season.is_yearly else _("%(first)s至%(last)s")
        return words % {"first": first, "last": last}
    return _("%(first)s起") % {"first": first} if first else _("%(last)s前") % {"last": last}


def _day(day: date | None, is_yearly: bool) -> str:
    if day is None:
        return ""
    if is_yearly:
        return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
    return f"{day:%Y-%m-%d}"


def why_not_now(
    *, programme: Programme, union_id: int | None, person_id: int | None, on: date
) -> str:
    """Return in words why nothing can be applied for today; empty when it can."""
    if programme.season is not None and not programme.season.holds(on):
        return _("受理时间为%(when)s，现在不受理。") % {"when": season_in_words(programme.season)}
    left = left_of(programme=programme, union_id=union_id, person_id=person_id, on=on)
    return used_up_in_words(programme, left)


def used_up_in_words(programme: Programme, left: Left) -> str:
    """Return which limit is reached, in words; empty when none is."""
    is_yearly = programme.quota is not None and programme.quota.is_yearly
    words = {
        "person": _("您今年的次数已用完。") if is_yearly else _("您的次数已用完。"),
        "union": _("您所在工会今年的名额已用完。") if is_yearly else _("您所在工会的名额已用完。"),
        "total": _("今年的名额已用完。") if is_yearly else _("名额已用完。"),
    }
    return words.get(left.used_up, "")


def room_in_words(programme: Programme, *, on: date) -> str:
    """Return how many places are left of all, in words; empty where there is no such limit."""
    left = left_of(programme=programme, union_id=None, person_id=None, on=on).total
    if left is None:
        return ""
    return _("名额共%(most)d个，还剩%(left)d个") % {
        "most": programme.quota.total if programme.quota else 0,
        "left": max(left, 0),
    }
