"""The addresses of the hall screen itself; the apps' pages follow from ``zhigong.screens.urls``."""

from django.urls import path

from zhigong.screens.kiosk import views

app_name = "kiosk"

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("guide/", views.guide, name="guide"),
    path("joining/", views.joining, name="joining"),
    path("moving/", views.moving, name="moving"),
    path("wipe/", views.wipe, name="wipe"),
]
