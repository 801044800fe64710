"""The addresses of people, by screen."""

from django.urls import path

from zhigong.registry.people.views import desk as pages
from zhigong.registry.people.views import desk_changes as changes
from zhigong.registry.people.views import desk_duplicates as duplicates
from zhigong.registry.people.views import desk_export as exports
from zhigong.registry.people.views import desk_offices as offices
from zhigong.registry.people.views import desk_parked as parked
from zhigong.registry.people.views import desk_person as person
from zhigong.registry.people.views import desk_transfers as transfers
from zhigong.registry.people.views import portal as own

desk = [
    path("", pages.list_people, name="list"),
    path("new/", changes.enrol, name="enrol"),
    path("export-clear/", exports.export_clear, name="export_clear"),
    path("export-clear/<uuid:job_id>/", exports.export_clear_job, name="export_clear_job"),
    path(
        "export-clear/<uuid:job_id>/file.xlsx",
        exports.export_clear_file,
        name="export_clear_file",
    ),
    path("card/", person.verify_card, name="verify_card"),
    path("transfers/", transfers.list_transfers, name="transfers"),
    path("transfers/accept/", changes.accept_many, name="accept_many"),
    path("transfers/<int:transfer_id>/", transfers.transfer, name="transfer"),
    path("transfers/<int:transfer_id>/<slug:move>/", changes.answer, name="answer"),
    path("offices/<int:officer_id>/end/", changes.end_office, name="end_office"),
    path("offices/new/<str:code>/", offices.seat, name="seat"),
    path("duplicates/", duplicates.list_duplicates, name="duplicates"),
    path("duplicates/<int:pair_id>/", duplicates.pair, name="duplicate"),
    path("parked/<str:code>/", parked.parked, name="parked"),
    path("approve/", changes.approve_many, name="approve_many"),
    path("retain/", changes.retain_many, name="retain_many"),
    path("end/", changes.end_many, name="end_many"),
    path("<int:person_id>/", person.detail, name="detail"),
    path("<int:person_id>/change/", changes.change, name="change"),
    path("<int:person_id>/work/", changes.change_terms, name="change_terms"),
    path("<int:person_id>/approve/", changes.approve, name="approve"),
    path("<int:person_id>/transfer/", changes.offer, name="offer"),
    path("<int:person_id>/verify/", changes.verify, name="verify"),
    path("<int:person_id>/appoint/", changes.appoint, name="appoint"),
    path("<int:person_id>/reveal/<slug:field>/", person.reveal, name="reveal"),
    path("<int:person_id>/standing/<slug:move>/", changes.move, name="move"),
]

portal = [
    path("mine/", own.mine, name="mine"),
    path("mine/readings/", own.readings, name="readings"),
    path("mine/confirm/", own.confirm, name="confirm"),
    path("card/", own.card, name="card"),
    path("card/code/", own.card_code, name="card_code"),
]
