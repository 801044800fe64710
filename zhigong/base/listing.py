"""What describes a list: columns, filters, the empty state, what may be done to chosen rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Rows = QuerySet[Any]
Choices = Sequence[tuple[str, str | Promise]]


# Stands for the value in an address; as a number it also fits addresses of numbers.
_ANY = 271828182845


@dataclass(frozen=True, slots=True)
class Link:
    """The address of a row's page, from one of its values: needs no whole row.

    :param path: lookup of the value the address holds.
    """

    url_name: str
    path: str = "pk"

    def address(self) -> Callable[[Any], str]:
        """Return what makes the address of a value; the name is resolved once."""
        before, after = reverse(self.url_name, args=[_ANY]).split(str(_ANY))
        return lambda value: f"{before}{quote(str(value), safe='')}{after}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    :param value: a lookup path (``"node__name"``), several paths, or a function of the row. Paths
        make exports fast; a field with choices shows their labels.
    :param text: turns the value (or the several values) into what is shown and exported.
    :param sort: lookup the column sorts by; ``None`` = not sortable.
    :param shown: among the columns of somebody who never chose.
    :param link: address of the row's page; a ``Link`` where one value of the row makes it.
    :param masked: the value is masked already; said in the column's title for screen readers.
    :param tone: gives ``good warn bad info gold`` or nothing, by the value of the (one) path or by
        the row; the value becomes a badge.
    :param wrap: long text breaks into lines instead of being cut.
    """

    code: str
    title: str
    value: str | tuple[str, ...] | Callable[[Any], Any]
    sort: str | None = None
    numeric: bool = False
    shown: bool = True
    link: Link | Callable[[Any], str | None] | None = None
    masked: bool = False
    text: Callable[..., Any] | None = None
    tone: Mapping[Any, str] | Callable[[Any], str] | None = None
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of the query bar.

    :param choices: pairs of value and label, or a function of the request that gives them;
        ``None`` = free text or a date. Values that are not among them are ignored.
    :param apply: narrows the rows by a value; ``None`` = equality on the lookup ``code``.
    :param usual: in the first line; others lie behind 更多.
    """

    code: str
    title: str
    choices: Choices | Callable[[HttpRequest], Choices] | None = None
    apply: Callable[[Rows, str], Rows] | None = None
    usual: bool = True
    kind: Literal["choice", "text", "date"] = "choice"

    def options(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return the choices as text; those a function gives are asked for once in a request."""
        if not callable(self.choices):
            return _worded(tuple(self.choices or ()), get_language())
        known: dict[Any, list[tuple[str, str]]] = request.__dict__.setdefault("_choices", {})
        if self.choices not in known:
            found = self.choices(request)
            known[self.choices] = [(str(value), str(label)) for value, label in found]
        return known[self.choices]


@lru_cache(maxsize=512)
def _worded(choices: tuple[tuple[str, str | Promise], ...], language: str) -> list[tuple[str, str]]:
    """Return fixed choices in a language; a list has dozens, and every page would word them."""
    return [(str(value), _(str(label)) if label else "") for value, label in choices]


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: what is not there, and what to do first."""

    title: str
    what: str = ""
    action: str = ""
    url_name: str = ""
    icon: str = "inbox"

    @property
    def url(self) -> str:
        """The address of the action."""
        return reverse(self.url_name) if self.url_name else ""


@dataclass(frozen=True, slots=True)
class BulkAction:
    """Something done to the chosen rows: a POST of their ids (``ids``) to a page of the app.

    :param url_name: the page; empty = the page that shows the list.
    :param field: name and value that say which of several actions of one page is meant.
    """

    code: str
    title: str
    url_name: str = ""
    ability: str | None = None
    icon: str = ""
    kind: str = ""
    field: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list.

    :param ability: who may open it; checked again here.
    :param rows: gives the rows within the reader's scope, with the ``select_related`` the columns
        need.
    :param order: preset order, e.g. ``("county_id", "name_py")``; unique by the id, which is added.
    :param search: narrows the rows by the words of the search box; ``None`` = no box.
    :param search_advice: says why words find nothing by their form, and what to type; "" = nothing
        is wrong with them.
    :param count: the number of rows the address asks for, where it is known cheaply; asked only
        when the list is narrowed by nothing but the filters in ``counted_by``.
    :param drawer: a link of a row opens beside the list instead of leaving it.
    :param may_export: whether the list can be saved as a workbook.
    """

    code: str
    title: str
    ability: str | None
    columns: tuple[Column, ...]
    rows: Callable[[HttpRequest], Rows]
    order: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    search: Callable[[Rows, str], Rows] | None = None
    empty: Empty | str = ""
    purpose: str = ""
    search_hint: str = ""
    search_advice: Callable[[str], str] | None = None
    count: Callable[[HttpRequest], int | None] | None = None
    counted_by: frozenset[str] = frozenset()
    bulk: tuple[BulkAction, ...] = ()
    drawer: bool = True
    may_export: bool = True
