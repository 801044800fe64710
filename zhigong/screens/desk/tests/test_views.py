"""The desk's own pages: closed to visitors, honest to people without a right."""

import pytest
from django.test import RequestFactory

from zhigong.base.actor import ANONYMOUS, Actor, Power
from zhigong.screens.desk import views

pytestmark = pytest.mark.django_db
CHEN = Actor(
    user_id=1,
    name="陈建国",
    powers=(Power(1, frozenset({"people.view", "unions.view", "employers.view"})),),
)


def ask(view, path, actor):
    request = RequestFactory().get(path)
    request.actor, request.scope_title, request.htmx = actor, "镇海区总工会", False
    return view(request)


@pytest.mark.parametrize("path", ["/desk/", "/desk/search/", "/desk/inbox/"])
def test_visitors_are_led_to_log_in(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


def test_somebody_without_a_right_reads_what_to_do():
    html = ask(views.home, "/desk/", Actor(user_id=9, name="新人")).content.decode()

    assert "新人，您好" in html


def test_the_home_says_whose_work_it_is():
    html = ask(views.home, "/desk/", CHEN).content.decode()

    assert "陈建国，您好" in html
    assert "当前范围：镇海区总工会及下级" in html


def test_a_search_offers_the_registers_one_may_open():
    visitor = ask(views.search, "/desk/search/?q=王伟", Actor(user_id=9, name="新人"))

    assert "您的授权里没有可以查找的名册" in visitor.content.decode()


def test_nobody_is_ever_anonymous_inside():
    assert ask(views.home, "/desk/", ANONYMOUS).status_code == 302
