"""Firms without a union: the lists to work on, who is exempt, what the year's targets came to."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from zhigong.base.actor import Actor
from zhigong.registry.employers.queries import due_for_founding, employers_for, exempt
from zhigong.registry.people.queries import members_of_unions
from zhigong.work.organisation.contract import RequestState
from zhigong.work.organisation.models import BuildingFirm, ExemptionRequest, FoundingTarget
from zhigong.work.organisation.permissions import BUILD, EXEMPT, VIEW

if TYPE_CHECKING:
    from zhigong.registry.employers.models import Employer

DUE, BUILDING, EXEMPTED = "due", "building", "exempt"


def unfounded_for(*, actor: Actor, on: date, state: str = DUE) -> "QuerySet[Employer]":
    """Return the firms without a union an actor works on.

    Annotated with ``building_number`` and ``has_request``.

    :param state: ``due`` everything due, ``building`` those being built, ``exempt`` those that
        left the due set.
    """
    rows = employers_for(actor=actor, ability=VIEW)
    found = exempt(rows, on=on) if state == EXEMPTED else due_for_founding(rows, on=on)
    held = BuildingFirm._base_manager.filter(employer=OuterRef("pk"), is_open=True)
    asked = ExemptionRequest._base_manager.filter(employer=OuterRef("pk"), state=RequestState.ASKED)
    granted = ExemptionRequest._base_manager.filter(
        employer=OuterRef("pk"), state=RequestState.GRANTED
    ).order_by("-pk")
    found = found.annotate(
        building_number=Subquery(held.values("building__case__number")[:1]),
        has_request=Exists(asked),
        exempt_reason=Subquery(granted.values("reason")[:1]),
        exempt_recheck=Subquery(granted.values("recheck_on")[:1]),
    )
    return found.filter(building_number__isnull=False) if state == BUILDING else found


def firms_named(*, actor: Actor, text: str, ability: str = BUILD) -> "list[Employer]":
    """Return the firms in scope a typed code, credit code or whole name means; two at most."""
    words = "".join(text.split())
    if not words:
        return []
    rows = employers_for(actor=actor, ability=ability)
    return list(
        rows.filter(
            Q(code__iexact=words) | Q(name=text.strip()) | Q(credit_code=words.upper())
        ).order_by("pk")[:2]
    )


def requests_for(*, actor: Actor) -> "QuerySet[ExemptionRequest]":
    """Return the requests for exemptions an actor sees."""
    rows: QuerySet[ExemptionRequest] = ExemptionRequest.objects.within(actor.scope(VIEW))
    return rows.select_related("employer__area_union", "asked_by", "decided_by", "document")


def get_request_for(*, actor: Actor, request_id: int) -> ExemptionRequest:
    """Return a request the actor sees.

    :raises ExemptionRequest.DoesNotExist: there is none, or it is not hers to see.
    """
    return requests_for(actor=actor).get(pk=request_id)


def why_not_decide(*, actor: Actor, request: ExemptionRequest) -> str:
    """Return why an actor cannot decide a request; empty when she can."""
    if request.state != RequestState.ASKED:
        return "已审批。"
    if not actor.scope(EXEMPT).covers(request.employer.area_union.ancestors):
        return "由区县总工会审批。"
    if actor.user_id is not None and actor.user_id == request.asked_by_id:
        return "不能审批自己提出的申请。"
    return ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A target of a union and year, and what came of it so far.

    :attr is_late: less was reached than the share of the year that has passed.
    """

    target: FoundingTarget
    unions: int
    firms: int
    members: int
    passed: float
    is_late: bool


def progress_for(*, actor: Actor, year: int, on: date) -> list[Progress]:
    """Return the targets of a year in scope with their results; four statements."""
    rows = FoundingTarget.objects.within(actor.scope(VIEW)).filter(year=year)
    targets = list(rows.select_related("union").order_by("union__level", "union__code"))
    begin, end = date(year, 1, 1), date(year + 1, 1, 1)
    passed = min(max((min(on, end) - begin).days / (end - begin).days, 0.0), 1.0)
    tops = [one.union_id for one in targets]
    counts = _gained(tops, begin, end, on)
    return [_progress(one, counts, passed) for one in targets]


def _progress(target: FoundingTarget, counts: dict[str, dict[int, int]], passed: float) -> Progress:
    got = {name: found.get(target.union_id, 0) for name, found in counts.items()}
    wanted = {"unions": target.unions, "firms": target.firms, "members": target.members}
    is_late = any(got[name] < wanted[name] * passed for name in wanted)
    return Progress(target, got["unions"], got["firms"], got["members"], passed, is_late)


def _gained(tops: list[int], begin: date, end: date, on: date) -> dict[str, dict[int, int]]:
    """Return for each top the unions, covered firms and members gained in a period."""
    counted: dict[str, dict[int, int]] = {"unions": {}, "firms": {}, "members": {}}
    for top in tops:
        # One statement a target: a county has some dozen streets.
        found = _counts_below(top, begin, end, on)
        for name, number in found.items():
            counted[name][top] = number
    return counted


def _counts_below(top: int, begin: date, end: date, on: date) -> dict[str, int]:
    unions: Any = FoundingTarget._meta.get_field("union").related_model
    below = unions._base_manager.filter(ancestors__contains=[top])
    found = below.aggregate(
        unions=Count(
            "pk",
            filter=Q(
                kind__in=("grassroots", "joint"),
                established_on__gte=begin,
                established_on__lt=end,
                dissolved_on__isnull=True,
            ),
        )
    )
    ids = below.values("pk")
    affiliations: Any = unions._meta.get_field("affiliations").related_model
    firms = affiliations._base_manager.filter(
        union__in=ids, starts_on__gte=begin, starts_on__lt=end, ends_before__isnull=True
    )
    # A firm that only changed its union is nothing new.
    before = affiliations._base_manager.filter(
        employer=OuterRef("employer"), starts_on__lt=OuterRef("starts_on")
    )
    members = members_of_unions(union_ids=ids, on=min(on, end)).filter(
        joined_on__gte=begin, joined_on__lt=end
    )
    return {
        "unions": found["unions"],
        "firms": firms.filter(~Exists(before)).values("employer").distinct().count(),
        "members": members.count(),
    }


def targets_of(*, union_id: int, year: int) -> FoundingTarget | None:
    """Return the target of a union in a year."""
    rows = FoundingTarget.objects.trusted("callers hold the union")
    found: FoundingTarget | None = rows.filter(union_id=union_id, year=year).first()
    return found
