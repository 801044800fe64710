"""The addresses of every app's pages, under one namespace per app.

An app's ``urls.py`` has lists named after the screens; ``desk`` lies below ``/desk/<app>/``, the
portal's below ``/<app>/``. One namespace must be included once, so the lists of all screens meet
here. A list named ``open_pages`` lies below ``/<app>/`` as well (log-in pages).
"""

import importlib
import importlib.util

from django.apps import AppConfig, apps
from django.urls import URLPattern, URLResolver, include, path

PREFIXES = {
    "desk": "desk/{}/",
    "kiosk": "kiosk/{}/",
    "cockpit": "cockpit/{}/",
    "portal": "{}/",
    "open_pages": "{}/",
}


def pages_of(app: AppConfig) -> list[URLResolver]:
    """Return the addresses of an app's lists; nothing when it has no pages."""
    if importlib.util.find_spec(f"{app.name}.urls") is None:
        return []
    module = importlib.import_module(f"{app.name}.urls")
    found: list[URLResolver] = []
    for screen, prefix in PREFIXES.items():
        patterns: list[URLPattern | URLResolver] = getattr(module, screen, [])
        if patterns:
            found.append(path(prefix.format(app.label), include(list(patterns))))
    return found


def _all_pages() -> list[URLResolver]:
    floors = ("zhigong.registry.", "zhigong.engines.", "zhigong.work.", "zhigong.base")
    found: list[URLResolver] = []
    for app in apps.get_app_configs():
        if app.name.startswith(floors) and (pages := pages_of(app)):
            found.append(path("", include((pages, app.label), namespace=app.label)))
    return found


urlpatterns = _all_pages()
