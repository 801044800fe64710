"""The app of the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Declare the menu of the desk."""

    name = "zhigong.screens.desk"
    label = "desk"

    def ready(self) -> None:
        """Load what the desk declares."""
        from zhigong.screens.desk import permissions  # noqa: F401, PLC0415
