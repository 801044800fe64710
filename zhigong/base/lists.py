"""The list of the house: search, filters, columns, sort, pages by key, selection, export.

A list is described by a ``ListSpec``; ``list_page`` shows it. Everything it needs is in the URL, so
a list can be sent to a colleague; only the chosen columns and the page size are remembered.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhigong.base import clock, keyset, sheets
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.list_cells import export_rows, labels_of, readable, shown_rows
from zhigong.base.listing import BulkAction, Choices, Column, Empty, Filter, Link, ListSpec, Rows
from zhigong.base.pages import actor_of, render_page

SIZES = (20, 50, 100)
PRESET_SIZE = 50
COUNT_CAP = 1_000
EXPORT_CAP = 200_000
WORDS_LENGTH = 100

__all__ = [
    "BulkAction",
    "Choices",
    "Column",
    "Empty",
    "Filter",
    "Link",
    "ListSpec",
    "ListView",
    "TooManyToExport",
    "list_page",
    "narrowed_rows",
    "record_exports",
]

ExportRecorder = Callable[[Actor, "ListSpec", int, str], None]


class TooManyToExport(UserError):
    """More rows than one file can carry in a request."""

    code = "too_many_to_export"
    text = "名单超过{cap:,}行，请先用查询条件缩小范围，再分批导出。"


@dataclass(slots=True)
class ListView:
    """What the templates of a list show."""

    spec: ListSpec
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    filters: list[dict[str, Any]]
    more_filters: list[dict[str, Any]]
    chips: list[dict[str, str]]
    count: str
    words: str
    sort: str
    size: int
    sizes: list[tuple[int, str]]
    page: int
    next_url: str
    previous_url: str
    first_url: str
    clear_url: str
    export_url: str
    choice: list[dict[str, Any]]
    bulk: list[dict[str, str]]
    path: str
    is_filtered: bool
    has_search: bool
    empty: Empty
    advice: str
    kept: list[tuple[str, str]] = field(default_factory=list)


_recorders: list[ExportRecorder] = []


def record_exports(recorder: ExportRecorder) -> None:
    """Tell every export to ``recorder(actor, spec, row_count, query)``; audit plugs in here."""
    if recorder not in _recorders:
        _recorders.append(recorder)


def list_page(
    request: HttpRequest,
    spec: ListSpec,
    template: str = "ui/list/page.html",
    *,
    rows: Rows | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a list, or its table alone to htmx, or save it with ``?export=xlsx``.

    :param rows: rows already narrowed by the page (those of one node), instead of the spec's.
    :raises PermissionDenied: the actor lacks the ability of the list.
    :raises TooManyToExport: the export has more rows than one file carries.
    """
    if spec.ability is not None and not actor_of(request).may(spec.ability):
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("list") == spec.code:
        _remember(request, spec, columns=request.POST.getlist("column"))
        return redirect(request.get_full_path())
    query = _Query(request, spec)
    narrowed = query.narrow(spec.rows(request) if rows is None else rows)
    if spec.may_export and request.GET.get("export") == "xlsx":
        return _export(request, spec, query, narrowed)
    view = _view(request, spec, query, narrowed)
    return render_page(request, template, "ui/list/_results.html", list=view, **context)


def narrowed_rows(
    request: HttpRequest, spec: ListSpec, *, rows: Rows | None = None
) -> tuple[Rows, list[str]]:
    """Return the rows the address of a list leaves, and its conditions in words.

    For a page that goes on from a list with the same query string.

    :param rows: rows narrowed already, by another ability say, instead of the spec's.
    """
    query = _Query(request, spec)
    narrowed = query.narrow(spec.rows(request) if rows is None else rows)
    return narrowed, [chip["text"] for chip in _chips(query)]


