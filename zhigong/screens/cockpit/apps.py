"""The app of the cockpit."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """Declare the menu of the cockpit."""

    name = "zhigong.screens.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        """Load what the cockpit declares."""
        from zhigong.screens.cockpit import permissions  # noqa: F401, PLC0415
