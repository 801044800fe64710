"""Codes to join by and the applications that came of them: their doors, lists and remarks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from django.db.models import Count, Q

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.crypto import blind_index
from zhigong.base.fields import reveal
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.resident_id import mask_id, normalise_id
from zhigong.registry.employers.queries import employers_for, in_business
from zhigong.registry.people.contract import unions_with_administrator
from zhigong.registry.people.queries import holders_of_numbers
from zhigong.registry.unions.queries import unions_for
from zhigong.work.membership.models import JoinApplication, JoinPoint
from zhigong.work.membership.permissions import APPROVE, JOIN_VIEW
from zhigong.work.membership.rules import joining as rules
from zhigong.work.membership.workflow import JoinState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.employers.models import Employer
    from zhigong.registry.unions.models import Union
    from zhigong.work.membership.models.joining import JoinApplicationQuerySet

PointKind = JoinPoint.Kind
wants_a_look = rules.wants_a_look
SUGGESTED = 8
LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant's identities in clear; for the write that admits her and for her own form."""

    id_number: str
    phone: str


def points_for(*, actor: Actor, ability: str = JOIN_VIEW) -> "QuerySet[JoinPoint]":
    """Return the codes of unions in scope, each with its applications and members made."""
    rows = JoinPoint.objects.within(actor.scope(ability)).select_related(
        "union", "receiving", "employer"
    )
    return cast(
        "QuerySet[JoinPoint]",
        rows.annotate(
            asked=Count("applications"),
            joined=Count("applications", filter=Q(applications__state=JoinState.APPROVED)),
        ),
    )


def get_point_for(*, actor: Actor, point_id: int, ability: str = JOIN_VIEW) -> JoinPoint:
    """Return a code of a union in scope.

    :raises JoinPoint.DoesNotExist: none, or outside the scope; callers cannot tell which.
    """
    return points_for(actor=actor, ability=ability).get(pk=point_id)


def open_point(*, token: str) -> JoinPoint:
    """Return the code somebody scanned, revoked ones included.

    :raises JoinPoint.DoesNotExist: no such code.
    """
    rows = JoinPoint.objects.trusted("who knows the token may see it")
    return cast(JoinPoint, rows.select_related("union", "receiving", "employer").get(token=token))


def joined_at(*, point: JoinPoint) -> Mapping[str, int]:
    """Return how many applied at a code (``asked``) and became members (``joined``)."""
    rows = JoinApplication.objects.trusted("the caller holds the point").filter(point=point)
    return rows.aggregate(asked=Count("pk"), joined=Count("pk", filter=Q(state=JoinState.APPROVED)))


def applications_for(*, actor: Actor, ability: str = JOIN_VIEW) -> "JoinApplicationQuerySet":
    """Return the applications unions in scope decide over."""
    rows = JoinApplication.objects.within(actor.scope(ability))
    return rows.select_related("union", "employer", "point", "point__union")


def get_application_for(
    *, actor: Actor, application_id: int, ability: str = JOIN_VIEW
) -> JoinApplication:
    """Return an application a union in scope decides over.

    :raises JoinApplication.DoesNotExist: none, or outside the scope; callers cannot tell which.
    """
    return applications_for(actor=actor, ability=ability).get(pk=application_id)


def own_applications(*, actor: Actor) -> "JoinApplicationQuerySet":
    """Return what the actor's account handed in, the latest first."""
    rows = JoinApplication.objects.of_account(actor.user_id)
    return rows.select_related("union", "employer", "point").order_by("-submitted_at", "-pk")


def application_by_number(*, actor: Actor, number: str) -> JoinApplication:
    """Return an application of the actor's own.

    :raises JoinApplication.DoesNotExist: none, or somebody else's.
    """
    return own_applications(actor=actor).get(number=number)


