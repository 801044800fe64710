"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Declare the abilities."""

    name = "zhigong.registry.documents"
    label = "documents"
    verbose_name = "材料"

    def ready(self) -> None:
        """Load what the app declares."""
        from zhigong.registry.documents import permissions  # noqa: F401, PLC0415
