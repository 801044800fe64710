"""The app of the JSON API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Name the API and put its reference on the menu."""

    name = "zhigong.screens.api"
    label = "api"

    def ready(self) -> None:
        """Declare the menu entry."""
        from zhigong.screens.api import permissions  # noqa: F401, PLC0415
