"""The app of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Declare the menu of the portal."""

    name = "zhigong.screens.portal"
    label = "portal"

    def ready(self) -> None:
        """Load what the portal declares."""
        from zhigong.screens.portal import permissions  # noqa: F401, PLC0415
