"""The app of the service centre."""

from django.apps import AppConfig


class ServiceCentreConfig(AppConfig):
    """Offer the programmes of the service centre and its anonymous box."""

    name = "zhigong.work.service_centre"
    label = "service_centre"
    verbose_name = "职工服务中心"

    def ready(self) -> None:
        """Declare abilities and menu entries."""
        from zhigong.work.service_centre import permissions  # noqa: F401, PLC0415
