"""The exchange of tables."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Import batches, result workbooks, superior formats."""

    name = "zhigong.engines.exchange"
    label = "exchange"
    verbose_name = "数据交换"

    def ready(self) -> None:
        """Declare the abilities."""
        from zhigong.engines.exchange import permissions  # noqa: F401, PLC0415
