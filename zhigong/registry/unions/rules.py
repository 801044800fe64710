"""Decide how unions are set up, and what may stand below what. Pure: facts and dates come in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from zhigong.kernel.legal import DatedParameter, LegalSource
from zhigong.kernel.text import N_

LAW = "中华人民共和国工会法"
LAW_FROM = date(2022, 1, 1)
WOMEN_RULES = "工会女职工委员会工作条例"

COMMITTEE_SOURCE = LegalSource(LAW, "11", LAW_FROM)
FULL_TIME_SOURCE = LegalSource(LAW, "14", LAW_FROM)
TERM_SOURCE = LegalSource(LAW, "16", LAW_FROM)
WOMEN_SOURCE = LegalSource(WOMEN_RULES, "11", "")
WOMEN_SHANGHAI_SOURCE = LegalSource("上海市工会条例", "", "")
CERTIFICATE_SOURCE = LegalSource("基层工会法人登记管理办法", "", "2020", "general knowledge")
SIZE_SOURCE = LegalSource("工会基层组织选举工作条例", "", "2016", "general knowledge")
AUDIT_APART_SOURCE = LegalSource("中国工会审计条例", "", "2023", "general knowledge")
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

# Members of a union up to which its committee has from .. to members; beyond the last line as that.
CommitteeSizes = tuple[tuple[int, int, int], ...]
COMMITTEE_SIZES = DatedParameter[CommitteeSizes](
    "committee_sizes",
    [
        (
            _ALWAYS,
            None,
            (
                (24, 3, 5),
                (200, 3, 7),
                (1_000, 7, 15),
                (5_000, 15, 21),
                (10_000, 21, 29),
                (50_000, 29, 37),
                (10**9, 37, 45),
            ),
            SIZE_SOURCE,
        )
    ],
)
AUDIT_COMMITTEE_SIZE = DatedParameter[tuple[int, int]](
    "audit_committee_size", [(_ALWAYS, None, (3, 11), SIZE_SOURCE)]
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
Body = Literal["union", "audit", "women"]

# The posts of each committee, its head first. Group leaders, organisers and staff sit in none.
BODY_POSTS: dict[Body, tuple[str, ...]] = {
    "union": ("chair", "vice_chair", "member"),
    "audit": ("audit_chair", "audit_member"),
    "women": ("women_chair", "women_member"),
}
BODY_TITLES: dict[Body, str] = {
    "union": N_("工会委员会"),
    "audit": N_("经费审查委员会"),
    "women": N_("女职工委员会"),
}
WOMAN = "2"  # GB/T 2261.1
# Who keeps the money or answers for it; nobody audits her own books.
KEEPS_BOOKS = frozenset({"chair", "finance"})
_AUDITS = frozenset(BODY_POSTS["audit"])


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


@dataclass(frozen=True, slots=True)
class Seat:
    """One post somebody holds in a union.

    :param sex: 1 or 2 as GB/T 2261.1; empty when not known.
    :param front_line: an ordinary worker rather than a manager of the employer (一线职工).
    """

    person_id: int
    post: str
    sex: str = ""
    front_line: bool = False
    model_worker: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What does not fit in a committee's composition; ``values`` fill the text."""

    text: str
    values: dict[str, int]
    source: LegalSource | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """Who sits in one committee of a union: heads counted once, whatever posts they hold.

    :param size: fewest and most members; None where no rule is known.
    """

    body: Body
    seats: tuple[Seat, ...]
    people: int
    women: int
    front_line: int
    model_workers: int
    size: tuple[int, int] | None
    remarks: tuple[Remark, ...] = ()


def audits_own_books(posts: frozenset[str]) -> bool:
    """Return whether posts of one person in one union hold both the books and their audit.

    :legal: 中国工会审计条例 (``AUDIT_APART_SOURCE``).
    """
    return bool(posts & KEEPS_BOOKS) and bool(posts & _AUDITS)


def committee_size(*, members: int, on: date, place: str | None = None) -> tuple[int, int]:
    """Return how many people the committee of a grassroots union has, at least and at most.

    :legal: 工会基层组织选举工作条例 (``SIZE_SOURCE``).
    """
    lines = COMMITTEE_SIZES.on(on, place)
    return next((low, high) for most, low, high in lines if members <= most)


def composition(
    *,
    body: Body,
    seats: Sequence[Seat],
    kind: str,
    members: int,
    form: CommitteeForm | None,
    on: date,
    place: str | None = None,
) -> Composition:
    """Return how a committee is made up, and what does not fit.

    :param seats: all posts of the union on the day; those of other committees are looked at too.
    :param members: of the union with everything below it.
    :param form: whether a committee or one person in its place is on record; None when neither.
    """
    own = tuple(seat for seat in seats if seat.post in BODY_POSTS[body])
    made = Composition(
        body=body,
        seats=tuple(sorted(own, key=lambda seat: BODY_POSTS[body].index(seat.post))),
        people=len({seat.person_id for seat in own}),
        women=len({seat.person_id for seat in own if seat.sex == WOMAN}),
        front_line=len({seat.person_id for seat in own if seat.front_line}),
        model_workers=len({seat.person_id for seat in own if seat.model_worker}),
        size=_size(body=body, kind=kind, members=members, form=form, on=on, place=place),
    )
    return replace(made, remarks=tuple(_remarks(made=made, seats=seats, form=form)))


def _size(
    *, body: Body, kind: str, members: int, form: CommitteeForm | None, on: date, place: str | None
) -> tuple[int, int] | None:
    if body == "union":
        # The committee of a federation follows its own congress, not the table.
        alone = kind in ("grassroots", "joint")
        return committee_size(members=members, on=on, place=place) if alone else None
    if form == "single":
        return (1, 1)
    return AUDIT_COMMITTEE_SIZE.on(on, place) if body == "audit" and form else None


def _remarks(
    *, made: Composition, seats: Sequence[Seat], form: CommitteeForm | None
) -> Iterator[Remark]:
    people, body = {seat.person_id for seat in made.seats}, made.body
    if not people:
        if form is not None:
            yield Remark(N_("已登记设立，但还没有登记组成人员。"), {})
        return
    if body != "union" and form is None:
        yield Remark(N_("登记了组成人员，但没有登记设立日期和形式。"), {})
    # One person in place of a committee needs no head.
    if form != "single" and not any(seat.post == BODY_POSTS[body][0] for seat in made.seats):
        yield Remark(N_("没有登记主要负责人。"), {})
    if made.size is not None and not made.size[0] <= len(people) <= made.size[1]:
        values = {"low": made.size[0], "high": made.size[1], "count": len(people)}
        yield Remark(N_("应为{low}至{high}人，现登记{count}人。"), values, SIZE_SOURCE)
    if body == "women" and any(seat.sex not in ("", WOMAN) for seat in made.seats):
        yield Remark(N_("登记的组成人员中有男性，请核对。"), {}, WOMEN_SOURCE)
    if body == "audit":
        posts = {pk: frozenset(s.post for s in seats if s.person_id == pk) for pk in people}
        # Refused when the post is given; posts taken over from files may still clash.
        if clashing := sum(map(audits_own_books, posts.values())):
            yield Remark(
                N_("有{count}人同时担任主席或财务负责人，经审人员应与之分开。"),
                {"count": clashing},
                AUDIT_APART_SOURCE,
            )


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
