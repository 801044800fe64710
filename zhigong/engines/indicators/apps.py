"""The app of coverages."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig

REGISTRY = ("unions", "employers", "people", "accounts")
FEW, FEW_EMPLOYERS = 3, 50
MOVING_FIELDS = frozenset({"kind", "parent"})


class IndicatorsConfig(AppConfig):
    """Listen to the registry, so that facts follow rows in the same transaction."""

    name = "zhigong.engines.indicators"
    label = "indicators"
    verbose_name = "指标与覆盖"

    def ready(self) -> None:
        """Declare abilities; subscribe to every event of the registry that moves figures."""
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.engines.indicators import permissions  # noqa: F401, PLC0415
        from zhigong.engines.indicators.queries import GAPS  # noqa: PLC0415
        from zhigong.engines.tasks.contract import plug_source  # noqa: PLC0415
        from zhigong.registry.people.contract import use_member_count  # noqa: PLC0415
        from zhigong.registry.unions import events as unions  # noqa: PLC0415

        use_member_count(open_memberships_below)
        plug_source(GAPS)
        moving = (unions.UnionMoved, unions.UnionMerged, unions.UnionSplit, unions.UnionDissolved)
        for kind in _events_that_move_facts():
            subscribe(kind, within=follow_move if kind in moving else follow)


def open_memberships_below(union_ids: Collection[int]) -> int | None:
    """Return how many open memberships whole subtrees hold today, from facts."""
    from zhigong.base import clock  # noqa: PLC0415
    from zhigong.engines.indicators.queries import open_memberships  # noqa: PLC0415

    return open_memberships(union_ids=list(union_ids), today=clock.today())


def _events_that_move_facts() -> list[type[Any]]:
    """Return the events of the registry that say for which unions and from which day they hold."""
    found: list[type[Any]] = []
    for app in REGISTRY:
        name = f"zhigong.registry.{app}.events"
        if find_spec(name) is None:
            continue
        for kind in vars(import_module(name)).values():
            if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
                told = {field.name for field in fields(kind)}
                if {"union_ids", "effective_on"} <= told:
                    found.append(kind)
    return found


def follow(event: Any) -> None:
    """Book the facts of the unions an event names."""
    from zhigong.base import clock  # noqa: PLC0415
    from zhigong.engines.indicators.operations import book  # noqa: PLC0415
    from zhigong.engines.indicators.queries import unions_answering_for  # noqa: PLC0415

    union_ids = set(event.union_ids)
    if employer_ids := getattr(event, "employer_ids", None):
        union_ids |= unions_answering_for(employer_ids)
    book(union_ids=union_ids, since=_since(event), today=clock.today())
    if MOVING_FIELDS & set(getattr(event, "fields", ())):
        follow_move(event)


def follow_move(event: Any) -> None:
    """Book the facts of unions that went elsewhere, and of all unions above, then and now."""
    from zhigong.base import clock  # noqa: PLC0415
    from zhigong.engines.indicators.operations import book, fold  # noqa: PLC0415

    others = [getattr(event, name, None) for name in ("successor_id", "from_id", "parent_id")]
    union_ids = {*event.union_ids, *(other for other in others if other is not None)}
    book(union_ids=union_ids, since=_since(event), today=clock.today())
    # The tree itself is dated; only a kind is not.
    since = event.effective_on if type(event).__name__ != "UnionChanged" else date.min
    fold(union_ids=union_ids, since=since, today=clock.today())


def _since(event: Any) -> date:
    """Return from which day on figures may differ.

    What the registry does not date (a sex, an area, a pending application) holds for past days
    as well; where few rows changed all months are counted again, for many the weekly recount mends
    that, as a part of a roster would be counted thirteen times otherwise.
    """
    is_bulk = getattr(event, "is_bulk", False) or len(event.union_ids) > FEW
    is_register = len(getattr(event, "employer_ids", ())) > FEW_EMPLOYERS
    return event.effective_on if is_bulk or is_register else date.min
