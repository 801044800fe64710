"""The app of the demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Commands that fill an empty installation; nothing imports it."""

    name = "zhigong.demo"
    label = "demo"
