"""Every read of the employer register that leaves the app; ``get_employer_for`` is the one door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from zhigong.base.actor import Actor
from zhigong.kernel.credit_code import normalise_credit_code
from zhigong.kernel.union_name import employer_name_key
from zhigong.registry.employers import rules
from zhigong.registry.employers.models import (
    Affiliation,
    Employer,
    EmployerStatus,
    Exemption,
    ExemptionReason,
    HeadCount,
    Ownership,
    Statement,
    TargetGroup,
    Worksite,
)
from zhigong.registry.unions.contract import Category, Sector, labels
from zhigong.registry.unions.queries import UnionKey, UnionMatch, count_base_unions, find_unions

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

EmployerKey = tuple[str, str]  # credit code, name; each may be empty


@dataclass(frozen=True, slots=True)
class EmployerMatch:
    """What a credit code and a name in a file mean.

    :param union_id: the union that covers the employer, None without one.
    """

    outcome: Literal["found", "unknown", "ambiguous", "outside"]
    employer_id: int | None = None
    union_id: int | None = None
    candidates: tuple[int, ...] = ()


def get_employer_for(*, actor: Actor, code: str, ability: str = "employers.view") -> Employer:
    """Return an employer the actor holds the ability over.

    :raises Employer.DoesNotExist: no such employer, or outside the actor's scope.
    """
    found: Employer = employers_for(actor=actor, ability=ability).get(code=code)
    return found


def employers_for(*, actor: Actor, ability: str = "employers.view") -> "QuerySet[Employer]":
    """Return the employers the actor holds the ability over, with both their unions."""
    found: QuerySet[Employer] = Employer.objects.within(actor.scope(ability)).select_related(
        "area_union", "covered_by"
    )
    return found


def with_union(rows: "QuerySet[Employer]") -> "QuerySet[Employer]":
    """Keep the employers a union covers today."""
    return rows.filter(covered_by__isnull=False)


def without_union(rows: "QuerySet[Employer]") -> "QuerySet[Employer]":
    """Keep the employers no union covers today."""
    return rows.filter(covered_by__isnull=True)


def due_for_founding(rows: "QuerySet[Employer]", *, on: date) -> "QuerySet[Employer]":
    """Keep the working employers without a union at which one can be set up (建会对象)."""
    return without_union(active(rows)).filter(~Exists(_exempt_on(on)))


def exempt(rows: "QuerySet[Employer]", *, on: date, reason: str = "") -> "QuerySet[Employer]":
    """Keep the employers exempt on a day, for one reason or any."""
    held = _exempt_on(on)
    return active(rows).filter(Exists(held.filter(reason=reason) if reason else held))


def _exempt_on(on: date) -> "QuerySet[Exemption]":
    rows = Exemption.objects.trusted("narrowed by the employer's own scope")
    return rows.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on),
        employer=OuterRef("pk"),
        starts_on__lte=on,
    )


def exemption_of(*, employer: Employer) -> "Exemption | None":
    """Return the exemption an employer has today."""
    rows = Exemption.objects.trusted("callers hold the employer")
    found: Exemption | None = rows.filter(employer=employer, ends_before__isnull=True).first()
    return found


def exemption_reasons() -> list[tuple[str, str]]:
    """Return the reasons a union cannot be set up, with their titles."""
    return labels(ExemptionReason.choices)


def at_least(rows: "QuerySet[Employer]", workers: int) -> "QuerySet[Employer]":
    """Keep the employers with a known head-count of at least ``workers``."""
    return rows.filter(workers__gte=workers)


def below_lines(rows: "QuerySet[Employer]") -> "QuerySet[Employer]":
    """Keep the employers below the smallest size line, or of unknown size."""
    return rows.filter(Q(workers__lt=rules.SIZE_LINES[0]) | Q(workers__isnull=True))


def in_business(rows: "QuerySet[Employer]") -> "QuerySet[Employer]":
    """Keep the employers that are working or only suspended."""
    return rows.filter(status__in=[EmployerStatus.ACTIVE, EmployerStatus.SUSPENDED])


def active(rows: "QuerySet[Employer]") -> "QuerySet[Employer]":
    """Keep the employers that are in the register and working."""
    return rows.filter(status=EmployerStatus.ACTIVE)


def active_on(on: date, *, why: str) -> "QuerySet[Employer]":
    """Return the employers working on a day, annotated ``covered_then`` (a union covered it).

    :param why: what keeps this unscoped read safe.
    """
    cover = Affiliation.objects.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on),
        employer=OuterRef("pk"),
        starts_on__lte=on,
    )
    found: QuerySet[Employer] = (
        Employer.objects.trusted(why)
        .filter(Q(status=EmployerStatus.ACTIVE) | Q(closed_on__gt=on))
        .annotate(covered_then=Exists(cover))
    )
    return found


def covered_below(*, union_id: int) -> "QuerySet[Employer]":
    """Return the employers a union or one below it covers today, each once, with that union.

    What a federation covers are the employers of the unions below it.
    """
    found: QuerySet[Employer] = Employer.objects.trusted("callers hold the union").filter(
        covered_by__ancestors__contains=[union_id]
    )
    # In the order they were registered: a province would be sorted whole for its first page.
    return found.select_related("covered_by").order_by("pk")


def answered_for(*, union_id: int) -> "QuerySet[Employer]":
    """Return the employers a union or one below answers for, those that are gone left out."""
    rows = Employer.objects.trusted("callers hold the union").filter(
        area_union__ancestors__contains=[union_id]
    )
    return in_business(rows.select_related("area_union", "covered_by"))


def code_tables() -> dict[str, dict[str, str]]:
    """Return the code tables of an employer's record: field -> code -> title."""
    choices = {
        "sector": Sector.choices,
        "category": Category.choices,
        "ownership": Ownership.choices,
        "status": EmployerStatus.choices,
    }
    return {field: dict(labels(table)) for field, table in choices.items()}


