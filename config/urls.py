"""The addresses of the four screens, the log-in pages and the API."""

from django.urls import include, path

from zhigong.screens.kiosk.urls import desk as kiosks

urlpatterns = [
    path("accounts/", include("zhigong.registry.accounts.urls")),
    path("desk/", include("zhigong.screens.desk.urls")),
    path("desk/kiosks/", include((kiosks, "kiosks"))),
    path("kiosk/", include("zhigong.screens.kiosk.urls")),
    path("cockpit/", include("zhigong.screens.cockpit.urls")),
    path("api/v1/", include("zhigong.screens.api.urls")),
    path("ui/", include("zhigong.ui.urls")),
    path("", include("zhigong.screens.portal.urls")),
]
