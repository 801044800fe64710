"""Decide an election of a union: who may stand, whether it holds, who is elected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Literal

from zhigong.kernel.legal import DatedParameter, LegalSource
from zhigong.kernel.text import N_

LAW = "中华人民共和国工会法"
LAW_FROM = date(2022, 1, 1)
KIN_SOURCE = LegalSource(LAW, "10", LAW_FROM)
ASSEMBLY_SOURCE = LegalSource(LAW, "17", LAW_FROM)
RECALL_SOURCE = LegalSource(LAW, "18", LAW_FROM)
ELECTION_SOURCE = LegalSource("工会基层组织选举工作条例", "", "2016", "general knowledge")

_ALWAYS = date(1950, 1, 1)

# More candidates than seats (差额): of the committee and of its standing committee.
CANDIDATE_SURPLUS = DatedParameter[Fraction](
    "candidate_surplus", [(_ALWAYS, None, Fraction(5, 100), ELECTION_SOURCE)]
)
STANDING_SURPLUS = DatedParameter[Fraction](
    "standing_surplus", [(_ALWAYS, None, Fraction(10, 100), ELECTION_SOURCE)]
)
# Months by which an election may be put off, and a chair's seat may stand empty.
DELAY_MONTHS = DatedParameter[int]("election_delay_months", [(_ALWAYS, None, 6, ELECTION_SOURCE)])
EMPTY_CHAIR_MONTHS = DatedParameter[int](
    "empty_chair_months", [(_ALWAYS, None, 3, ELECTION_SOURCE)]
)
# Members up to which a congress has from .. to delegates; None: all members meet.
Delegates = tuple[tuple[int, tuple[int, int] | None], ...]
DELEGATES = DatedParameter[Delegates](
    "delegates",
    [
        (
            _ALWAYS,
            None,
            (
                (99, None),
                (200, (30, 40)),
                (1_000, (40, 60)),
                (5_000, (60, 90)),
                (10_000, (90, 130)),
                (50_000, (130, 180)),
                (10**9, (180, 240)),
            ),
            ELECTION_SOURCE,
        )
    ],
)

Standing = Literal["head", "deputy", "partner", "kin", ""]
WHY_NOT_CANDIDATE: dict[str, str] = {
    "head": N_("单位主要负责人不得作为本单位工会委员会候选人。"),
    "deputy": N_("单位行政副职不得作为本单位工会委员会候选人。"),
    "partner": N_("合伙人不得作为本单位工会委员会候选人。"),
    "kin": N_("单位主要负责人的近亲属不得作为本单位工会委员会成员的人选。"),
}


def has_quorum(*, due: int, present: int) -> bool:
    """Return whether at least two thirds of those who should attend are present.

    :legal: 工会基层组织选举工作条例 (``ELECTION_SOURCE``).
    """
    return due > 0 and present * 3 >= due * 2


@dataclass(frozen=True, slots=True)
class Ballots:
    """The papers of an election: those who should attend, those present, issued and returned."""

    due: int
    present: int
    issued: int
    returned: int


def ballots_are_valid(*, issued: int, returned: int) -> bool:
    """Return whether an election holds: no more ballots came back than were given out."""
    return 0 <= returned <= issued


def is_elected(*, votes: int, due: int) -> bool:
    """Return whether votes are more than half of those who should attend, present or not."""
    return votes * 2 > due


def least_candidates(
    *, seats: int, on: date, place: str | None = None, standing: bool = False
) -> int:
    """Return how many candidates seats need at least; always more than seats.

    :param standing: seats of a standing committee (常委).
    """
    surplus = (STANDING_SURPLUS if standing else CANDIDATE_SURPLUS).on(on, place)
    return max(ceil(seats * (1 + surplus)), seats + 1)


def why_not_candidate(standing: str) -> str:
    """Return why somebody may not stand, in Chinese; empty when she may.

    :legal: 工会法 art. 10 (``KIN_SOURCE``) for relatives.
    """
    return WHY_NOT_CANDIDATE.get(standing, "")


def delegates_due(*, members: int, on: date, place: str | None = None) -> tuple[int, int] | None:
    """Return from how many to how many delegates meet; None where all members meet."""
    return next(given for most, given in DELEGATES.on(on, place) if members <= most)


def may_call_assembly(*, asking: int, members: int) -> bool:
    """Return whether members who ask are enough for an extraordinary assembly: a third.

    :legal: 工会法 art. 17 (``ASSEMBLY_SOURCE``); the committee itself may always call one.
    """
    return members > 0 and asking * 3 >= members


def recalls(*, votes: int, members: int) -> bool:
    """Return whether votes recall a chair: more than half of all members or delegates.

    :legal: 工会法 art. 18 (``RECALL_SOURCE``).
    """
    return votes * 2 > members


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name on the ballot with the votes for it."""

    key: int
    votes: int


@dataclass(frozen=True, slots=True)
class Result:
    """Who is elected; ``tied`` are to be voted on again for the last seats; ``empty`` are left."""

    elected: tuple[int, ...]
    tied: tuple[int, ...]
    empty: int


def result_of(*, candidates: Sequence[Candidate], seats: int, due: int) -> Result:
    """Return who is elected to seats by votes; a tie at the last seat elects nobody of the tied.

    :legal: 工会基层组织选举工作条例 (``ELECTION_SOURCE``).
    """
    passed = sorted(
        (one for one in candidates if is_elected(votes=one.votes, due=due)),
        key=lambda one: -one.votes,
    )
    if len(passed) <= seats:
        return Result(tuple(one.key for one in passed), (), seats - len(passed))
    line = passed[seats - 1].votes
    if passed[seats].votes != line:
        return Result(tuple(one.key for one in passed[:seats]), (), 0)
    sure = tuple(one.key for one in passed if one.votes > line)
    tied = tuple(one.key for one in passed if one.votes == line)
    return Result(sure, tied, seats - len(sure))


def delay_until(*, ends_before: date, place: str | None = None) -> date:
    """Return the last day to which the election after a term may be put off.

    :param ends_before: first day after the term.
    """
    return months_after(ends_before, DELAY_MONTHS.on(ends_before, place))


def chair_seat_until(*, empty_since: date, place: str | None = None) -> date:
    """Return the day by which a chair is to be elected again."""
    return months_after(empty_since, EMPTY_CHAIR_MONTHS.on(empty_since, place))


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month; months may be negative."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)  # every month has 28 days
