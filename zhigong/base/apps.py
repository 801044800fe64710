"""The app of the plumbing: jobs, numbers, settings."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Register the plumbing."""

    name = "zhigong.base"
    label = "base"
