"""The addresses of the tree, by screen."""

from django.urls import path

from zhigong.registry.unions.views import desk as pages
from zhigong.registry.unions.views import desk_changes as changes

desk = [
    path("", pages.list_unions, name="list"),
    path("tree/", pages.tree, name="tree"),
    path("suggest/", pages.suggest, name="suggest"),
    path("new/", changes.open_union, name="open"),
    path("move/", changes.move_many, name="move_many"),
    path("<str:code>/", pages.detail, name="detail"),
    path("<str:code>/branch/", pages.branch, name="branch"),
    path("<str:code>/change/", changes.change, name="change"),
    path("<str:code>/move/", changes.move, name="move"),
    path("<str:code>/merge/", changes.merge, name="merge"),
    path("<str:code>/split/", changes.split, name="split"),
    path("<str:code>/dissolve/", changes.dissolve, name="dissolve"),
    path("<str:code>/declare/", changes.declare, name="declare"),
    path("<str:code>/committee/", changes.committee, name="committee"),
    path("<str:code>/term/", changes.term, name="term"),
    path("<str:code>/account/", changes.account, name="account"),
    path("<str:code>/account/reveal/", changes.reveal_account, name="reveal_account"),
    path("<str:code>/line/", changes.business_line, name="business_line"),
    path("<str:code>/line/<int:line_id>/end/", changes.end_line, name="end_line"),
]
