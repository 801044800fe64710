"""The addresses of the API, below ``/api/v1/``."""

from django.urls import path

from zhigong.screens.api.api import api

urlpatterns = [path("", api.urls)]
