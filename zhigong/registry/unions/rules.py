"""Decide how unions are set up, and what may stand below what. Pure: facts and dates come in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhigong.kernel.legal import DatedParameter, LegalSource

LAW = "中华人民共和国工会法"
LAW_FROM = date(2022, 1, 1)
WOMEN_RULES = "工会女职工委员会工作条例"

COMMITTEE_SOURCE = LegalSource(LAW, "11", LAW_FROM)
FULL_TIME_SOURCE = LegalSource(LAW, "14", LAW_FROM)
TERM_SOURCE = LegalSource(LAW, "16", LAW_FROM)
WOMEN_SOURCE = LegalSource(WOMEN_RULES, "11", "")
WOMEN_SHANGHAI_SOURCE = LegalSource("上海市工会条例", "", "")
CERTIFICATE_SOURCE = LegalSource("基层工会法人登记管理办法", "", "2020", "general knowledge")
FOUNDING_SHANGHAI_SOURCE = LegalSource("上海市工会条例", "", "")
FOUNDING_HENAN_SOURCE = LegalSource("河南省工会条例", "6", "2004")
FOUNDING_CHONGQING_SOURCE = LegalSource("重庆市工会条例", "", "2011")

_ALWAYS = date(1950, 1, 1)
SHANGHAI, HENAN, CHONGQING = "31", "41", "50"

# Members from which an employer must have a committee of its own; below, one of three other forms.
COMMITTEE_MEMBERS = DatedParameter[int](
    "committee_members", [(_ALWAYS, None, 25, COMMITTEE_SOURCE)]
)
# Women members from which a women's committee is due; below, one woman officer is enough.
WOMEN_COMMITTEE_MEMBERS = DatedParameter[int](
    "women_committee_members",
    [
        (_ALWAYS, None, 10, WOMEN_SOURCE),
        (_ALWAYS, SHANGHAI, 25, WOMEN_SHANGHAI_SOURCE),
    ],
)
# Workers from which a union may have a full-time chair.
FULL_TIME_CHAIR_WORKERS = DatedParameter[int](
    "full_time_chair_workers", [(_ALWAYS, None, 200, FULL_TIME_SOURCE)]
)
# Months after which a new employer should have a union; None where no rule is known.
FOUNDING_MONTHS = DatedParameter[int | None](
    "founding_months",
    [
        (_ALWAYS, None, None, COMMITTEE_SOURCE),
        (_ALWAYS, SHANGHAI, 6, FOUNDING_SHANGHAI_SOURCE),
        (_ALWAYS, HENAN, 12, FOUNDING_HENAN_SOURCE),
        (_ALWAYS, CHONGQING, 12, FOUNDING_CHONGQING_SOURCE),
    ],
)
# Days after approval within which the legal-person certificate is applied for.
CERTIFICATE_DAYS = DatedParameter[int](
    "certificate_days", [(_ALWAYS, None, 60, CERTIFICATE_SOURCE)]
)

GRASSROOTS_TERM_YEARS = (3, 5)
LOCAL_TERM_YEARS = (5,)

BASE_KINDS = frozenset({"grassroots", "joint", "branch", "group"})
_INSIDE_A_UNION = {
    "group": frozenset[str](),
    "branch": frozenset({"branch", "group"}),
    "grassroots": frozenset({"grassroots", "branch", "group"}),
    "joint": frozenset({"grassroots", "branch", "group"}),
}
EXPIRY_WARNING_DAYS = 90

CommitteeForm = Literal["committee", "single"]
Freshness = Literal["valid", "soon", "expired", "unknown"]


@dataclass(frozen=True, slots=True)
class Due:
    """What an employer or union of a size has to set up, and by which text."""

    form: CommitteeForm
    threshold: int
    source: LegalSource


def committee_due(*, members: int, on: date, place: str | None = None) -> Due:
    """Return whether members of one employer need a committee of their own.

    Below the line a single committee, a joint committee of two or more employers, or one elected
    organiser will do.

    :legal: 工会法 art. 11 (``COMMITTEE_SOURCE``).
    """
    found = COMMITTEE_MEMBERS.found(on, place)
    return Due("committee" if members >= found.value else "single", found.value, found.source)


def women_committee_due(*, women_members: int, on: date, place: str | None = None) -> Due:
    """Return whether women members need a women's committee, or one woman officer is enough.

    :legal: 工会女职工委员会工作条例 art. 11 (``WOMEN_SOURCE``); the line differs by place.
    """
    found = WOMEN_COMMITTEE_MEMBERS.found(on, place)
    return Due("committee" if women_members >= found.value else "single", found.value, found.source)


def may_have_full_time_chair(*, workers: int, on: date, place: str | None = None) -> bool:
    """Return whether a union is large enough for a full-time chair.

    :legal: 工会法 art. 14 (``FULL_TIME_SOURCE``).
    """
    return workers >= FULL_TIME_CHAIR_WORKERS.on(on, place)


def founding_due_on(*, employer_opened_on: date, place: str | None = None) -> date | None:
    """Return the day by which a new employer should have a union; None where no rule is known."""
    months = FOUNDING_MONTHS.on(employer_opened_on, place)
    return None if months is None else _add_months(employer_opened_on, months)


def term_years(kind: str) -> tuple[int, ...]:
    """Return the lengths a term of office may have, in years.

    :legal: 工会法 art. 16 (``TERM_SOURCE``): grassroots 3 or 5 years, local and industrial 5.
    """
    return GRASSROOTS_TERM_YEARS if kind in BASE_KINDS else LOCAL_TERM_YEARS


def term_ends_before(*, starts_on: date, years: int) -> date:
    """Return the first day after a term of whole years."""
    return _add_months(starts_on, 12 * years)


def freshness(*, until: date | None, on: date) -> Freshness:
    """Return whether a paper or a term that is good up to and including ``until`` still is."""
    if until is None:
        return "unknown"
    if until < on:
        return "expired"
    return "soon" if until - on <= timedelta(days=EXPIRY_WARNING_DAYS) else "valid"


def may_stand_below(*, kind: str, parent_kind: str) -> bool:
    """Return whether a union of a kind may stand directly below one of another kind.

    Only the inside of a union is ruled: no federation stands below a branch, nothing below a group.
    """
    inside = _INSIDE_A_UNION.get(parent_kind)
    return inside is None or kind in inside


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)  # every month has 28 days
