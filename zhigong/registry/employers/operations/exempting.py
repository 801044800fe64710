"""An employer at which no union can be set up for the time being leaves the due set; dated."""

from datetime import date

from django.db.models import QuerySet

from zhigong.base import clock
from zhigong.base.actor import Actor, current_actor
from zhigong.base.crypto import digest
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.employers.events import EmployerChanged, EmployerCovered
from zhigong.registry.employers.models import Employer, Exemption


class CoveredAlready(UserError):
    """A union covers the employer, so that it is in the reached set."""

    code = "covered_cannot_be_exempt"
    text = N_("“{employer}”已有工会覆盖，不能登记为暂不具备建会条件。")


class ExemptAlready(UserError):
    """It is exempt."""

    code = "exempt_already"
    text = N_("“{employer}”已登记为暂不具备建会条件，不必重复登记。")


class ExemptionDatesWrong(UserError):
    """The first day is to come, or the day of the next check is not after it."""

    code = "exemption_dates_wrong"
    text = N_("起始日期不能晚于今天，复查日期应晚于起始日期，请核对。")


class NotExempt(UserError):
    """There is no exemption to end."""

    code = "not_exempt"
    text = N_("“{employer}”目前没有登记为暂不具备建会条件，或日期早于登记的起始日。")


@operation("employers.exempt")
def exempt_employer(
    *, actor: Actor, employer: Employer, reason: str, on: date, recheck_on: date
) -> Exemption:
    """Record that from a day on no union can be set up at an employer, until it is checked again.

    :raises CoveredAlready, ExemptAlready, ExemptionDatesWrong: as they say.
    """
    locked = Employer.objects.trusted("held by the caller").select_for_update().get(pk=employer.pk)
    if locked.covered_by_id is not None:
        raise CoveredAlready(employer=locked.name)
    if _open(locked.pk).exists():
        raise ExemptAlready(employer=locked.name)
    if on > clock.today() or recheck_on <= on:
        raise ExemptionDatesWrong(field="recheck_on")
    made: Exemption = Exemption.objects.create(
        employer=locked, reason=reason, starts_on=on, recheck_on=recheck_on
    )
    act().on(locked, node_id=locked.area_union_id, reason=reason, on=str(on))
    _tell(locked, on)
    return made


@operation("employers.end_exemption")
def end_exemption(*, actor: Actor, employer: Employer, on: date) -> None:
    """Record that an employer is due again from a day on.

    :raises NotExempt: it is not exempt, or only from a later day on.
    """
    held = _open(employer.pk).select_for_update().first()
    if held is None or on < held.starts_on or on > clock.today():
        raise NotExempt(field="on", employer=employer.name)
    if held.starts_on == on:
        held.delete()
    else:
        held.ends_before = on
        held.save(update_fields=["ends_before"])
    act().on(employer, node_id=employer.area_union_id, on=str(on))
    _tell(employer, on)


def follow_cover(event: EmployerCovered) -> None:
    """End the exemption of employers a union covers now: they are reached."""
    ids = list(_open(*event.employer_ids).values_list("employer_id", flat=True))
    if ids:
        _end_with_cover(actor=current_actor(), employer_ids=sorted(ids), on=event.effective_on)


@operation("employers.end_exemption_with_cover")
def _end_with_cover(*, actor: Actor, employer_ids: list[int], on: date) -> None:
    rows = _open(*employer_ids)
    rows.filter(starts_on__gte=on).delete()
    rows.update(ends_before=on)
    text = str(employer_ids)
    act().bulk("employers.exemption", count=len(employer_ids), digest=digest(text.encode()))


def _open(*employer_ids: int) -> "QuerySet[Exemption]":
    rows: QuerySet[Exemption] = Exemption.objects.trusted("of employers held")
    return rows.filter(employer_id__in=employer_ids, ends_before__isnull=True)


def _tell(employer: Employer, on: date) -> None:
    publish(EmployerChanged(frozenset([employer.area_union_id]), on, frozenset([employer.pk])))
