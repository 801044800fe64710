"""The messaging app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Declare abilities, menus and counters, and listen for what notices tell."""

    name = "zhigong.registry.messaging"
    label = "messaging"
    verbose_name = "消息"

    def ready(self) -> None:
        """Plug in."""
        from zhigong.base.navigation import declare_counter  # noqa: PLC0415
        from zhigong.registry.messaging import permissions  # noqa: F401, PLC0415
        from zhigong.registry.messaging.operations import listen  # noqa: PLC0415
        from zhigong.registry.messaging.queries import unread_of  # noqa: PLC0415

        listen()
        declare_counter("desk", "inbox", unread_of)
        declare_counter("portal", "inbox", unread_of)
