"""Tests: the same code, cheaper password hashing, plain static files."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES

ALLOWED_HOSTS = ["*"]
# A browser stays connected to the live server, whose thread would keep its session of a database
# that is about to be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