@dataclass(frozen=True, slots=True)
class CoverCounts:
    """Employers of the subtree of a union: covered by it or a union below, and answered for.

    :attr unions: grassroots and joint unions of the subtree: fewer than the employers they cover
        (C04), and counted apart.
    """

    unions: int
    covered: int
    answered_for: int
    without_union: int


def cover_counts(*, union_id: int) -> CoverCounts:
    """Return the unions below a union, and the employers with and without cover."""
    rows = active(Employer.objects.trusted("callers hold the union"))
    area = rows.filter(area_union__ancestors__contains=[union_id]).aggregate(
        all=Count("pk"), bare=Count("pk", filter=Q(covered_by__isnull=True))
    )
    covered = rows.filter(covered_by__ancestors__contains=[union_id]).count()
    return CoverCounts(
        unions=count_base_unions(union_id=union_id),
        covered=covered,
        answered_for=area["all"],
        without_union=area["bare"],
    )


def worksite_of(*, employer: Employer, worksite_id: int) -> Worksite:
    """Return one worksite of an employer.

    :raises Worksite.DoesNotExist: it belongs to another employer.
    """
    return worksites_of(employer=employer).get(pk=worksite_id)


def covering_unions(*, credit_codes: Iterable[str]) -> dict[str, list[int]]:
    """Return for normalised credit codes of employers the unions covering them today."""
    rows = (
        Employer.objects.trusted("matched against the scope of the file")
        .filter(credit_code__in=set(credit_codes) - {""}, covered_by__isnull=False)
        .values_list("credit_code", "covered_by_id")
    )
    found: dict[str, list[int]] = {}
    for code, union_id in rows:
        found.setdefault(code, []).append(union_id)
    return found


def resolve_unions(*, keys: Iterable[UnionKey], below: "Union") -> dict[UnionKey, UnionMatch]:
    """Find the unions that (credit code, name) pairs mean, the codes of covered employers included.

    At most three statements, whatever the number of pairs.
    """
    wanted = list(keys)
    codes = {normalise_credit_code(code) for code, _ in wanted}
    return find_unions(keys=wanted, below=below, covering=covering_unions(credit_codes=codes))


