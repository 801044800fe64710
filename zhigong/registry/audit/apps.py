"""The app of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Plug the writer of entries into the operations."""

    name = "zhigong.registry.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """Let every operation write here."""
        from zhigong.base.lists import record_exports  # noqa: PLC0415
        from zhigong.base.operations import plug_writer  # noqa: PLC0415
        from zhigong.registry.audit import permissions  # noqa: F401, PLC0415
        from zhigong.registry.audit.operations import (  # noqa: PLC0415
            record_export,
            write_entries,
        )

        plug_writer(write_entries)
        record_exports(record_export)
