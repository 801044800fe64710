"""The addresses of the API, below ``/api/v1/``."""

from django.urls import path

from zhigong.screens.api import views
from zhigong.screens.api.api import api

urlpatterns = [path("docs", views.reference, name="api_reference"), path("", api.urls)]
