"""The addresses of the four screens, the log-in pages and the API."""

from importlib.util import find_spec

from django.urls import include, path

_PLACES = [
    ("accounts/", "zhigong.registry.accounts.urls"),
    ("desk/", "zhigong.screens.desk.urls"),
    ("kiosk/", "zhigong.screens.kiosk.urls"),
    ("cockpit/", "zhigong.screens.cockpit.urls"),
    ("api/v1/", "zhigong.screens.api.urls"),
    ("ui/", "zhigong.ui.urls"),
    ("", "zhigong.screens.portal.urls"),
]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [path(address, include(module)) for address, module in _PLACES if _exists(module)]
