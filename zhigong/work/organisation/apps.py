"""The app of union building."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Declare abilities and menus; follow cases that end, and keep health cards fresh."""

    name = "zhigong.work.organisation"
    label = "organisation"
    verbose_name = "组织建设"

    def ready(self) -> None:
        """Declare what others show, and listen to the engine and the registry."""
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.base.navigation import declare_counter  # noqa: PLC0415
        from zhigong.engines.cases.contract import name_entries  # noqa: PLC0415
        from zhigong.engines.cases.events import CaseMoved  # noqa: PLC0415
        from zhigong.work.organisation import permissions  # noqa: F401, PLC0415
        from zhigong.work.organisation.contract import ENTRIES  # noqa: PLC0415
        from zhigong.work.organisation.operations import follow_case  # noqa: PLC0415
        from zhigong.work.organisation.queries import waiting_here  # noqa: PLC0415

        name_entries(ENTRIES)
        declare_counter("desk", "organisation.buildings", lambda actor: waiting_here(actor=actor))
        subscribe(CaseMoved, within=follow_case)
