"""The app of the union tree."""

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    """Register the union tree."""

    name = "zhigong.registry.unions"
    label = "unions"
    verbose_name = "工会组织"

    def ready(self) -> None:
        """Declare abilities and menu entries; let union fields find unions."""
        from zhigong.registry.unions import permissions, queries  # noqa: F401, PLC0415
        from zhigong.registry.unions.contract import plug_finder  # noqa: PLC0415

        plug_finder(queries.unions_named)
