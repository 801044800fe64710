"""The addresses of the service centre; those of writers stand in ``settings.ANONYMOUS_PATHS``."""

from django.urls import path

from zhigong.work.service_centre.views import desk as letters
from zhigong.work.service_centre.views import desk_openings as boxes
from zhigong.work.service_centre.views import portal as pages

desk = [
    path("letters/", letters.letters, name="letters"),
    path("letters/months/", letters.months, name="months"),
    path("letters/<uuid:letter_id>/", letters.read, name="read"),
    path("openings/", boxes.openings, name="openings"),
    path("openings/new/", boxes.new_opening, name="new_opening"),
    path("openings/<int:opening_id>/", boxes.opening, name="opening"),
]

portal = [
    path("box/", pages.box, name="box"),
    path("box/letter/", pages.letter, name="letter"),
]
