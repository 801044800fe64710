"""Menus: who sees which entry, and which one is current."""

from collections import OrderedDict
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from zhigong.base import clock, navigation
from zhigong.base.abilities import Ability, declare
from zhigong.base.actor import ANONYMOUS, Actor, Power
from zhigong.base.models import Series
from zhigong.base.navigation import MenuItem

declare(Ability("navigation_tests.view", "查看"))
CHEN = Actor(user_id=1, name="陈建国", powers=(Power(1, frozenset({"navigation_tests.view"})),))
MEMBER = Actor(user_id=2, person_id=7, name="李雷", kind="member")


@pytest.fixture(autouse=True)
def empty_menus(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_counters", {})


def item(code, **more):
    given = {"title": code, "icon": "home", "url_name": "desk:home", "group": "甲", **more}
    return MenuItem(screen=given.pop("screen", "desk"), code=code, **given)


def shown(actor, path="/desk/", screen="desk", current=""):
    request = RequestFactory().get(path)
    request.actor = actor
    groups = navigation.menu_for(request, screen, current)
    return {g.title: [s.item.code for s in g.items] for g in groups}


def test_an_entry_is_shown_to_who_may_open_it():
    navigation.declare_menu(item("open"), item("closed", ability="navigation_tests.view"))

    assert shown(CHEN) == {"甲": ["closed", "open"]}
    assert shown(ANONYMOUS) == {"甲": ["open"]}


def test_an_entry_for_members_is_hidden_from_staff_who_are_none():
    navigation.declare_menu(item("mine", screen="portal", member=True))

    assert shown(MEMBER, screen="portal") == {"甲": ["mine"]}
    assert shown(CHEN, screen="portal") == {}


def test_entries_and_groups_stand_in_order():
    navigation.declare_menu(
        item("c", order=30, group="乙"), item("b", order=20), item("a", order=10)
    )

    assert shown(CHEN) == {"甲": ["a", "b"], "乙": ["c"]}


def test_an_entry_whose_page_is_not_installed_is_left_out():
    navigation.declare_menu(item("a"), item("gone", url_name="nowhere:page"))

    assert shown(CHEN) == {"甲": ["a"]}


def test_the_same_code_twice_on_a_screen_is_refused():
    navigation.declare_menu(item("a"))
    navigation.declare_menu(item("a"))

    with pytest.raises(navigation.DuplicateMenuItem):
        navigation.declare_menu(item("a", title="另一个"))


def test_the_entry_whose_address_fits_best_is_current():
    navigation.declare_menu(item("home"), item("search", url_name="desk:search"))
    request = RequestFactory().get("/desk/search/anything/")
    request.actor = CHEN

    (group,) = navigation.menu_for(request, "desk")

    assert {s.item.code: s.is_current for s in group.items} == {"home": False, "search": True}


def test_a_counter_says_what_waits_and_is_not_asked_for_visitors(db):
    Series.objects.bulk_create(Series(name=f"s{number}") for number in range(3))
    navigation.declare_counter("desk", "inbox", lambda actor: Series.objects.filter(last=0))

    assert navigation.counter_of("desk", "inbox", CHEN) == 3
    assert navigation.counter_of("desk", "inbox", ANONYMOUS) == 0
    assert navigation.counter_of("desk", "other", CHEN) == 0


def test_rows_of_several_counters_are_counted_by_one_statement(db, django_assert_num_queries):
    Series.objects.bulk_create(Series(name=f"s{number}") for number in range(3))
    navigation.declare_counter("desk", "inbox", lambda actor: Series.objects.filter(last=0))
    navigation.declare_counter("desk", "todo", lambda actor: Series.objects.none())
    counters = list(navigation._counters.values())

    with django_assert_num_queries(1):
        counted = navigation._counted(counters, CHEN)

    assert [counted[one] for one in counters] == [3, 0]


def test_a_counters_query_is_written_once_a_minute_for_each_reader(db):
    asked = []

    def waiting(actor):
        asked.append((clock.now().minute, actor))
        return Series.objects.all()

    navigation.declare_counter("desk", "inbox", waiting)
    with clock.use_clock(datetime(2026, 11, 21, 9, 0, 5, tzinfo=UTC)):
        assert navigation.counter_of("desk", "inbox", CHEN) == 0
        Series.objects.create(name="fresh")
        assert navigation.counter_of("desk", "inbox", CHEN) == 1
        assert navigation.counter_of("desk", "inbox", MEMBER) == 1
    with clock.use_clock(datetime(2026, 11, 21, 9, 1, 5, tzinfo=UTC)):
        assert navigation.counter_of("desk", "inbox", CHEN) == 1

    assert asked == [(0, CHEN), (0, MEMBER), (1, CHEN)]


def test_more_than_anybody_counts_is_not_counted(db, monkeypatch):
    monkeypatch.setattr(navigation, "MOST_COUNTED", 2)
    Series.objects.bulk_create(Series(name=f"s{number}") for number in range(3))
    navigation.declare_counter("desk", "inbox", lambda actor: Series.objects.all())

    assert navigation.counter_of("desk", "inbox", CHEN) == 2


def waiting(*, acted=""):
    request = RequestFactory().get("/desk/")
    request.actor = CHEN
    request.COOKIES[navigation.ACTED] = acted
    return navigation.waiting_for(request, "desk", "inbox")


def test_counts_beside_entries_are_kept_some_seconds_and_follow_what_the_reader_does(
    db, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(navigation, "KEPT_SECONDS", 60.0)
    monkeypatch.setattr(navigation, "_recent", OrderedDict())
    navigation.declare_counter("desk", "inbox", lambda actor: Series.objects.all())
    assert waiting() == 0
    Series.objects.create(name="fresh")

    with django_assert_num_queries(0):
        assert waiting() == 0
    assert waiting(acted="1795000000.000") == 1
    monkeypatch.setattr(navigation.time, "monotonic", lambda: float("inf"))
    assert waiting() == 1


def test_only_what_may_change_something_marks_the_browser_of_who_is_logged_in():
    serve = navigation.Acted(lambda request: HttpResponse("ok"))

    def marked(method, **cookies):
        request = getattr(RequestFactory(), method)("/desk/")
        request.COOKIES.update(cookies)
        return navigation.ACTED in serve(request).cookies

    assert marked("post", sessionid="x")
    assert not marked("get", sessionid="x")
    assert not marked("post")
