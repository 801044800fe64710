"""The addresses of the service centre; those of writers stand in ``settings.ANONYMOUS_PATHS``."""

from django.urls import path

from zhigong.work.service_centre.views import desk as letters
from zhigong.work.service_centre.views import desk_openings as boxes
from zhigong.work.service_centre.views import desk_stations as stations
from zhigong.work.service_centre.views import portal as pages
from zhigong.work.service_centre.views import portal_ratings as rated
from zhigong.work.service_centre.views import portal_stations as places

desk = [
    path("letters/", letters.letters, name="letters"),
    path("letters/months/", letters.months, name="months"),
    path("letters/<uuid:letter_id>/", letters.read, name="read"),
    path("openings/", boxes.openings, name="openings"),
    path("openings/new/", boxes.new_opening, name="new_opening"),
    path("openings/<int:opening_id>/", boxes.opening, name="opening"),
    path("stations/", stations.stations, name="stations"),
    path("stations/new/", stations.new_station, name="new_station"),
    path("stations/unattended/", stations.unattended, name="unattended"),
    path("stations/<int:station_id>/", stations.station, name="station"),
    path("stations/<int:station_id>/edit/", stations.edit_station, name="edit_station"),
    path("stations/<int:station_id>/end/", stations.end_station, name="end_station"),
    path("stations/<int:station_id>/poster/", stations.poster, name="poster"),
]

portal = [
    path("box/", pages.box, name="box"),
    path("box/letter/", pages.letter, name="letter"),
    path("ratings/", rated.ratings, name="ratings"),
    path("stations/", places.own_stations, name="own_stations"),
    path("stations/<int:public_station_id>/", places.station_public, name="station_public"),
]
