"""The addresses of the coverage pages."""

from django.urls import path

from zhigong.engines.indicators.views import cockpit as leaders
from zhigong.engines.indicators.views import desk as lists
from zhigong.engines.indicators.views import handing

cockpit = [
    path("", leaders.coverage, name="board"),
    path("<str:code>/", leaders.coverage, name="coverage"),
]
desk = [
    path("", lists.overview, name="overview"),
    path("gap/<str:facet>/<str:code>/", lists.gap, name="gap_today"),
    path("parts/<str:facet>/<str:code>/", lists.parts, name="parts"),
    path("gap/<str:facet>/<str:code>/hand-out/", handing.hand_out, name="hand_out"),
    path("gap/<str:facet>/<str:code>/<str:on>/", lists.gap, name="gap"),
]
