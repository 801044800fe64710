"""The three ledgers (三本台账): a line per case, masked; totals over the same rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Q, Sum

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import OPEN_STATES, AnswerKind, CaseState
from zhigong.engines.cases.queries import (
    answers_of,
    cases_for,
    late_cases,
    programme_of_case,
    sections_of,
)
from zhigong.kernel.money import NIL, Money
from zhigong.kernel.person_name import mask_name
from zhigong.work.service_centre.contract import LEDGERS, Ledger

if TYPE_CHECKING:
    from django.db.models import QuerySet

CONTENT_LENGTH = 120
_NUMBERS = re.compile(r"\d{4,}(?=\d{3})")
_WORDY = (AnswerKind.LONG_TEXT, AnswerKind.TEXT, AnswerKind.CHOICE)


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """What stands under a ledger: of exactly the rows above it.

    :param rating: mean of the stars, None without any.
    """

    received: int
    open: int
    late: int
    done: int
    otherwise: int
    rating: float | None
    amount: Money


def ledgers() -> list[Ledger]:
    """Return the ledgers, in order."""
    return LEDGERS.entries()


def ledger_rows(*, actor: Actor, ledger: Ledger) -> "QuerySet[Any]":
    """Return the cases of a ledger that the actor sees."""
    rows = cases_for(actor=actor).filter(programme_code__in=ledger.programmes)
    return rows.select_related("union", "gift")


def ledger_totals(rows: "QuerySet[Any]", *, today: date) -> LedgerTotals:
    """Count the rows of a ledger as they were narrowed."""
    rows = rows.order_by()
    counted = rows.aggregate(
        received=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        done=Count("pk", filter=Q(state=CaseState.DONE)),
        rating=Avg("stars"),
        amount=Sum("gift__amount"),
    )
    ended_otherwise = counted["received"] - counted["open"] - counted["done"]
    amount = Money(counted.pop("amount")) if counted["amount"] else NIL
    counted.pop("amount", None)
    return LedgerTotals(
        **counted,
        late=late_cases(rows, today=today).count(),
        otherwise=ended_otherwise,
        amount=amount,
    )


def ledger_name(case: Any) -> str:
    """Return who applied, masked; of a confidential case nothing."""
    return "" if case.is_confidential else mask_name(case.applicant_name)


def ledger_content(case: Any) -> str:
    """Return what a case is about in a line: its longest words, long numbers hidden."""
    if case.is_confidential:
        return ""
    programme = programme_of_case(case)
    kinds = {q.title: q.kind for q in programme.questions}
    said = [
        (answer.title, answer.text)
        for section in sections_of(programme, answers_of(case))
        for answer in section.answers
        if answer.text and not answer.is_masked and kinds.get(answer.title) in _WORDY
    ]
    long = [text for title, text in said if kinds[title] is AnswerKind.LONG_TEXT]
    return masked_text(_first(long) or _first(text for _title, text in said))


def _first(texts: Iterable[str]) -> str:
    return next(iter(texts), "")


def masked_text(text: str) -> str:
    """Return a text in one line, cut, numbers of seven digits and more hidden but for the end."""
    line = " ".join(text.split())
    cut = line if len(line) <= CONTENT_LENGTH else line[: CONTENT_LENGTH - 1] + "…"
    return _NUMBERS.sub("****", cut)
