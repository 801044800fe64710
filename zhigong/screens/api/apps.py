"""The app of the JSON API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Name the API."""

    name = "zhigong.screens.api"
    label = "api"
