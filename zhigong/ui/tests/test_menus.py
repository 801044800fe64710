"""The menu of the desk: what is open, what is folded, and what waits behind it."""

import re
from typing import NamedTuple
from urllib.parse import quote

from zhigong.ui.menus import OPEN_UP_TO, side_menu
from zhigong.ui.templatetags.ui import icon


class Item(NamedTuple):
    title: str
    icon: str = "home"


class Shown(NamedTuple):
    item: Item
    url: str
    is_current: bool
    count: int


class Group(NamedTuple):
    title: str
    items: list[Shown]


def entry(title, *, count=0, is_current=False):
    return Shown(Item(title), f"/{title}/", is_current, count)


def group(title, *entries):
    return Group(title, list(entries))


def written(*groups, opened=""):
    return side_menu(groups, opened=opened, icon=icon)


def open_groups(html):
    return re.findall(r'data-group="([^"]+)" open', html)


def many(**last):
    """A menu too long to stand open: the third group ends with an entry of these qualities."""
    full = [group(title, *(entry(f"{title}{n}") for n in range(OPEN_UP_TO))) for title in "甲乙"]
    return [group("", entry("首页")), *full, group("丙", entry("丙0", **last))]


def test_a_short_menu_stands_open():
    html = written(group("甲", entry("一")), group("乙", entry("二")))

    assert open_groups(html) == ["甲", "乙"]


def test_of_a_long_menu_the_group_of_the_page_is_open():
    assert open_groups(written(*many(is_current=True))) == ["丙"]


def test_where_no_page_is_current_the_first_group_is_open():
    assert open_groups(written(*many())) == ["甲"]


def test_what_the_reader_opened_stays_open_and_foreign_words_open_nothing():
    html = written(*many(is_current=True), opened=f"{quote('乙')}.{quote('丁')}.%22%3E")

    assert open_groups(html) == ["乙", "丙"]


def test_a_folded_group_says_how_much_waits_in_it():
    html = written(*many(count=120))

    heading = re.search(r'data-group="丙".*?</summary>', html)[0]
    assert "99+" in heading
    assert "count-dot" not in written(*many())


def test_the_own_matters_stand_in_the_menu_of_ones_name():
    assert "修改密码" not in written(group("个人", entry("修改密码")), group("甲", entry("一")))


def test_titles_are_escaped():
    assert "<b>" not in written(group("<b>甲", entry("<b>一")))


def test_the_same_menu_is_written_once():
    groups = many(is_current=True)

    assert written(*groups) is written(*groups)
