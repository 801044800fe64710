"""The app of people and memberships."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Register people, and follow the unions they belong to."""

    name = "zhigong.registry.people"
    label = "people"
    verbose_name = "职工与会籍"

    def ready(self) -> None:
        """Declare abilities, and follow the tree of unions."""
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.registry.people import permissions  # noqa: F401, PLC0415
        from zhigong.registry.people.operations import following  # noqa: PLC0415
        from zhigong.registry.unions import events  # noqa: PLC0415

        subscribe(events.UnionMoved, within=following.follow_move)
        subscribe(events.UnionMerged, within=following.follow_merger)
        subscribe(events.UnionDissolved, within=following.follow_dissolution)
