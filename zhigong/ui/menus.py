"""The menu at the side of the desk: which of its groups stand open, and their markup.

A county officer has fifty entries. They are written as text, like the rows of a list, and the same
menu is written once: it stands on every page.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhigong.ui.cells import safe

OWN = "个人"  # stands in the menu of one's name, not at the side
OPEN_UP_TO = 16  # so few entries fit any screen: folding them away would only hide them
MOST_SHOWN = 99


Items = tuple[Any, ...]
Groups = tuple[tuple[str, Items], ...]
Icon = Callable[[str], SafeString]


def side_menu(groups: Iterable[Any], *, opened: str, icon: Icon) -> SafeString:
    """Return the groups of a menu (``navigation.Group``), each folded by its heading.

    The group of the current page is open; so are those the reader opened, and the first where no
    page is current.

    :param opened: titles of the groups the reader opened, percent-encoded, with dots between.
    """
    given = tuple((group.title, tuple(group.items)) for group in groups if group.title != OWN)
    titles = {title for title, _items in given if title}
    wanted = frozenset(unquote(title) for title in opened.split(".")) & titles
    return _written(given, wanted, icon, get_language())


@lru_cache(maxsize=500)
def _written(given: Groups, wanted: frozenset[str], icon: Icon, language: str | None) -> SafeString:
    titled = [(title, items) for title, items in given if title]
    if sum(len(items) for _title, items in titled) <= OPEN_UP_TO:
        wanted = frozenset(title for title, _items in titled)
    elif titled and not wanted and not any(_is_current(items) for _title, items in titled):
        wanted = frozenset({titled[0][0]})
    groups = (_group(title, items, wanted, icon) for title, items in given)
    return mark_safe("".join(groups))  # noqa: S308  every value went through ``safe``


def _group(title: str, items: Items, wanted: frozenset[str], icon: Icon) -> str:
    entries = f"<ul>{''.join(_entry(shown, icon) for shown in items)}</ul>"
    if not title:
        return entries
    is_open = " open" if title in wanted or _is_current(items) else ""
    words, dot = safe(title), _dot(sum(shown.count for shown in items))
    return (
        f'<details class="side-group" data-group="{words}"{is_open}>'
        f"<summary><span>{words}</span>{dot}{icon('chevron-down')}</summary>{entries}</details>"
    )


def _entry(shown: Any, icon: Icon) -> str:
    current = ' aria-current="page"' if shown.is_current else ""
    return (
        f'<li><a href="{safe(shown.url)}"{current}>{icon(shown.item.icon)}'
        f"<span>{safe(shown.item.title)}</span>{_dot(shown.count)}</a></li>"
    )


def _dot(count: int) -> str:
    if not count:
        return ""
    words = f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)
    unit = safe(_("件待办"))
    return f'<span class="count-dot">{words}<span class="visually-hidden">{unit}</span></span>'


def _is_current(items: Items) -> bool:
    return any(shown.is_current for shown in items)
