"""The addresses of the hall screen itself; the apps' pages follow from ``zhigong.screens.urls``."""

from django.urls import URLPattern, path

from zhigong.screens.kiosk.views import desk as kept
from zhigong.screens.kiosk.views import entering, pages

app_name = "kiosk"

urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("guide/", pages.guide, name="guide"),
    path("joining/", pages.joining, name="joining"),
    path("moving/", pages.moving, name="moving"),
    path("wipe/", pages.wipe, name="wipe"),
    path("beat/", pages.beat, name="beat"),
    path("setup/", entering.setup, name="setup"),
    path("setup/demo/", entering.try_demo, name="try_demo"),
    path("enter/", entering.enter, name="enter"),
    path("enter/code/", entering.code, name="code"),
    path("enter/who/", entering.who, name="who"),
]

desk: list[URLPattern] = [
    path("", kept.kiosks, name="list"),
    path("new/", kept.new, name="new"),
    path("<int:kiosk_id>/", kept.one, name="one"),
    path("<int:kiosk_id>/code/", kept.renew, name="renew"),
    path("<int:kiosk_id>/revoke/", kept.revoke, name="revoke"),
]
