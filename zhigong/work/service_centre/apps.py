"""The app of the service centre."""

from django.apps import AppConfig


class ServiceCentreConfig(AppConfig):
    """Offer the programmes of the service centre and its anonymous box."""

    name = "zhigong.work.service_centre"
    label = "service_centre"
    verbose_name = "职工服务中心"

    def ready(self) -> None:
        """Declare abilities and menus; give appeals to stations, and book what stations change."""
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.engines.cases.events import CaseMoved  # noqa: PLC0415
        from zhigong.work.service_centre import permissions  # noqa: F401, PLC0415
        from zhigong.work.service_centre.events import StationsChanged  # noqa: PLC0415
        from zhigong.work.service_centre.operations import (  # noqa: PLC0415
            follow_appeal,
            follow_stations,
        )

        subscribe(CaseMoved, within=follow_appeal)
        subscribe(StationsChanged, within=follow_stations)
