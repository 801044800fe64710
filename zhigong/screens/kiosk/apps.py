"""The app of the kiosk."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """Declare the menu of the kiosk."""

    name = "zhigong.screens.kiosk"
    label = "kiosk"

    def ready(self) -> None:
        """Load what the kiosk declares."""
        from zhigong.screens.kiosk import permissions  # noqa: F401, PLC0415
