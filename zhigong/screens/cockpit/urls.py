"""The addresses of the leaders' screen; the apps' pages follow from ``zhigong.screens.urls``."""

from django.urls import path

from zhigong.screens.cockpit import views

app_name = "cockpit"

urlpatterns = [
    path("", views.home, name="home"),
    path("wall/", views.wall, name="wall"),
]
