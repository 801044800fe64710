"""The addresses of the service centre; those of writers stand in ``settings.ANONYMOUS_PATHS``."""

from django.urls import path

from zhigong.work.service_centre.views import desk as letters
from zhigong.work.service_centre.views import desk_gifts as gifts
from zhigong.work.service_centre.views import desk_groups as groups
from zhigong.work.service_centre.views import desk_ledgers as ledgers
from zhigong.work.service_centre.views import desk_openings as boxes
from zhigong.work.service_centre.views import desk_petitions as petitions
from zhigong.work.service_centre.views import desk_stations as stations
from zhigong.work.service_centre.views import desk_statistics as figures
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
    path("gifts/", gifts.gifts, name="gifts"),
    path("gifts/sheets/", gifts.vouchers, name="vouchers"),
    path("gifts/sheets/make/", gifts.make_voucher, name="make_voucher"),
    path("gifts/sheets/<int:voucher_id>/", gifts.voucher, name="voucher"),
    path("gifts/sheets/<int:voucher_id>/file/", gifts.voucher_file, name="voucher_file"),
    path("gifts/<slug:gift_number>/", gifts.gift, name="gift"),
    path("groups/", groups.group_files, name="group_files"),
    path("groups/new/", groups.new_group_file, name="new_group_file"),
    path("groups/<int:file_id>/", groups.group_file, name="group_file"),
    path("groups/<int:file_id>/cases/", groups.file_case, name="file_case"),
    path("groups/<int:file_id>/measures/", groups.take_measure, name="take_measure"),
    path("visits/", groups.visits, name="visits"),
    path("visits/new/", groups.new_visit, name="new_visit"),
    path("visits/<int:visit_id>/", groups.visit, name="visit"),
    path("ledgers/", ledgers.ledger, name="ledgers"),
    path("ledgers/<slug:ledger_code>/", ledgers.ledger, name="ledger"),
    path("ledgers/<slug:ledger_code>/print/", ledgers.ledger_print, name="ledger_print"),
    path("petitions/", petitions.petitions, name="petitions"),
    path("petitions/<slug:petition_number>/", petitions.petition, name="petition"),
    path(
        "petitions/<slug:petition_number>/letters/<slug:letter_code>/",
        petitions.letter,
        name="petition_letter",
    ),
    path(
        "petitions/<slug:petition_number>/letters/<slug:letter_code>/<slug:letter_format>/",
        petitions.letter_file,
        name="petition_letter_file",
    ),
    path("steps/<int:step_id>/extension/", petitions.ask_extension, name="ask_extension"),
    path("steps/<int:step_id>/granting/", petitions.decide_extension, name="decide_extension"),
    path(
        "steps/<int:step_id>/objection/",
        petitions.object_to_transfer,
        name="object_to_transfer",
    ),
    path("statistics/", figures.statistics, name="statistics"),
    path("statistics/cases/", figures.served, name="served"),
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
