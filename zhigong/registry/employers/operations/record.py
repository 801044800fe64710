"""Open single employers and keep their records; each change is also a statement of its source."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.numbering import next_number
from zhigong.base.operations import act, operation
from zhigong.kernel.credit_code import BadCreditCode, CreditCode
from zhigong.kernel.text import N_
from zhigong.kernel.union_name import employer_name_key
from zhigong.registry.employers import rules
from zhigong.registry.employers.events import EmployerChanged, EmployerClosed, EmployerOpened
from zhigong.registry.employers.models import (
    Affiliation,
    CreditState,
    Employer,
    EmployerStatus,
    HeadCount,
    HeadCountGroup,
    Source,
    Statement,
    Worksite,
)
from zhigong.registry.employers.operations.register import believe
from zhigong.registry.unions.contract import Verification

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class EmployerNameMissing(UserError):
    """An employer needs a name."""

    code = "employer_name_missing"
    text = N_("请填写单位名称。")


class CreditCodeNotReadable(UserError):
    """The text cannot be a credit code."""

    code = "credit_code_not_readable"
    text = N_("“{credit_code}”不是统一社会信用代码，应为18位数字和大写字母。")


class CreditCodeTaken(UserError):
    """Another employer has this credit code."""

    code = "credit_code_taken"
    text = N_("统一社会信用代码 {credit_code} 已登记在另一个单位名下，请核对。")


class OutsideChina(UserError):
    """The coordinates are of a place abroad, or were swapped."""

    code = "outside_china"
    text = N_(
        "坐标不在中国境内：纬度应在 {south} 到 {north} 之间，经度应在 {west} 到 {east} 之间。"
        "请检查经纬度是否填反、是否漏了数字。"
    )


class ClosedInFuture(UserError):
    """The day is to come."""

    code = "closed_in_future"
    text = N_("变更日期不能晚于今天，请填写实际变更的日期。")


class ClosedBeforeCover(UserError):
    """The day is before the cover there is began."""

    code = "closed_before_cover"
    text = N_("该单位自{since}起由工会覆盖，变更日期不能早于这一天，请核对后重新填写。")


class HeadCountWrong(UserError):
    """A part of the workers is more than the workers, or the day is to come."""

    code = "headcount_wrong"
    text = N_("人数有误：女职工不能多于职工，统计日期不能晚于今天。")


class StatedFields(TypedDict, total=False):
    """Fields that registers and people state; the best source holds."""

    status: str
    sector: str
    category: str
    ownership: str
    region: str
    address: str
    workers: int | None
    women_workers: int | None


class EmployerFields(StatedFields, total=False):
    """What may be changed on a record."""

    name: str
    credit_code: str
    deputy_kind: str
    target_groups: list[str]
    verification: str
    area_union: "Union"


_HEADS = {"workers": HeadCountGroup.WORKERS, "women_workers": HeadCountGroup.WOMEN}


@operation("employers.open")
def open_employer(
    *,
    actor: Actor,
    name: str,
    area_union: "Union",
    source: str,
    as_of: date,
    credit_code: str = "",
    verification: str = Verification.VERIFIED,
    deputy_kind: str = "",
    target_groups: tuple[str, ...] = (),
    **fields: Unpack[StatedFields],
) -> Employer:
    """Register an employer below the union of its area; the fields become a statement.

    A credit code that fails its check is kept and the record marked 待核实.

    :param source: one of ``models.Source``, true as of ``as_of``.
    :raises EmployerNameMissing, CreditCodeNotReadable: see there.
    :raises CreditCodeTaken, HeadCountWrong: see there.
    """
    employer = Employer(
        code=f"DW{next_number('employer'):07d}",
        area_union=area_union,
        verification=verification,
        deputy_kind=deputy_kind,
        target_groups=list(target_groups),
    )
    _name(employer, name)
    _give_code(employer, credit_code)
    employer.save(force_insert=True)
    _state(employer, {**fields, "name": employer.name}, source, as_of)
    act().on(employer, node_id=area_union.pk, source=source)
    publish(EmployerOpened(_unions(employer), as_of, frozenset([employer.pk])))
    return employer


@operation("employers.change")
def change_employer(
    *,
    actor: Actor,
    employer: Employer,
    source: str = Source.CHECKED,
    as_of: date | None = None,
    reason: str = "",
    **changes: Unpack[EmployerFields],
) -> Employer:
    """Change a record; stated fields become a statement of ``source`` as of a day (today).

    :raises EmployerNameMissing, CreditCodeNotReadable: see there.
    :raises CreditCodeTaken, HeadCountWrong: see there.
    """
    day = as_of or clock.today()
    locked = _locked(employer)
    given: dict[str, Any] = dict(changes)
    before = {name: getattr(locked, name) for name in given}
    if "name" in given:
        _name(locked, str(given["name"]))
        given["name"] = locked.name
    if "credit_code" in given:
        _give_code(locked, str(given["credit_code"]))
    for name in ("deputy_kind", "target_groups", "verification", "area_union"):
        if name in given:
            setattr(locked, name, given[name])
    locked.save()
    _state(locked, {n: v for n, v in given.items() if v != before[n]}, source, day)
    changed = sorted(name for name, value in before.items() if getattr(locked, name) != value)
    if not changed:
        act().unchanged()
        return locked
    act().on(locked, node_id=locked.area_union_id, fields=changed, source=source)
    publish(EmployerChanged(_unions(locked), day, frozenset([locked.pk])))
    return locked


@operation("employers.record_head_count")
def record_head_count(
    *, actor: Actor, employer: Employer, group: str, number: int, on: date, source: str
) -> HeadCount:
    """Record how many workers of a group an employer has, by a source, on a day.

    Workers and women workers also take part in the choice of the number shown on the record.

    :raises HeadCountWrong: more women than workers by the same source and day, or a day to come.
    """
    locked = _locked(employer)
    if on > clock.today():
        raise HeadCountWrong(field="on")
    stated = {"workers": "workers", "women": "women_workers"}.get(group)
    if stated:
        _state(locked, {stated: number}, source, on)
    counted, _ = HeadCount.objects.trusted("opened by the door").update_or_create(
        employer=locked,
        group=group,
        on=on,
        source=source,
        defaults={"number": number, "recorded_at": clock.now()},
    )
    act().on(counted, node_id=locked.area_union_id, group=group, on=str(on), source=source)
    publish(EmployerChanged(_unions(locked), on, frozenset([locked.pk])))
    return counted


@operation("employers.close")
def close_employer(
    *, actor: Actor, employer: Employer, status: str, on: date, reason: str = ""
) -> Employer:
    """Record that an employer was cancelled, revoked or suspended; its cover ends with it.

    A suspended employer keeps its union. Publishes ``EmployerClosed``: its union may have to end
    too, and 会籍 may be kept.

    :raises ClosedInFuture, ClosedBeforeCover: nobody closes on such a day.
    :legal: 工会法 art. 13.
    """
    locked = _locked(employer)
    if locked.status == status:
        act().unchanged()
        return locked
    covers = Affiliation.objects.trusted("opened by the door").filter(
        employer=locked, ends_before__isnull=True
    )
    since = covers.values_list("starts_on", flat=True).first()
    if on > clock.today():
        raise ClosedInFuture(field="on")
    if since is not None and on < since:
        raise ClosedBeforeCover(field="on", since=since)
    _state(locked, {"status": status}, Source.CHECKED, on)
    Employer.objects.trusted("opened by the door").filter(pk=locked.pk).update(
        status=status, closed_on=None if status == EmployerStatus.ACTIVE else on
    )
    if status in (EmployerStatus.CANCELLED, EmployerStatus.REVOKED):
        covers.filter(starts_on__gte=on).delete()
        covers.update(ends_before=on)
    act().on(locked, node_id=locked.area_union_id, status=status, on=str(on))
    publish(EmployerClosed(_unions(locked), on, frozenset([locked.pk])))
    locked.refresh_from_db()
    return locked


@operation("employers.add_worksite")
def add_worksite(
    *,
    actor: Actor,
    employer: Employer,
    name: str,
    address: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    datum: str = Worksite.Datum.GCJ02,
) -> Worksite:
    """Record a place where people of an employer work; coordinates in degrees, both or none.

    :raises OutsideChina: they are of no place in China.
    """
    if latitude is not None and longitude is not None:
        _require_china(latitude, longitude)
    worksite = Worksite.objects.create(
        employer=employer,
        name=name.strip(),
        address=address.strip(),
        latitude=latitude,
        longitude=longitude,
        datum=datum,
    )
    act().on(worksite, node_id=employer.area_union_id)
    return worksite


def _require_china(latitude: Decimal, longitude: Decimal) -> None:
    if not rules.is_in_china(latitude=latitude, longitude=longitude):
        (south, north), (west, east) = rules.LATITUDES, rules.LONGITUDES
        raise OutsideChina(field="latitude", south=south, north=north, west=west, east=east)


@operation("employers.remove_worksite")
def remove_worksite(*, actor: Actor, worksite: Worksite) -> None:
    """Take away a place where nobody of the employer works any more."""
    act().on(worksite, node_id=worksite.employer.area_union_id)
    worksite.delete()


def _locked(employer: Employer) -> Employer:
    found: Employer = (
        Employer.objects.trusted("opened by the door").select_for_update().get(pk=employer.pk)
    )
    return found


def _name(employer: Employer, name: str) -> None:
    employer.name = name.strip()
    if not employer.name:
        raise EmployerNameMissing(field="name")
    employer.name_key = employer_name_key(employer.name)


def _give_code(employer: Employer, text: str) -> None:
    """Put a credit code on an employer, or take it away; one that fails its check waits."""
    if not text.strip():
        employer.credit_code, employer.credit_state = "", CreditState.MISSING
        return
    try:
        credit = CreditCode.parse(text)
    except BadCreditCode as error:
        raise CreditCodeNotReadable(field="credit_code", credit_code=text) from error
    others = Employer.objects.trusted("uniqueness across the register").exclude(pk=employer.pk)
    if others.filter(credit_code=credit.number).exists():
        raise CreditCodeTaken(field="credit_code", credit_code=credit.number)
    employer.credit_code = credit.number
    employer.credit_state = CreditState.VALID if credit.is_valid else CreditState.FAILED
    if not credit.is_valid:
        employer.verification = Verification.PENDING


def _state(employer: Employer, fields: dict[str, Any], source: str, as_of: date) -> None:
    """Add to what a source said on a day, and let the best statements show on the record."""
    said = rules.plain_fields(fields)
    if not said:
        return
    statement, _ = Statement.objects.trusted("of an employer held").get_or_create(
        employer=employer,
        source=source,
        as_of=as_of,
        defaults={"fields": {}, "recorded_at": clock.now()},
    )
    statement.fields = {**statement.fields, **said}
    _require_women_within(statement.fields, as_of)
    statement.recorded_at = clock.now()
    statement.save()
    for name in said.keys() & _HEADS.keys():
        HeadCount.objects.trusted("of an employer held").update_or_create(
            employer=employer,
            group=_HEADS[name],
            on=as_of,
            source=source,
            defaults={"number": said[name], "recorded_at": clock.now()},
        )
    believe([employer.pk])
    employer.refresh_from_db()


def _require_women_within(fields: dict[str, Any], as_of: date) -> None:
    if as_of > clock.today():
        raise HeadCountWrong(field="as_of")
    women = fields.get("women_workers")
    if women is not None and women > fields.get("workers", women):
        raise HeadCountWrong(field="women_workers")


def _unions(employer: Employer) -> frozenset[int]:
    return frozenset(
        pk for pk in (employer.area_union_id, employer.covered_by_id) if pk is not None
    )
