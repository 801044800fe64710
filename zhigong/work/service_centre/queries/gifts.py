"""Condolences: which cases wait for an amount, a sheet or a signature; and the sheets."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case as If
from django.db.models import CharField, Q, Sum, Value, When

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import CaseState, StepKind, StepState
from zhigong.engines.cases.queries import answers_of, cases_for
from zhigong.kernel.legal import DatedValue
from zhigong.kernel.money import NIL, Money
from zhigong.work.service_centre.models import Gift, Voucher
from zhigong.work.service_centre.permissions import VIEW
from zhigong.work.service_centre.rules import GIFT_EXCESS, GIFTS, gift_limit

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.engines.cases.models import Case


def gift_cases(*, actor: Actor) -> "QuerySet[Any]":
    """Return the approved condolences the actor sees, each with its ``stage``.

    ``amount``: nothing recorded yet; ``sheet``: on no sheet; ``sign``: not signed for; ``signed``.
    """
    stage = If(
        When(gift__isnull=True, then=Value("amount")),
        When(gift__voucher__isnull=True, then=Value("sheet")),
        When(gift__voucher__handed_on__isnull=True, then=Value("sign")),
        default=Value("signed"),
        output_field=CharField(),
    )
    delivering = Q(steps__kind=StepKind.DELIVER, steps__state=StepState.WAITING)
    seen = cases_for(actor=actor).filter(programme_code__in=GIFTS)
    approved = seen.filter(delivering | Q(state=CaseState.DONE)).order_by().values("pk")
    rows = cases_for(actor=actor).filter(pk__in=approved)
    return rows.select_related("union", "gift__voucher").annotate(stage=stage)


def get_gift_case_for(*, actor: Actor, number: str) -> "Case":
    """Return an approved condolence the actor sees.

    :raises Case.DoesNotExist: none, or not hers to see.
    """
    found: Case = gift_cases(actor=actor).get(number=number)
    return found


def may_exceed(case: "Case", *, on: date) -> bool:
    """Whether the place of a case lets the union above approve more than the limit."""
    return GIFT_EXCESS.on(on, case.union.region)


def limit_of(case: "Case", *, on: date) -> DatedValue[Money]:
    """Return what may be given in a case on a day, at the place of its union, with the source."""
    return gift_limit(case.programme_code, answers_of(case), on=on, place=case.union.region)


def vouchers_for(*, actor: Actor) -> "QuerySet[Voucher]":
    """Return the sheets of unions in scope, with ``total``."""
    rows = Voucher.objects.within(actor.scope(VIEW)).select_related("union", "photo")
    return rows.annotate(total=Sum("gifts__amount"))


def get_voucher_for(*, actor: Actor, voucher_id: int) -> Voucher:
    """Return a sheet in scope.

    :raises Voucher.DoesNotExist: none, or outside the scope.
    """
    found: Voucher = vouchers_for(actor=actor).get(pk=voucher_id)
    return found


def gifts_on(voucher: Voucher) -> list[Gift]:
    """Return the gifts of a sheet the caller holds, in the order of their cases."""
    rows = Gift.objects.trusted("the caller holds the sheet").filter(voucher=voucher)
    return list(rows.select_related("case__union").order_by("case__number"))


def sum_of(gifts: list[Gift]) -> Money:
    """Return what some gifts are worth together."""
    return sum((Money(gift.amount) for gift in gifts), NIL)