def find_employers(
    *, keys: Iterable[EmployerKey], below: "Union"
) -> dict[EmployerKey, EmployerMatch]:
    """Find the employers that (credit code, name) pairs mean, in one statement.

    By credit code through the whole register, then by normalised name below the union.
    """
    wanted = {key: (normalise_credit_code(key[0]), employer_name_key(key[1])) for key in keys}
    rows = (
        Employer.objects.trusted("matched against the scope of the file")
        .filter(
            Q(credit_code__in={code for code, _ in wanted.values() if code})
            | Q(name_key__in={name for _, name in wanted.values() if name})
        )
        .annotate(area=F("area_union__ancestors"), cover=F("covered_by__ancestors"))
        .values_list("pk", "credit_code", "name_key", "covered_by_id", "area", "cover")
    )
    by_code: dict[str, EmployerMatch] = {}
    by_name: dict[str, list[EmployerMatch]] = {}
    for pk, code, name, union_id, area, cover in rows:
        inside = below.pk in {*area, *(cover or ())}
        match = EmployerMatch("found" if inside else "outside", pk, union_id)
        by_code[code] = match
        by_name.setdefault(name, []).append(match)
    return {
        key: (by_code.get(code) if code else None) or _by_name(by_name.get(name, []), bool(code))
        for key, (code, name) in wanted.items()
    }


def _by_name(matches: list[EmployerMatch], has_code: bool) -> EmployerMatch:
    """Choose by name alone; a row with a code nobody has is another firm of the same name."""
    if has_code or not matches:
        return EmployerMatch("unknown")
    inside = [match for match in matches if match.outcome == "found"]
    if len(inside) == 1:
        return inside[0]
    if inside:
        ids = tuple(sorted(match.employer_id for match in inside if match.employer_id))
        return EmployerMatch("ambiguous", candidates=ids)
    return EmployerMatch("outside")


def search_employers(rows: "QuerySet[Employer]", words: str) -> "QuerySet[Employer]":
    """Keep the employers whose name, code or credit code holds the words."""
    wanted = words.strip()
    return rows.filter(
        Q(name__icontains=wanted)
        | Q(code__iexact=wanted)
        | Q(credit_code=normalise_credit_code(wanted))
    )


def headcounts_of(*, employer: Employer) -> "QuerySet[HeadCount]":
    """Return every head-count of an employer, newest first."""
    found = HeadCount.objects.trusted("callers hold the employer").filter(employer=employer)
    return found.order_by("-on", "group", "-recorded_at")


def statements_of(*, employer: Employer) -> "QuerySet[Statement]":
    """Return what each source said of an employer, newest first."""
    found = Statement.objects.trusted("callers hold the employer").filter(employer=employer)
    return found.order_by("-as_of", "-recorded_at")


def affiliations_of(*, employer: Employer) -> "QuerySet[Affiliation]":
    """Return which unions covered an employer, newest first."""
    found = Affiliation.objects.trusted("callers hold the employer").filter(employer=employer)
    return found.select_related("union").order_by("-starts_on")


def worksites_of(*, employer: Employer) -> "QuerySet[Worksite]":
    """Return the places where people of an employer work."""
    found = Worksite.objects.trusted("callers hold the employer").filter(employer=employer)
    return found.order_by("name")


def names_of(employer_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of employers by id."""
    found: Any = Employer.objects.trusted("names only").filter(pk__in=set(employer_ids))
    return dict(found.values_list("pk", "name"))


def written_as(*, employer_id: int) -> str:
    """Return name and credit code of an employer, as papers write it: ``名称（信用代码）``."""
    found: Employer = Employer.objects.trusted("names and codes of firms are public").get(
        pk=employer_id
    )
    return f"{found.name}（{found.credit_code}）" if found.credit_code else found.name


def target_groups() -> list[tuple[str, str]]:
    """Return the groups founding work aims at, with their titles."""
    return labels(TargetGroup.choices)
