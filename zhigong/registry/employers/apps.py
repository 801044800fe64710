"""The app of the employer register."""

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    """Register the employer register."""

    name = "zhigong.registry.employers"
    label = "employers"
    verbose_name = "用人单位"

    def ready(self) -> None:
        """Declare abilities and menu entries."""
        from zhigong.registry.employers import permissions  # noqa: F401, PLC0415
