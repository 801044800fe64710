"""Files of matters of many people, and visits with what became of the opinions heard."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import OPEN_STATES
from zhigong.engines.cases.queries import cases_for
from zhigong.work.service_centre.models import GroupFile, Opinion, Visit
from zhigong.work.service_centre.permissions import VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet


def group_files_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[GroupFile]":
    """Return the files in scope, with ``filed`` (how many cases) and ``waiting`` (still open)."""
    rows = GroupFile.objects.within(actor.scope(ability)).select_related("union")
    is_open = Q(cases__case__state__in=OPEN_STATES)
    return rows.annotate(filed=Count("cases"), waiting=Count("cases", filter=is_open))


def get_group_file_for(*, actor: Actor, file_id: int, ability: str = VIEW) -> GroupFile:
    """Return a file in scope.

    :raises GroupFile.DoesNotExist: none, or outside the scope.
    """
    found: GroupFile = group_files_for(actor=actor, ability=ability).get(pk=file_id)
    return found


def measures_of(file: GroupFile) -> list[Any]:
    """Return what was done about a matter, the latest first; the caller holds the file."""
    rows = file.measures.model.objects.trusted("the caller holds the file").filter(file=file)
    return list(rows.order_by("-on", "-pk"))


def cases_filed(*, actor: Actor, file: GroupFile) -> "QuerySet[Any]":
    """Return the cases of a matter that the actor sees."""
    return cases_for(actor=actor).filter(group_case__file=file)


def visits_for(*, actor: Actor) -> "QuerySet[Visit]":
    """Return the visits in scope, with ``raised`` opinions and those ``waiting`` for an answer."""
    rows = Visit.objects.within(actor.scope(VIEW)).select_related("union")
    is_open = Q(opinions__case__state__in=OPEN_STATES)
    return rows.annotate(raised=Count("opinions"), waiting=Count("opinions", filter=is_open))


def get_visit_for(*, actor: Actor, visit_id: int) -> Visit:
    """Return a visit in scope.

    :raises Visit.DoesNotExist: none, or outside the scope.
    """
    found: Visit = visits_for(actor=actor).get(pk=visit_id)
    return found


def opinions_of(visit: Visit) -> list[Opinion]:
    """Return what was said on a visit the caller holds, each with its case."""
    rows = Opinion.objects.trusted("the caller holds the visit").filter(visit=visit)
    return list(rows.select_related("case").order_by("pk"))
