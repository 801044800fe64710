"""The app of tasks."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Declare abilities and menus; follow unions that end; show tasks in the inbox of cases."""

    name = "zhigong.engines.tasks"
    label = "tasks"
    verbose_name = "任务"

    def ready(self) -> None:
        """Declare what others show, and listen to the tree."""
        from zhigong.base import clock  # noqa: PLC0415
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.base.navigation import declare_counter  # noqa: PLC0415
        from zhigong.engines.cases.contract import (  # noqa: PLC0415
            InboxNeighbour,
            stand_beside,
        )
        from zhigong.engines.tasks import permissions  # noqa: PLC0415
        from zhigong.engines.tasks.operations import following  # noqa: PLC0415
        from zhigong.engines.tasks.queries import inbox_for, opens_through_task  # noqa: PLC0415
        from zhigong.kernel.text import N_  # noqa: PLC0415
        from zhigong.registry.documents.queries import plug_door  # noqa: PLC0415
        from zhigong.registry.unions import events as unions  # noqa: PLC0415

        declare_counter(
            "desk", "tasks.inbox", lambda actor: inbox_for(actor=actor, today=clock.today())
        )
        plug_door(opens_through_task)
        stand_beside(InboxNeighbour("tasks.inbox", N_("任务"), "tasks:inbox", permissions.HANDLE))
        subscribe(unions.UnionDissolved, within=following.follow_end)
        subscribe(unions.UnionMerged, within=following.follow_end)
