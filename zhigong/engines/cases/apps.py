"""The app of programmes and cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Declare abilities; follow unions that end."""

    name = "zhigong.engines.cases"
    label = "cases"
    verbose_name = "事项与办件"

    def ready(self) -> None:
        """Declare abilities and menus; open cases of a union that ended move up."""
        from zhigong.base import clock  # noqa: PLC0415
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.base.navigation import declare_counter  # noqa: PLC0415
        from zhigong.engines.cases import permissions  # noqa: F401, PLC0415
        from zhigong.engines.cases.operations import following  # noqa: PLC0415
        from zhigong.engines.cases.queries import inbox_for  # noqa: PLC0415
        from zhigong.engines.cases.queries.desk import opens_through_case  # noqa: PLC0415
        from zhigong.engines.cases.queries.incoming import waiting_letters  # noqa: PLC0415
        from zhigong.registry.documents.queries import plug_door  # noqa: PLC0415
        from zhigong.registry.unions import events as unions  # noqa: PLC0415

        declare_counter(
            "desk", "cases.inbox", lambda actor: inbox_for(actor=actor, today=clock.today())
        )

        declare_counter("desk", "cases.letters", waiting_letters)

        plug_door(opens_through_case)
        subscribe(unions.UnionDissolved, within=following.follow_end)
        subscribe(unions.UnionMerged, within=following.follow_end)
