"""The app of the union tree."""

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    """Register the union tree."""

    name = "zhigong.registry.unions"
    label = "unions"
    verbose_name = "工会组织"

    def ready(self) -> None:
        """Declare abilities and menu entries."""
        from zhigong.registry.unions import permissions  # noqa: F401, PLC0415
