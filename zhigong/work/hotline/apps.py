"""The app of the hotline."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """Declare abilities and menus; follow cases that end or begin again by other hands."""

    name = "zhigong.work.hotline"
    label = "hotline"
    verbose_name = "12351 热线"

    def ready(self) -> None:
        """Declare what others show, and listen to the engine."""
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.base.navigation import declare_counter  # noqa: PLC0415
        from zhigong.engines.cases.contract import name_entries  # noqa: PLC0415
        from zhigong.engines.cases.events import CaseMoved  # noqa: PLC0415
        from zhigong.work.hotline import permissions  # noqa: F401, PLC0415
        from zhigong.work.hotline.contract import ENTRIES  # noqa: PLC0415
        from zhigong.work.hotline.operations.following import follow_case  # noqa: PLC0415
        from zhigong.work.hotline.queries import waiting_here  # noqa: PLC0415

        name_entries(ENTRIES)
        declare_counter("desk", "hotline.tickets", lambda actor: waiting_here(actor=actor))
        subscribe(CaseMoved, within=follow_case)
