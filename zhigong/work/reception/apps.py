"""The app of windows, duty and reception."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    """Offer numbers, windows, duty rosters, reception days and expert teams."""

    name = "zhigong.work.reception"
    label = "reception"
    verbose_name = "窗口、值班与接待"

    def ready(self) -> None:
        """Declare abilities and menu entries."""
        from zhigong.work.reception import permissions  # noqa: F401, PLC0415
