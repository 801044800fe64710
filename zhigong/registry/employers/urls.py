"""The addresses of the employer register, by screen."""

from django.urls import path

from zhigong.registry.employers.views import desk as pages
from zhigong.registry.employers.views import desk_changes as changes

desk = [
    path("", pages.list_employers, name="list"),
    path("new/", changes.open_employer, name="open"),
    path("<str:code>/", pages.detail, name="detail"),
    path("<str:code>/change/", changes.change, name="change"),
    path("<str:code>/heads/", changes.count_heads, name="count_heads"),
    path("<str:code>/cover/", changes.cover, name="cover"),
    path("<str:code>/leave/", changes.leave, name="leave"),
    path("<str:code>/close/", changes.close, name="close"),
    path("<str:code>/worksites/new/", changes.add_worksite, name="add_worksite"),
    path(
        "<str:code>/worksites/<int:worksite_id>/remove/",
        changes.remove_worksite,
        name="remove_worksite",
    ),
]
