"""The addresses of the hotline, all on the desk."""

from typing import Any

from django.urls import path

from zhigong.work.hotline.views import desk_articles as know
from zhigong.work.hotline.views import desk_figures as figures
from zhigong.work.hotline.views import desk_lists as lists
from zhigong.work.hotline.views import desk_outside as outside
from zhigong.work.hotline.views import desk_seat as seat
from zhigong.work.hotline.views import desk_ticket as ticket

desk: list[Any] = [
    path("seat/", seat.seat, name="seat"),
    path("seat/caller/", seat.caller, name="caller"),
    path("seat/find/", seat.find, name="find"),
    path("tickets/", lists.tickets, name="tickets"),
    path("tickets/<slug:stage>/", lists.tickets, name="stage"),
    path("ticket/<slug:number>/", ticket.ticket, name="ticket"),
    path("ticket/<slug:number>/do/<slug:deed>/", ticket.act, name="act"),
    path("ticket/<slug:number>/open/<slug:caller_field>/", ticket.reveal, name="reveal"),
    path("extensions/<int:extension_id>/", ticket.decide, name="decide_extension"),
    path("articles/", know.articles, name="articles"),
    path("articles/new/", know.new_article, name="new_article"),
    path("articles/<int:article_id>/", know.article, name="article"),
    path("articles/<int:article_id>/edit/", know.edit_article, name="edit_article"),
    path("articles/<int:article_id>/settle/", know.settle_article, name="settle_article"),
    path("outside/", outside.files, name="outside"),
    path("outside/answers/", outside.answers, name="answers"),
    path("outside/template/<slug:table>/", outside.template, name="table_template"),
    path("outside/upload/<slug:table>/", outside.upload, name="upload"),
    path("outside/<int:file_id>/", outside.check, name="outside_file"),
    path("figures/", figures.figures, name="figures"),
    path("practice/", know.practice, name="practice"),
]
