"""How applicants rated what was done for them; too few ratings say nothing about anybody."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Sum

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import Programme
from zhigong.engines.cases.models import Case, CaseRating, RatingAnswer
from zhigong.engines.cases.queries.cases import cases_for

LEAST_CASES = 5


def ratings_of(*, actor: Actor, programme: Programme) -> dict[str, Any]:
    """Return number, average and spread of a programme's ratings in the actor's scope.

    A case that was reopened counts with each of its ratings: the bad one is not forgotten.
    Below ``LEAST_CASES`` only the number is told: a single rating would name its writer.
    """
    seen = cases_for(actor=actor).filter(programme_code=programme.code).order_by()
    rows = CaseRating.objects.filter(case__in=seen.values("pk"))
    spread = {str(row["stars"]): row["n"] for row in rows.values("stars").annotate(n=Count("pk"))}
    cases = sum(spread.values())
    if cases < LEAST_CASES:
        return {"cases": cases, "average": None, "stars": {}}
    average = rows.aggregate(average=Avg("stars"))["average"]
    return {"cases": cases, "average": round(float(average), 2), "stars": spread}


def ratings_of_case(case: Case) -> list[CaseRating]:
    """Return the ratings of a case its caller holds, oldest first."""
    return list(CaseRating.objects.filter(case=case).order_by("round"))


@dataclass(slots=True)
class Rated:
    """Ratings of some cases together: counts alone, no case and nobody in them.

    :attr asked: answers by question; ``good`` those that speak for whoever handled the case.
    """

    ratings: int = 0
    stars: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    good: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Rated") -> None:
        """Take in the counts of others."""
        self.ratings += other.ratings
        self.stars += other.stars
        self.asked.update(other.asked)
        self.good.update(other.good)

    @property
    def average(self) -> float:
        """The mean of the stars; only where there are ratings."""
        return self.stars / self.ratings


def rated_cells(*, union_id: int) -> dict[tuple[int, str], Rated]:
    """Return the ratings of a union and all below, by (union, programme), for the public.

    Confidential cases are left out. Who shows these counts must leave small ones out.
    """
    why = "counts alone, for everybody; small ones are left out by who shows them"
    place = {"case__union__ancestors__overlap": [union_id], "case__is_confidential": False}
    ratings = CaseRating.objects.filter(**place).order_by()
    found: dict[tuple[int, str], Rated] = {}
    cells = ratings.values("case__union_id", "case__programme_code")
    for row in cells.annotate(n=Count("pk"), sum=Sum("stars")):
        cell = found.setdefault((row["case__union_id"], row["case__programme_code"]), Rated())
        cell.ratings, cell.stars = row["n"], row["sum"]
    _add_answers(found, place, why)
    return found


def _add_answers(found: dict[tuple[int, str], Rated], place: dict[str, Any], why: str) -> None:
    answers = RatingAnswer.objects.trusted(why).filter(**place).order_by()
    counted = answers.values("case__union_id", "case__programme_code", "question", "is_good")
    for row in counted.annotate(n=Count("pk")):
        cell = found.setdefault((row["case__union_id"], row["case__programme_code"]), Rated())
        cell.asked[row["question"]] += row["n"]
        cell.good[row["question"]] += row["n"] if row["is_good"] else 0
