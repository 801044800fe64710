"""How applicants rated what was done for them; too few ratings say nothing about anybody."""

from typing import Any

from django.db.models import Avg, Count

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import Programme
from zhigong.engines.cases.queries.cases import cases_for

LEAST_CASES = 5


def ratings_of(*, actor: Actor, programme: Programme) -> dict[str, Any]:
    """Return number, average and spread of a programme's ratings in the actor's scope.

    Below ``LEAST_CASES`` only the number is told: a single rating would name its writer.
    """
    rows = cases_for(actor=actor).filter(programme_code=programme.code, stars__isnull=False)
    spread = {str(row["stars"]): row["n"] for row in rows.values("stars").annotate(n=Count("pk"))}
    cases = sum(spread.values())
    if cases < LEAST_CASES:
        return {"cases": cases, "average": None, "stars": {}}
    average = rows.aggregate(average=Avg("stars"))["average"]
    return {"cases": cases, "average": round(float(average), 2), "stars": spread}
