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
        from zhigong.registry.employers.events import EmployerCovered  # noqa: PLC0415
        from zhigong.registry.unions.events import UnionDissolved, UnionMerged  # noqa: PLC0415

        # Before the figures are booked: they leave out who is exempt.
        subscribe(EmployerCovered, within=operations.follow_cover)
        subscribe(UnionMerged, within=operations.follow_merger)
        subscribe(UnionDissolved, within=operations.follow_dissolution)
