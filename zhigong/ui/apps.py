"""The app of the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Layouts, components and the style page."""

    name = "zhigong.ui"
    label = "ui"
