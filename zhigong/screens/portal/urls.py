"""The addresses of the portal itself; the apps' pages follow from ``zhigong.screens.urls``."""

from django.urls import include, path

from zhigong.screens.portal import views

pages = [
    path("", views.home, name="home"),
    path("services/", views.services, name="services"),
    path("events/", views.events, name="events"),
    path("me/", views.me, name="me"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("joining/", views.joining, name="joining"),
    path("moving/", views.moving, name="moving"),
    path("offline/", views.offline, name="offline"),
    path("offline.js", views.offline_worker, name="offline_worker"),
    path("type/", views.type_size, name="type"),
]

urlpatterns = [
    path("", include((pages, "portal"), namespace="portal")),
    path("", include("zhigong.screens.urls")),
]
