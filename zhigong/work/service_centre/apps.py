"""The app of the service centre."""

from django.apps import AppConfig


class ServiceCentreConfig(AppConfig):
    """Offer the programmes of the service centre."""

    name = "zhigong.work.service_centre"
    label = "service_centre"
    verbose_name = "职工服务中心"
