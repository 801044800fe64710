"""The style page."""

from django.urls import path

from zhigong.ui import views

app_name = "ui"

urlpatterns = [path("", views.style_page, name="style")]
