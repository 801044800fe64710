"""The address of a document, the same on every screen."""

from django.urls import path

from zhigong.registry.documents import views

open_pages = [path("<uuid:document_id>/", views.download, name="download")]
