"""The addresses of the audit, by screen."""

from django.urls import path

from zhigong.registry.audit import views

desk = [
    path("", views.list_entries, name="list"),
    path("<int:entry_id>/", views.detail, name="detail"),
    path("verify/", views.verify, name="verify"),
    path("verify/<uuid:job_id>/", views.verification, name="verification"),
]
