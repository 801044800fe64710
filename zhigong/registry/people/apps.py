"""The app of people and memberships."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Register people, and follow the unions they belong to."""

    name = "zhigong.registry.people"
    label = "people"
    verbose_name = "职工与会籍"

    def ready(self) -> None:
        """Declare abilities and menu entries."""
        from zhigong.registry.people import permissions  # noqa: F401, PLC0415
