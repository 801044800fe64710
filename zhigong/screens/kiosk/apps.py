"""The app of the kiosk."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """Declare who keeps the screens, and tell how a screen is known."""

    name = "zhigong.screens.kiosk"
    label = "kiosk"
    verbose_name = "自助终端"

    def ready(self) -> None:
        """Load what the kiosk declares."""
        from zhigong.base.terminals import plug_terminals  # noqa: PLC0415
        from zhigong.screens.kiosk import permissions, queries  # noqa: F401, PLC0415

        plug_terminals(queries.terminal_of_token)
