"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Declare the app and its abilities."""

    name = "zhigong.registry.accounts"
    label = "accounts"
    verbose_name = "账号与授权"

    def ready(self) -> None:
        """Declare abilities and menu entries."""
        from zhigong.registry.accounts import permissions  # noqa: F401
