"""The app of the design system."""

from django.apps import AppConfig

from zhigong.ui import refusals


class UiConfig(AppConfig):
    """Layouts, components and the style page."""

    name = "zhigong.ui"
    label = "ui"

    def ready(self) -> None:
        """Let the fields of forms say in plain words what to do."""
        refusals.speak()
