"""The addresses of the desk itself; the apps' pages follow from ``zhigong.screens.urls``."""

from django.urls import path

from zhigong.screens.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("inbox/", views.inbox, name="inbox"),
]
