"""The app of the employer register."""

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    """Register the employer register."""

    name = "zhigong.registry.employers"
    label = "employers"
    verbose_name = "用人单位"

    def ready(self) -> None:
        """Declare abilities, and follow the ends of unions."""
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.registry.employers import operations, permissions  # noqa: F401, PLC0415
        from zhigong.registry.unions.events import UnionDissolved, UnionMerged  # noqa: PLC0415

        subscribe(UnionMerged, within=operations.follow_merger)
        subscribe(UnionDissolved, within=operations.follow_dissolution)
