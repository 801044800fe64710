"""What was handed out and how far it is; the duties that come back."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.engines.tasks.contract import UNDER_WAY, WITH_OWNER, TaskState, source_of
from zhigong.engines.tasks.models import Duty, DutyOwner, HandOut, Task
from zhigong.engines.tasks.permissions import HAND_OUT
from zhigong.registry.accounts.queries import holders_of, names_of_users
from zhigong.registry.unions.queries import children_of, unions_by_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union


def with_progress(rows: Any, *, today: date) -> Any:
    """Annotate hand-outs with how many tasks they have, are done, wait, are late, are unread."""
    over = Q(tasks__state__in=(TaskState.DONE, TaskState.WITHDRAWN))
    late = Q(tasks__state__in=WITH_OWNER, tasks__due_on__lt=today)
    unread = Q(tasks__state__in=WITH_OWNER, tasks__read_at__isnull=True)
    return rows.annotate(
        tasks_total=Count("tasks"),
        tasks_over=Count("tasks", filter=over),
        tasks_waiting=Count("tasks", filter=Q(tasks__state=TaskState.REPLIED)),
        tasks_late=Count("tasks", filter=late),
        tasks_unread=Count("tasks", filter=unread),
        rows_total=Coalesce(Sum("tasks__rows_total"), 0),
        rows_open=Coalesce(Sum("tasks__rows_open"), 0),
    )


def under_way(rows: Any) -> Any:
    """Keep the hand-outs some task of which is under way."""
    open_tasks = Task.objects.trusted("a condition on hand-outs in scope")
    return rows.filter(pk__in=open_tasks.filter(state__in=UNDER_WAY).values("hand_out_id"))


def all_over(rows: Any) -> Any:
    """Keep the hand-outs all tasks of which are over."""
    open_tasks = Task.objects.trusted("a condition on hand-outs in scope")
    return rows.exclude(pk__in=open_tasks.filter(state__in=UNDER_WAY).values("hand_out_id"))


def tasks_of(hand_out: HandOut) -> "QuerySet[Task]":
    """Return the tasks of a hand-out the caller holds."""
    rows = Task.objects.trusted("the caller holds the hand-out").filter(hand_out=hand_out)
    return rows.select_related("union", "person", "hand_out")


def chosen_tasks(*, hand_out: HandOut, ids: list[int] | None) -> list[Task]:
    """Return chosen tasks of a hand-out that lie with their owners; all of them when None."""
    rows = tasks_of(hand_out).filter(state__in=WITH_OWNER)
    return list(rows if ids is None else rows.filter(pk__in=ids))


def figure_now(hand_out: HandOut, *, today: date) -> dict[str, int] | None:
    """Return ``due`` and ``reached`` of the list today; None where nobody answers for it."""
    source = source_of(hand_out.source)
    if source is None:
        return None
    return dict(source.figure(hand_out.source, hand_out.union_id, today))


def duties_for(*, actor: Actor) -> "QuerySet[Duty]":
    """Return the duties of the unions an actor hands out for."""
    return Duty.objects.within(actor.scope(HAND_OUT)).select_related("union", "created_by")


def get_duty_for(*, actor: Actor, duty_id: int) -> Duty:
    """Return a duty the actor may change.

    :raises Duty.DoesNotExist: there is none, or it is outside her scope.
    """
    return duties_for(actor=actor).get(pk=duty_id)


def owners_of(duty: Duty) -> "list[Union]":
    """Return the unions a duty goes to today, those that ended left out."""
    if duty.is_for_all_below:
        return list(children_of(union=duty.union))
    ended = ("dissolved", "merged")
    named = DutyOwner.objects.trusted("the caller holds the duty").filter(duty=duty)
    found = unions_by_id(named.values_list("union_id", flat=True))
    return sorted(
        (one for one in found.values() if one.status not in ended), key=lambda one: one.code
    )


def hand_outs_of(duty: Duty) -> "QuerySet[HandOut]":
    """Return what a duty handed out, the newest first."""
    return duty.hand_outs.trusted("the caller holds the duty").order_by("-issued_at")


def colleagues_at(union: "Union", *, on: date) -> list[tuple[int, str]]:
    """Return who may work on the tasks of a union: id and name, by name."""
    found = names_of_users(holders_of(ability="tasks.handle", path=[union.pk], on=on))
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def period_in_words(key: str) -> str:
    """Return a period as people write it: 2026年11月, 2026年第4季度, 2026年."""
    if "Q" in key:
        year, quarter = key.split("Q")
        return _("%(year)s年第%(quarter)s季度") % {"year": year, "quarter": quarter}
    parts = [int(part) for part in key.split("-") if part]
    words = (_("%d年"), _("%d月"), _("%d日"))
    return "".join(word % part for part, word in zip(parts, words, strict=False))
