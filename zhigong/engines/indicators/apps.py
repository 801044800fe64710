"""The app of coverages."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Listen to the registry, so that facts follow rows in the same transaction."""

    name = "zhigong.engines.indicators"
    label = "indicators"
    verbose_name = "指标与覆盖"