class _Query:
    """What the URL asks for, cleaned: unknown sorts, choices and sizes are ignored."""

    def __init__(self, request: HttpRequest, spec: ListSpec) -> None:
        self.request, self.spec, self.get = request, spec, request.GET
        self.words = self.get.get("q", "").strip()[:WORDS_LENGTH] if spec.search else ""
        self.options = {f.code: f.options(request) for f in spec.filters}
        self.values = {f.code: value for f in spec.filters if (value := self._value(f))}
        self.sort = self._sort()
        self.size = self._size()
        self.columns = self._columns()
        page = self.get.get("page", "")
        self.page = int(page) if page.isdecimal() and len(page) < 7 else 1

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.values or self.words)

    def narrow(self, rows: Rows) -> Rows:
        """Return the rows the search and the filters leave."""
        for item in self.spec.filters:
            if value := self.values.get(item.code):
                rows = item.apply(rows, value) if item.apply else rows.filter(**{item.code: value})
        if self.words and self.spec.search:
            rows = self.spec.search(rows, self.words)
        return rows

    def order(self) -> tuple[str, ...]:
        """Return the order asked for."""
        if not self.sort:
            return self.spec.order
        column = next(c for c in self.spec.columns if c.code == self.sort.removeprefix("-"))
        sign = "-" if self.sort.startswith("-") else ""
        return (f"{sign}{column.sort}",)

    def url(self, **changes: str | None) -> str:
        """Return the address of the list with changes; every change leads to the first page."""
        query = QueryDict(mutable=True)
        query.update(self.get)
        for gone in ("after", "before", "page", "export"):
            query.pop(gone, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        for name in [n for n, values in query.lists() if not any(values)]:
            del query[name]
        return self.request.path + (f"?{query.urlencode()}" if query else "")

    def _value(self, item: Filter) -> str:
        value = self.get.get(item.code, "").strip()[:WORDS_LENGTH]
        if item.kind == "date":
            return value if _is_date(value) else ""
        if item.choices is not None and value not in {v for v, _ in self.options[item.code]}:
            return ""
        return value

    def _sort(self) -> str:
        wanted = self.get.get("sort", "")
        known = {c.code for c in self.spec.columns if c.sort}
        return wanted if wanted.removeprefix("-") in known else ""

    def _size(self) -> int:
        asked = self.get.get("size", "")
        if asked.isdecimal() and int(asked) in SIZES:
            _remember(self.request, self.spec, size=int(asked))
            return int(asked)
        kept = _remembered(self.request, self.spec).get("size")
        return kept if kept in SIZES else PRESET_SIZE

    def _columns(self) -> list[Column]:
        kept = _remembered(self.request, self.spec).get("columns")
        if kept is None:
            return [c for c in self.spec.columns if c.shown]
        chosen = [c for c in self.spec.columns if c.code in kept]
        return chosen or [c for c in self.spec.columns if c.shown]


def _view(request: HttpRequest, spec: ListSpec, query: _Query, rows: Rows) -> ListView:
    keys = keyset.keys_for(rows, query.order())
    get = request.GET
    read = readable(rows, query.columns, keys)
    page = keyset.read_page(
        read, keys, size=query.size, after=get.get("after", ""), before=get.get("before", "")
    )
    number = query.page if page.before else 1
    labels = labels_of(query.columns, rows)
    return ListView(
        spec=spec,
        columns=[_heading(column, query) for column in query.columns],
        rows=shown_rows(page.rows, query.columns, labels),
        filters=[_shown_filter(f, query) for f in spec.filters if f.usual],
        more_filters=[_shown_filter(f, query) for f in spec.filters if not f.usual],
        chips=_chips(query),
        count=_count(query, rows, page),
        words=query.words,
        sort=query.sort,
        size=query.size,
        sizes=[(size, query.url(size=str(size))) for size in SIZES],
        page=number,
        next_url=query.url(after=page.after, page=str(number + 1)) if page.after else "",
        previous_url=_previous(query, page, number),
        first_url=query.url(),
        clear_url=request.path,
        export_url=query.url(export="xlsx") if spec.may_export else "",
        choice=[
            {"code": c.code, "title": c.title, "chosen": c in query.columns} for c in spec.columns
        ],
        bulk=_bulk(spec, actor_of(request)),
        path=request.get_full_path(),
        is_filtered=query.is_narrow,
        has_search=spec.search is not None,
        empty=spec.empty
        if isinstance(spec.empty, Empty)
        else Empty(spec.empty or _("这里还没有内容")),
        advice=spec.search_advice(query.words) if spec.search_advice and query.words else "",
        kept=[("sort", query.sort)] if query.sort else [],
    )


def _previous(query: _Query, page: keyset.Page, number: int) -> str:
    if not page.before:
        return ""
    return query.url() if number <= 2 else query.url(before=page.before, page=str(number - 1))


def _count(query: _Query, rows: Rows, page: keyset.Page) -> str:
    """Return the number of rows as shown; beyond the cap only that there are more."""
    if not page.before and not page.after:
        return f"{len(page.rows):,}"
    known = query.spec.count
    is_known = not query.words and query.values.keys() <= query.spec.counted_by
    if known and is_known and (exact := known(query.request)) is not None:
        return f"{exact:,}"
    # A search that has looked its rows up already says how many; whatever narrows them further is
    # another QuerySet, which does not.
    found = getattr(rows, "known_total", None)
    if found is None:
        found = rows.order_by().values("pk")[: COUNT_CAP + 1].count()
    return f"{COUNT_CAP:,}+" if found > COUNT_CAP else f"{found:,}"


def _heading(column: Column, query: _Query) -> dict[str, Any]:
    descending = query.sort == f"-{column.code}"
    ascending = query.sort == column.code
    following = None if descending else f"-{column.code}" if ascending else column.code
    return {
        "column": column,
        "url": query.url(sort=following) if column.sort else "",
        "direction": "descending" if descending else "ascending" if ascending else "",
    }


def _shown_filter(item: Filter, query: _Query) -> dict[str, Any]:
    return {
        "filter": item,
        "options": query.options[item.code],
        "kind": "choice"
        if item.choices is not None
        else "text"
        if item.kind == "choice"
        else item.kind,
        "value": query.values.get(item.code, ""),
    }


def _chips(query: _Query) -> list[dict[str, str]]:
    """Return what the list is narrowed by, each with the address without it."""
    chips = []
    if query.words:
        chips.append(
            {"text": _("查找：{words}").format(words=query.words), "url": query.url(q=None)}
        )
    for item in query.spec.filters:
        if value := query.values.get(item.code):
            label = dict(query.options[item.code]).get(value, value)
            chips.append({"text": f"{item.title}：{label}", "url": query.url(**{item.code: None})})
    return chips


def _bulk(spec: ListSpec, actor: Actor) -> list[dict[str, str]]:
    return [
        {
            "title": b.title,
            "url": reverse(b.url_name) if b.url_name else "",
            "icon": b.icon,
            "kind": b.kind,
            "name": b.field[0],
            "value": b.field[1],
        }
        for b in spec.bulk
        if b.ability is None or actor.may(b.ability)
    ]


def _is_date(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _remembered(request: HttpRequest, spec: ListSpec) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get("lists", {}).get(spec.code, {})
    return kept


def _remember(request: HttpRequest, spec: ListSpec, **changes: Any) -> None:
    kept = _remembered(request, spec)
    if any(kept.get(name) != value for name, value in changes.items()):
        lists = dict(request.session.get("lists", {}))
        lists[spec.code] = {**kept, **changes}
        request.session["lists"] = lists


def _export(request: HttpRequest, spec: ListSpec, query: _Query, rows: Rows) -> HttpResponse:
    if rows.order_by().values("pk")[EXPORT_CAP : EXPORT_CAP + 1].exists():
        raise TooManyToExport(cap=EXPORT_CAP)
    keys = keyset.keys_for(rows, query.order())
    ordered = rows.order_by(*(keyset.ordering(key, False) for key in keys))
    actor, at = actor_of(request), clock.now()
    line = _("{name} {at:%Y-%m-%d %H:%M} 导出。仅限工作使用，请妥善保管。").format(
        name=actor.name, at=at
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        cells = export_rows(ordered, query.columns, labels_of(query.columns, rows))
        header = [column.title for column in query.columns]
        written = sheets.write_rows(path, header, cells, watermark=line, sheet=spec.title[:31])
        file = path.open("rb")
    for recorder in _recorders:
        recorder(actor, spec, written, request.GET.urlencode())
    name = f"{spec.title}-{at:%Y%m%d-%H%M}.xlsx"
    answer: Any = FileResponse(file, as_attachment=True, filename=name)
    return answer
