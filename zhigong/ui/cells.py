"""The rows of a list and the choices of a filter, written as text.

A page has hundreds of cells: as template nodes they cost more time than everything else of the
page together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

DRAWER = (
    ' hx-target="#drawer-body" hx-select="#content" hx-swap="innerHTML"'
    ' hx-headers=\'{"HX-Boosted":"true"}\' hx-indicator="#busy"'
)


LONG = 14  # characters of a cell that large type breaks into lines


def safe(value: Any) -> str:
    """Return a value as markup: escaped, unless it is markup already."""
    return str(value) if hasattr(value, "__html__") else escape(str(value))


def table_rows(
    rows: Iterable[Mapping[str, Any]],
    *,
    has_pick: bool,
    has_drawer: bool,
    badge: Callable[[Any, str], str],
) -> SafeString:
    """Return the ``<tr>`` of a list's rows (``ListView.rows``).

    :param has_pick: each row has a box to choose it by.
    :param has_drawer: links open beside the list.
    """
    written = _written(rows, has_pick=has_pick, has_drawer=has_drawer, badge=badge)
    return mark_safe("".join(written))  # noqa: S308  every value went through ``safe``


def _written(
    rows: Iterable[Mapping[str, Any]],
    *,
    has_pick: bool,
    has_drawer: bool,
    badge: Callable[[Any, str], str],
) -> Iterator[str]:
    pick = safe(_("选择这一行"))
    drawer = DRAWER if has_drawer else ""
    openings: list[tuple[str, bool]] = []
    for row in rows:
        openings = openings or [_opening(n, c["column"]) for n, c in enumerate(row["cells"])]
        yield "<tr>"
        if has_pick:
            yield (
                f'<td class="pick"><input type="checkbox" name="ids" value="{safe(row["id"])}"'
                f' data-pick aria-label="{pick}"></td>'
            )
        for (opening, has_title), cell in zip(openings, row["cells"], strict=True):
            text = safe(cell["text"])
            is_long = " data-long" if _breaks(str(cell["text"])) else ""
            yield f'{opening}{is_long} title="{text}">' if has_title else f"{opening}>"
            if cell["url"]:
                url = safe(cell["url"])
                opens = f' hx-get="{url}"{drawer}' if drawer else ""
                yield f'<a href="{url}"{opens}>{text}</a>'
            elif cell["tone"] is not None:
                yield badge(cell["text"], cell["tone"])
            else:
                yield text
            yield "</td>"
        yield "</tr>"


def _breaks(text: str) -> bool:
    """Whether a text is a long name or sentence that may break anywhere: no number, no time."""
    return len(text) > LONG and not text.isascii()


def _opening(place: int, column: Any) -> tuple[str, bool]:
    """Return how the cells of a column begin, and whether their text is their title too."""
    names = ("first-cell", not place), ("num", column.numeric), ("wrap", column.wrap)
    css = " ".join(name for name, holds in names if holds)
    cut = not column.wrap and not column.numeric
    return f'<td class="{css}" data-title="{safe(column.title)}"', cut


def options(choices: Iterable[tuple[str, str]], value: str) -> SafeString:
    """Return the ``<option>`` of choices, the chosen one marked."""
    written = (
        f'<option value="{safe(code)}"{" selected" if code == value else ""}>{safe(label)}</option>'
        for code, label in choices
    )
    return mark_safe("".join(written))  # noqa: S308  every value went through ``safe``
