"""Terms of office: reminders once each, elections put off, how officers serve."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.work.organisation import queries, rules
from zhigong.work.organisation.events import TermEnding
from zhigong.work.organisation.models import Placement, TermDelay, TermReminder
from zhigong.work.organisation.operations._common import require_words
from zhigong.work.organisation.permissions import APPROVE

if TYPE_CHECKING:
    from zhigong.registry.people.models import Officer
    from zhigong.registry.unions.models import Union


class DelayTooLong(UserError):
    """The election may be put off by half a year."""

    code = "delay_too_long"
    text = "延期换届最长六个月，即不晚于{until}；延期后的日期应晚于届满日（{ends}）。"


class DelayedAlready(UserError):
    """It was put off once."""

    code = "delayed_already"
    text = "本届已经批准延期至{until}，不能再次延期。"
    status = 409


class NoTerm(UserError):
    """No term is on record, so that there is nothing to put off."""

    code = "no_term_to_delay"
    text = "该工会没有登记届期，请先登记届期。"


class AboveGrants(UserError):
    """The union above grants it, not the union itself."""

    code = "above_grants_delay"
    text = "延期换届由上一级工会批准。"
    status = 403


@operation("organisation.delay_election")
def delay_election(
    *, actor: Actor, at: datetime, union: "Union", until: date, reason: str, number: str = ""
) -> TermDelay:
    """Grant that the election after a union's present term is put off, by half a year at most.

    :raises DelayTooLong, DelayedAlready, NoTerm, AboveGrants: as they say.
    """
    require_words(reason)
    above = union.ancestors[:-1]
    if not actor.scope(APPROVE).covers(above) and not actor.scope(APPROVE).everything:
        raise AboveGrants
    term = queries.last_term(union)
    if term is None:
        raise NoTerm
    type(term)._base_manager.select_for_update().get(pk=term.pk)
    known = TermDelay._base_manager.filter(term=term).first()
    if known is not None:
        raise DelayedAlready(until=known.until)
    last = rules.delay_until(ends_before=term.ends_before, place=union.region or None)
    if not term.ends_before < until <= last:
        raise DelayTooLong(field="until", until=last, ends=term.ends_before)
    granted: TermDelay = TermDelay.objects.create(
        union=union,
        term=term,
        until=until,
        reason=reason.strip()[:1_000],
        number=number.strip(),
        granted_at=at,
        granted_by_id=actor.user_id,
    )
    act().on(granted, node_id=union.pk, until=str(until))
    return granted


@operation("organisation.remind_terms")
def remind_terms(*, actor: Actor, on: date) -> int:
    """Tell unions and those above that a term ends in 12, 6, 3 months or has ended; once each.

    :returns: how many were told now.
    """
    told = []
    for term in queries.terms_to_tell(on=on):
        months = rules.remind_months(ends_before=term.ends_before, on=on)
        if months is None:
            continue
        _row, is_new = TermReminder._base_manager.get_or_create(
            term=term, months=months, defaults={"union_id": term.union_id, "sent_on": on}
        )
        if is_new:
            told.append(term.pk)
            publish(
                TermEnding(
                    union_id=term.union_id,
                    union_name=term.union.name,
                    union_code=term.union.code,
                    above_id=term.union.parent_id,
                    term_id=term.pk,
                    ends_before=term.ends_before,
                    months=months,
                )
            )
    if told:
        act().bulk("unions.term", count=len(told), digest=digest(str(sorted(told)).encode()))
    else:
        act().unchanged()
    return len(told)


@operation("organisation.place_officer")
def place_officer(*, actor: Actor, officer: "Officer", kind: str) -> Placement:
    """Record how an officer serves (专职、兼职、挂职、社会化)."""
    placed, _ = Placement.objects.trusted("held by the caller").update_or_create(
        officer=officer, defaults={"kind": kind}
    )
    act().on(placed, node_id=officer.union_id, kind=kind)
    return placed
