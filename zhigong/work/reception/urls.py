"""The addresses of windows, duty and reception, by screen."""

from typing import Any

from django.urls import path

from zhigong.work.reception.views import halls, receiving, roster, teams, tickets, windows
from zhigong.work.reception.views import kiosk as hall_screen
from zhigong.work.reception.views import portal as phone

desk: list[Any] = [
    path("halls/", halls.halls, name="halls"),
    path("halls/new/", halls.new_hall, name="new_hall"),
    path("halls/<int:hall_id>/", halls.hall, name="hall"),
    path("halls/<int:hall_id>/edit/", halls.edit_hall, name="edit_hall"),
    path("halls/<int:hall_id>/groups/new/", halls.group, name="new_group"),
    path("halls/<int:hall_id>/groups/<int:group_id>/", halls.group, name="group"),
    path("halls/<int:hall_id>/windows/new/", halls.window, name="new_window"),
    path("halls/<int:hall_id>/windows/<int:window_number>/", halls.window, name="edit_window"),
    path("windows/", windows.windows, name="windows"),
    path("windows/<int:window_id>/", windows.window, name="window"),
    path("windows/<int:window_id>/queue/", windows.queue, name="queue"),
    path("windows/<int:window_id>/work/", windows.work, name="work"),
    path("windows/<int:window_id>/take/", windows.take, name="take"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<int:ticket_id>/slip/", windows.slip, name="slip"),
    path("figures/", tickets.figures, name="figures"),
    path("roster/", roster.rosters, name="rosters"),
    path("roster/<int:hall_id>/", roster.roster, name="roster"),
    path("roster/<int:hall_id>/plan/", roster.plan, name="plan"),
    path("duties/<int:duty_id>/", roster.duty, name="duty"),
    path("receptions/", receiving.receptions, name="receptions"),
    path("receptions/new/", receiving.new_reception, name="new_reception"),
    path("receptions/<int:reception_id>/", receiving.reception, name="reception"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.edit_team, name="new_team"),
    path("teams/<int:team_id>/", teams.team, name="team"),
    path("teams/<int:team_id>/edit/", teams.edit_team, name="edit_team"),
    path("advisers/", roster.advisers, name="advisers"),
    path("advisers/new/", roster.adviser, name="new_adviser"),
    path("advisers/<int:adviser_id>/", roster.adviser, name="adviser"),
]

portal: list[Any] = [
    path("halls/", phone.open_halls, name="open_halls"),
    path("halls/<int:open_hall_id>/", phone.open_hall, name="open_hall"),
    path("halls/<int:open_hall_id>/book/", phone.book, name="book"),
    path("numbers/<str:token>/", phone.follow, name="follow"),
    path("numbers/<str:token>/cancel/", phone.cancel, name="cancel"),
    path("duty/", roster.on_duty, name="on_duty"),
    path("receptions/", receiving.open_receptions, name="open_receptions"),
    path("receptions/<int:open_reception_id>/", receiving.appoint, name="appoint"),
    path("appointments/<int:own_appointment_id>/", receiving.give_back, name="give_back"),
]

kiosk: list[Any] = [
    path("", hall_screen.kiosk, name="kiosk"),
    path("halls/<int:open_hall_id>/", hall_screen.kiosk_hall, name="kiosk_hall"),
    path("halls/<int:open_hall_id>/check-in/", hall_screen.kiosk_check_in, name="kiosk_check_in"),
    path("halls/<int:open_hall_id>/board/", hall_screen.board, name="board"),
    path("numbers/<str:token>/", hall_screen.kiosk_number, name="kiosk_number"),
    path("duty/", roster.kiosk_on_duty, name="kiosk_duty"),
]
