"""Reads of the supervision box: by code for writers, within a scope for staff."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case as If
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import TruncMonth

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.crypto import blind_index, decrypt, unwrap
from zhigong.registry.unions import queries as unions
from zhigong.work.service_centre.models import (
    BoxItem,
    BoxOpening,
    Letter,
    LetterState,
    LetterText,
)
from zhigong.work.service_centre.permissions import OPEN_BOX

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union

LEAST_LETTERS = 5
"""Fewer letters than this are never told as a number: they would point at somebody."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text in clear."""

    text: str
    day: date
    is_from_union: bool


def code_blind(code: str) -> UUID:
    """Return what is stored of a code; hyphens, spaces and small letters do not matter."""
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    return blind_index("box_code", bare)


def get_letter_by_code(code: str) -> Letter:
    """Return the letter a code opens.

    :raises Letter.DoesNotExist: no letter has it.
    """
    rows = Letter.objects.trusted("whoever has the code is the writer")
    found: Letter = rows.select_related("union").get(code_blind=code_blind(code))
    return found


def letters_for(*, actor: Actor) -> "QuerySet[Letter]":
    """Return the letters to unions over which the actor opens the box, of past days alone.

    Who could look all day would see in which hour a letter came: what is written on a day appears
    when the day is over, all at once. ``turn`` says whose turn it is by what may be seen.
    """
    today = clock.today()
    texts = LetterText._base_manager.filter(letter=OuterRef("pk"))
    answered = texts.filter(is_from_union=True).order_by("-day").values("day")[:1]
    rows = Letter.objects.within(actor.scope(OPEN_BOX)).filter(day__lt=today)
    rows = rows.annotate(
        written=Subquery(
            texts.filter(is_from_union=False, day__lt=today).order_by("-day").values("day")[:1]
        ),
        answered=Subquery(answered),
    )
    # What was written on the day of an answer could not be seen by who answered.
    waits = Q(answered__isnull=True) | Q(written__gte=F("answered"))
    turn = If(When(waits, then=Value(LetterState.NEW)), default=F("state"))
    return rows.annotate(turn=turn).select_related("union")


def get_letter_for(*, actor: Actor, letter_id: UUID) -> Letter:
    """Return a letter the actor may open.

    :raises Letter.DoesNotExist: none, or outside the scope.
    """
    return letters_for(actor=actor).get(pk=letter_id)


def texts_of(letter: Letter, *, seen_on: date | None = None) -> list[Said]:
    """Return what was written both ways, oldest first, for who came by a door to the letter.

    :param seen_on: the day on which staff reads, who do not see what is written that day; None =
        its writer reads.
    """
    key = unwrap(bytes(letter.data_key))
    rows = LetterText.objects.trusted("the caller holds the letter").filter(letter=letter)
    if seen_on is not None:
        rows = rows.filter(Q(is_from_union=True) | Q(day__lt=seen_on))
    return [
        Said(decrypt(key, row.text), row.day, row.is_from_union) for row in rows.order_by("turn")
    ]


def default_union() -> "Union":
    """Return whom a letter goes to that names no union: the top, far from every accused."""
    return unions.root()


def unions_called(text: str) -> "list[Union]":
    """Return the living unions a code or name means; the names of unions are public."""
    return unions.unions_named(actor=SYSTEM, text=text)


def months_of(*, actor: Actor) -> list[dict[str, Any]]:
    """Return letters per month and union: ``month, total, unions``; small numbers are ``None``.

    A total is told only if it gives no small number away by subtraction.
    """
    rows = letters_for(actor=actor).annotate(month=TruncMonth("day"))
    counted: dict[date, Counter[str]] = {}
    for row in rows.order_by().values("month", "union__name").annotate(n=Count("pk")):
        counted.setdefault(row["month"], Counter())[row["union__name"]] += row["n"]
    return [{"month": month, **guarded(counted[month])} for month in sorted(counted, reverse=True)]


def guarded(counts: Mapping[str, int]) -> dict[str, Any]:
    """Return the counts with every small one, and a total that would betray one, left out."""
    hidden = [n for n in counts.values() if n < LEAST_LETTERS]
    is_safe = not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST_LETTERS)
    total = sum(counts.values())
    return {
        "total": total if is_safe and total >= LEAST_LETTERS else None,
        "unions": [(name, n if n >= LEAST_LETTERS else None) for name, n in sorted(counts.items())],
    }


def openings_for(*, actor: Actor) -> "QuerySet[BoxOpening]":
    """Return the openings of boxes at unions over which the actor opens the box."""
    return BoxOpening.objects.within(actor.scope(OPEN_BOX)).select_related("union")


def get_opening_for(*, actor: Actor, opening_id: int) -> BoxOpening:
    """Return an opening the actor may see.

    :raises BoxOpening.DoesNotExist: none, or outside the scope.
    """
    return openings_for(actor=actor).get(pk=opening_id)


def items_of(opening: BoxOpening) -> "QuerySet[BoxItem]":
    """Return what was found in a box, in the order of registering."""
    rows = BoxItem.objects.trusted("the caller holds the opening").filter(opening=opening)
    return rows.order_by("number")


def boxes_to_open(*, actor: Actor, on: date) -> list[dict[str, Any]]:
    """Return the boxes not opened in the month of ``on``: ``union, place, last``.

    :legal: 监督信箱每月开箱收集一次信息.
    """
    rows = openings_for(actor=actor).order_by().values("union__name", "place")
    late = rows.annotate(last=Max("opened_on")).filter(last__lt=on.replace(day=1))
    return [
        {"union": row["union__name"], "place": row["place"], "last": row["last"]}
        for row in late.order_by("last", "place")
    ]


def public_union(code: str) -> "Union":
    """Return a living union by its code, the top without one; for pages everybody reads.

    :raises Union.DoesNotExist: no union has the code.
    """
    return unions.get_union_for(actor=SYSTEM, code=code) if code else unions.root()


def last_openings() -> "QuerySet[BoxOpening]":
    """Return the latest opening of every box, for the reminder."""
    rows = BoxOpening.objects.trusted("every union is reminded of its own boxes")
    return rows.order_by("union_id", "place", "-opened_on").distinct("union_id", "place")
