"""Condolences: once a turn of life, within the limit of the place, signed for on one sheet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.numbering import next_number
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import Decision, StepKind, StepState
from zhigong.engines.cases.operations import decide_step
from zhigong.engines.cases.queries import answers_of, earlier_cases, steps_of
from zhigong.kernel.money import Money
from zhigong.kernel.text import N_
from zhigong.work.service_centre.models import Gift, GiftForm, Voucher
from zhigong.work.service_centre.permissions import GIVE
from zhigong.work.service_centre.queries import limit_of, may_exceed
from zhigong.work.service_centre.rules import gift_refused

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case
    from zhigong.registry.documents.models import Document

# What makes two cases the same turn of life, and whether a new year makes it a new one.
TURNS: dict[str, tuple[tuple[str, ...], bool]] = {
    "hospital_visit": (("illness",), True),
    "funeral_visit": (("who", "died_on"), False),
    "family_event": (("kind", "on"), False),
    "retirement_farewell": ((), False),
}


class GivenAlready(UserError):
    """The same turn of life has a case."""

    code: ClassVar[str] = "gift_given_already"
    text: ClassVar[str] = N_("「{title}」{why}已有一件（{number}），不能重复申请。")
    status: ClassVar[int] = 409


class GiftTooLarge(UserError):
    """More than the limit of the place."""

    code: ClassVar[str] = "gift_too_large"
    text: ClassVar[str] = N_("超过标准{limit}元（{source}），请改小金额。")


class ExcessFromAbove(UserError):
    """More than the limit is approved by the union above alone."""

    code: ClassVar[str] = "gift_excess_from_above"
    text: ClassVar[str] = N_("超过标准{limit}元（{source}），须由上级工会填写理由后登记。")


class ExcessReason(UserError):
    """More than the limit wants a reason."""

    code: ClassVar[str] = "gift_excess_reason"
    text: ClassVar[str] = N_("超过标准{limit}元（{source}），请填写理由。")


class OnSheetAlready(UserError):
    """The gift stands on a sheet, and is changed no more."""

    code: ClassVar[str] = "gift_on_sheet"
    text: ClassVar[str] = N_("已列入签收表{number}，不能再改。")
    status: ClassVar[int] = 409


class NotReadyForSheet(UserError):
    """Not every chosen case has an amount and no sheet."""

    code: ClassVar[str] = "gift_not_ready"
    text: ClassVar[str] = N_("请只选择同一工会、已登记金额、还没有签收表的办件（有{n}件不符合）。")


class SignedAlready(UserError):
    """The sheet was signed and kept."""

    code: ClassVar[str] = "sheet_signed"
    text: ClassVar[str] = N_("这张签收表已于{on}签收。")
    status: ClassVar[int] = 409


class GiftNotRecorded(UserError):
    """Nothing says what was given: the voucher could not be made."""

    code: ClassVar[str] = "gift_not_recorded"
    text: ClassVar[str] = N_("请先登记慰问金额或慰问品，再办结「{title}」。")


_REFUSALS = {"limit": GiftTooLarge, "above": ExcessFromAbove, "reason": ExcessReason}


def once_a_turn(*, case: "Case", answers: Mapping[str, Any], at: datetime) -> None:
    """Refuse a second condolence for the same turn of life; called while a case is opened.

    :raises GivenAlready: there is one: once per illness and year, per death, wedding, birth.
    """
    keys, is_yearly = TURNS[case.programme_code]
    for earlier in earlier_cases(case, since_year=at.year if is_yearly else None):
        given = answers_of(earlier)
        if all(_same(answers.get(key), given.get(key)) for key in keys):
            why = "同一病因本年度" if is_yearly else "同一事由"
            raise GivenAlready(title=case.title, why=why, number=earlier.number)


def require_recorded(*, case: "Case") -> None:
    """Refuse to end a condolence of which nothing says what was given.

    :raises GiftNotRecorded: no amount is recorded.
    """
    if not Gift._base_manager.filter(case=case).exists():
        raise GiftNotRecorded(title=case.title)


def _same(one: Any, other: Any) -> bool:
    bare = ["".join(c for c in str(text or "") if c.isalnum()) for text in (one, other)]
    return bare[0] == bare[1]


@operation("service_centre.record_gift")
def record_gift(
    *,
    actor: Actor,
    at: datetime,
    case: "Case",
    amount: Decimal,
    form: str = GiftForm.CASH,
    goods: str = "",
    reason: str = "",
) -> Gift:
    """Record what the union gives in an approved case, from its own funds.

    :param reason: why more than the limit, where the place lets the union above approve that.
    :raises GiftTooLarge, ExcessFromAbove, ExcessReason, OnSheetAlready: as they say.
    """
    known = Gift._base_manager.select_for_update(of=("self",)).filter(case=case).first()
    if known is not None and known.voucher_id is not None:
        raise OnSheetAlready(number=Voucher._base_manager.get(pk=known.voucher_id).number)
    limit = limit_of(case, on=at.date())
    _require_within(actor=actor, case=case, amount=Money(amount), reason=reason, at=at)
    gift, _is_new = Gift._base_manager.update_or_create(
        case=case,
        defaults={
            "amount": amount,
            "form": form,
            "goods": goods,
            "limit": limit.value.yuan,
            "limit_source": limit.source.cite(),
            "excess_reason": reason.strip() if limit.value < Money(amount) else "",
            "recorded_by_name": actor.name,
            "recorded_at": at,
        },
    )
    act().on(gift, node_id=case.union_id, number=case.number)
    return gift


def _require_within(
    *, actor: Actor, case: "Case", amount: Money, reason: str, at: datetime
) -> None:
    limit = limit_of(case, on=at.date())
    refused = gift_refused(
        amount,
        limit.value,
        may_exceed=may_exceed(case, on=at.date()),
        is_above=_is_above(actor, case),
        reason=reason,
    )
    if refused:
        raise _REFUSALS[refused](
            limit=str(limit.value),
            source=limit.source.cite(),
            field="reason" if refused == "reason" else "amount",
        )


def _is_above(actor: Actor, case: "Case") -> bool:
    """Whether the actor acts for a union above the one that gives."""
    scope = actor.scope(GIVE)
    return scope.everything or bool(scope.node_ids & set(case.union.ancestors[:-1]))


@operation("service_centre.make_voucher")
def make_voucher(*, actor: Actor, at: datetime, cases: Sequence["Case"]) -> Voucher:
    """Put the gifts of some cases of one union on a sheet to be signed.

    :raises NotReadyForSheet: a case has no amount, stands on a sheet, or is another union's.
    """
    ids = [case.pk for case in cases]
    rows = Gift._base_manager.select_for_update(of=("self",)).filter(case_id__in=ids)
    gifts = [gift for gift in rows if gift.voucher_id is None]
    unions = {case.union_id: case.union for case in cases}
    if not gifts or len(gifts) != len(ids) or len(unions) != 1:
        raise NotReadyForSheet(n=max(len(ids) - len(gifts), 1))
    (union,) = unions.values()
    serial = next_number(f"service_centre:voucher:{union.pk}:{at:%Y}")
    voucher: Voucher = Voucher._base_manager.create(
        union=union,
        number=f"QS-{union.code}-{at:%Y}-{serial:03d}",
        made_on=at.date(),
        made_by_name=actor.name,
    )
    Gift._base_manager.filter(pk__in=[gift.pk for gift in gifts]).update(voucher=voucher)
    act().on(voucher, node_id=union.pk, rows=len(gifts))
    return voucher


@operation("service_centre.sign_voucher")
def sign_voucher(*, actor: Actor, at: datetime, voucher: Voucher, photo: "Document") -> Voucher:
    """Keep the signed sheet; what was to be delivered is delivered, and its cases end.

    :param photo: of the sheet with the signatures.
    :raises SignedAlready: it is kept already.
    """
    current: Voucher = Voucher._base_manager.select_for_update().get(pk=voucher.pk)
    if current.handed_on is not None:
        raise SignedAlready(on=f"{current.handed_on:%Y-%m-%d}")
    current.handed_on, current.photo = at.date(), photo
    current.save(update_fields=["handed_on", "photo"])
    for gift in Gift._base_manager.filter(voucher=current).select_related("case__union"):
        waiting = steps_of(gift.case).filter(kind=StepKind.DELIVER, state=StepState.WAITING)
        for step in waiting:
            decide_step(
                actor=actor,
                at=at,
                step=step,
                decision=Decision.PASS,
                reason=f"已发放并签收（签收表 {current.number}）。",
            )
    act().on(current, node_id=current.union_id)
    return current