def applicants_of(*, ids: Collection[int]) -> list[tuple[int, int, str]]:
    """Return account, union and number of applications; for telling the applicants."""
    rows = JoinApplication.objects.trusted("only whom to tell").filter(pk__in=list(ids))
    return list(rows.order_by("pk").values_list("user_id", "union_id", "number"))


def applications_waiting(*, actor: Actor) -> "QuerySet[JoinApplication]":
    """Return the applications the actor may decide over."""
    rows = JoinApplication.objects.within(actor.scope(APPROVE))
    return cast("QuerySet[JoinApplication]", rows.filter(state=JoinState.SUBMITTED))


def search_applications(
    rows: "QuerySet[JoinApplication]", words: str
) -> "QuerySet[JoinApplication]":
    """Keep the applications a name, number, whole phone or identity number means."""
    text = words.strip()
    return rows.filter(
        Q(name__contains=text)
        | Q(number=text.upper())
        | Q(employer_name__contains=text)
        | Q(id_blind=blind_index("id", normalise_id(text)))
        | Q(phone_blind=blind_index("phone", text))
    )


def clear_of(application: JoinApplication) -> Applicant:
    """Return the identities of an applicant in clear."""
    key = bytes(application.data_key)
    return Applicant(
        reveal(key, application.id_cipher) or "", reveal(key, application.phone_cipher) or ""
    )


def masked_of(application: JoinApplication) -> Applicant:
    """Return the identities of an applicant with their middle hidden."""
    clear = clear_of(application)
    return Applicant(mask_id(clear.id_number), mask_phone(clear.phone))


def recorded_of(applications: Iterable[JoinApplication]) -> dict[int, rules.Recorded]:
    """Return what is recorded of the owners of applications' numbers, by application."""
    rows = list(applications)
    holders = holders_of_numbers({row.id_blind for row in rows if row.id_blind})
    found = {}
    for row in rows:
        holder = holders.get(row.id_blind) if row.id_blind else None
        if holder is not None:
            phone = holder.phone_blind
            matches = None if phone is None else phone == row.phone_blind
            found[row.pk] = rules.Recorded(
                holder.name, matches, deceased=holder.deceased, union_id=holder.union_id
            )
    return found


def remarks_of(application: JoinApplication) -> tuple[rules.Remark, ...]:
    """Return what the deciding union is to know of an applicant."""
    recorded = recorded_of([application]).get(application.pk)
    return rules.remarks(name=application.name, union_id=application.union_id, recorded=recorded)


def place_of(*, actor: Actor, application: JoinApplication, today: date) -> rules.Place:
    """Say whether the actor would decide for her own union, in its place, or too early."""
    union_id = application.union_id
    return rules.place_of_decision(
        is_own=union_id in actor.scope(APPROVE).node_ids,
        until=application.decide_until,
        today=today,
        is_administered=union_id in unions_with_administrator(frozenset((union_id,))),
    )


def employers_like(*, words: str, near: "Union") -> "list[Employer]":
    """Return employers of a county whose name holds the words; names of firms are public."""
    text = words.strip()
    if len(text) < LEAST_WORDS:
        return []
    rows = in_business(employers_for(actor=SYSTEM)).filter(
        area_union__county_id=near.county_id, name__contains=text
    )
    return list(rows.order_by("-workers", "name")[:SUGGESTED])


def employer_named(*, name: str, near: "Union") -> "Employer | None":
    """Return the employer of a county with exactly this name."""
    rows = in_business(employers_for(actor=SYSTEM)).filter(
        area_union__county_id=near.county_id, name=name.strip()
    )
    return rows.order_by("pk").first() if name.strip() else None


def joint_union_of_area(*, area_id: int) -> int | None:
    """Return the joint union (联合基层工会) nearest below the union of an area."""
    rows = unions_for(actor=SYSTEM).filter(
        ancestors__contains=[area_id], kind="joint", dissolved_on__isnull=True
    )
    return rows.order_by("level", "pk").values_list("pk", flat=True).first()
