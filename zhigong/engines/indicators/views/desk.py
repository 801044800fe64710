"""The officer's pages: the coverages below her, and the lists behind every figure."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.lists import BulkAction, Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.indicators import queries
from zhigong.engines.indicators.contract import COVERAGES, Coverage
from zhigong.engines.indicators.views.cockpit import (
    GAP,
    VIEW,
    chosen_day,
    day_remark,
    seen_path,
)
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import get_union_for, scope_tops

EXPORT, HAND_OUT = "indicators.export", "tasks.hand_out"
CHOSEN = "hand_out"
PEOPLE = "人"


@page(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Show every coverage of the unions directly below, as a table."""
    actor, on = actor_of(request), chosen_day(request)
    code = request.GET.get("union", "")
    if code:
        union = get_union_for(actor=actor, code=code, ability=VIEW)
    else:
        tops = scope_tops(actor=actor, ability=VIEW)
        if not tops:
            raise Http404
        union = tops[0]
    board = queries.board(union_id=union.pk, place=union.region, on=on, today=clock.today())
    return render_page(
        request,
        "indicators/overview.html",
        union=union,
        board=board,
        day_remark=day_remark(request),
        path=seen_path(actor, union),
        entries=[card.entry for card in board.cards],
        children=[
            (child, [child.figures[card.entry.code] for card in board.cards])
            for child in board.children
        ],
    )


@page(GAP)
def gap(request: HttpRequest, facet: str, code: str, on: str = "") -> HttpResponse:
    """Show who a coverage of a union misses on a day (未覆盖名单)."""
    if facet not in COVERAGES:
        raise Http404
    entry, actor = COVERAGES.get(facet), actor_of(request)
    union = get_union_for(actor=actor, code=code, ability=GAP)
    day = _day(on)
    if request.method == "POST" and request.POST.get("deed") == CHOSEN:
        return redirect_to_plan(request, facet, code)
    spec = spec_of(entry, union, day, actor=actor)
    return list_page(
        request,
        spec,
        "indicators/gap.html",
        union=union,
        entry=entry,
        on=day,
        figure=next(
            f
            for f in queries.coverage(union_id=union.pk, on=day, today=clock.today())
            if f.code == facet
        ),
        may_hand_out=actor.scope(HAND_OUT).covers(union.ancestors),
    )


def spec_of(entry: Coverage, union: Any, on: date, *, actor: Actor) -> ListSpec:
    """Return the list of whom a coverage misses; it can be handed out from, as it is today."""
    spec: ListSpec = _SPECS[entry.gap_kind](entry, union, on, may_export=actor.may(EXPORT))
    if on != clock.today() or not actor.scope(HAND_OUT).covers(union.ancestors):
        return spec
    sent = Column("sent", _("交办"), "is_sent", text=_sent, tone={True: "info"})
    stage = Filter(
        "task",
        _("交办"),
        choices=(("unsent", _("未交办")), ("sent", _("交办中"))),
        apply=lambda rows, value: queries.of_stage(rows, value, code=entry.code),
    )
    return replace(
        spec,
        columns=(*spec.columns, sent),
        filters=(*spec.filters, stage),
        rows=lambda request: queries.with_sent(spec.rows(request), code=entry.code),
        bulk=(
            BulkAction(
                "hand_out",
                _("交办所选"),
                ability=HAND_OUT,
                icon="send",
                field=("deed", CHOSEN),
            ),
        ),
    )


def redirect_to_plan(request: HttpRequest, facet: str, code: str) -> HttpResponse:
    """Lead from the chosen rows to the page that says who would get them."""
    chosen = [one for one in request.POST.getlist("ids") if one.isdecimal()]
    address = reverse("indicators:hand_out", args=[facet, code])
    return redirect(f"{address}?{urlencode({'ids': ','.join(chosen)})}")


def _sent(is_sent: bool) -> str:
    return _("交办中") if is_sent else ""


@page(GAP)
def parts(request: HttpRequest, facet: str, code: str) -> HttpResponse:
    """Show a coverage of employers by size and by ownership, each part with its list."""
    if facet not in COVERAGES or COVERAGES.get(facet).gap_kind != "employer":
        raise Http404
    entry, today = COVERAGES.get(facet), clock.today()
    union = get_union_for(actor=actor_of(request), code=code, ability=GAP)
    asked: dict[str, Any] = {"code": facet, "union_id": union.pk, "on": today}
    sizes = [(value, _(title)) for value, title in _SIZES]
    return render_page(
        request,
        "indicators/parts.html",
        menu_code="coverage",
        union=union,
        entry=entry,
        tables=[
            (_("按规模"), "size", queries.by_size(**asked, titles=sizes)),
            (_("按所有制"), "ownership", queries.by_ownership(**asked)),
        ],
    )


def _day(text: str) -> date:
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _page_of(name: str, field: str) -> Any:
    """Return the link from a row to the page of what it is; none where no such page exists."""

    def link(row: Any) -> str | None:
        try:
            return reverse(name, args=[getattr(row, field)])
        except NoReverseMatch:
            return None

    return link


def _missing(entry: Coverage) -> tuple[Column, ...]:
    """Return the numbers of a row; hidden at first where a row is either reached or not."""
    more: dict[str, Any] = {"numeric": True, "shown": entry.unit == PEOPLE}
    titles = ((_("应达"), "due"), (_("已达"), "reached"), (_("缺口"), "missing"))
    return tuple(
        Column(code, f"{title}（{entry.unit}）", code, sort=code, **more) for title, code in titles
    )


def _below(union: Any, on: date) -> Filter:
    """Narrow to one of the unions directly below, with everything under it."""
    return Filter(
        "below",
        _("下级工会"),
        choices=lambda _request: queries.children_choices(union_id=union.pk, on=on),
        apply=lambda rows, code: queries.within_union(rows, code=code, on=on),
    )


def _spec(entry: Coverage, union: Any, on: date, **more: Any) -> ListSpec:
    return ListSpec(
        code=f"gap_{entry.gap_kind}",
        title=_("{title}未覆盖名单").format(title=entry.title),
        ability=GAP,
        rows=lambda _request: queries.gap_list(code=entry.code, union_id=union.pk, on=on),
        purpose=_("{union}及下级，截至{on}。{definition}").format(
            union=union.name, on=on.isoformat(), definition=entry.definition
        ),
        empty=Empty(_("没有未覆盖的对象"), _("这项覆盖在所选范围内已全部达到。")),
        **more,
    )


def _employers(entry: Coverage, union: Any, on: date, *, may_export: bool) -> ListSpec:
    return _spec(
        entry,
        union,
        on,
        columns=(
            Column(
                "name",
                _("单位名称"),
                "name",
                sort="name_key",
                link=_page_of("employers:detail", "code"),
                wrap=True,
            ),
            Column("credit_code", _("统一社会信用代码"), "credit_code", shown=False),
            Column("owner", _("负责工会"), "owner_name", sort="owner_name", wrap=True),
            Column("sector", _("行业"), "sector"),
            Column("ownership", _("所有制"), "ownership", shown=False),
            Column("workers", _("职工数"), "workers_then", sort="workers_then", numeric=True),
            *_missing(entry),
            Column("address", _("地址"), "address", shown=False, wrap=True),
        ),
        order=("-missing", "-workers_then", "pk"),
        filters=(
            _below(union, on),
            Filter("size", _("规模"), choices=_SIZES, apply=_of_size),
            Filter("sector", _("行业"), choices=queries.labels_of("employers.Employer", "sector")),
            Filter(
                "ownership",
                _("所有制"),
                choices=queries.labels_of("employers.Employer", "ownership"),
                usual=False,
            ),
        ),
        search=queries.by_name_or_code,
        search_hint=_("单位名称、编号或信用代码"),
        may_export=may_export,
    )


_SIZES = (
    ("0-24", N_("24人以下")),
    ("25-99", N_("25至99人")),
    ("100-499", N_("100至499人")),
    ("500-", N_("500人以上")),
)


def _of_size(rows: Any, value: str) -> Any:
    low, high = value.split("-")
    rows = rows.filter(workers_then__gte=int(low))
    return rows.filter(workers_then__lte=int(high)) if high else rows


def _unions(entry: Coverage, union: Any, on: date, *, may_export: bool) -> ListSpec:
    return _spec(
        entry,
        union,
        on,
        columns=(
            Column(
                "name",
                _("工会名称"),
                "name",
                sort="name_key",
                link=_page_of("unions:detail", "code"),
                wrap=True,
            ),
            Column("code", _("工会编号"), "code", sort="code"),
            Column("kind", _("组织类型"), "kind", sort="kind"),
            Column("parent", _("上级工会"), "parent_name", wrap=True),
            *_missing(entry),
        ),
        order=("-missing", "code"),
        filters=(
            _below(union, on),
            Filter("kind", _("组织类型"), choices=queries.labels_of("unions.Union", "kind")),
        ),
        search=queries.by_name_or_code,
        search_hint=_("工会名称或编号"),
        may_export=may_export,
    )


def _persons(entry: Coverage, union: Any, on: date, *, may_export: bool) -> ListSpec:
    return _spec(
        entry,
        union,
        on,
        columns=(
            Column(
                "name",
                _("姓名"),
                "person__name",
                sort="name_py",
                link=_page_of("people:detail", "person_id"),
            ),
            Column("union", _("所在工会"), "union__name", wrap=True),
            Column("employer", _("工作单位"), "employer__name", wrap=True),
            Column("since", _("本会会籍起"), "starts_on", sort="starts_on"),
        ),
        order=("county_id", "name_py"),
        filters=(_below(union, on),),
        search=queries.by_person,
        search_hint=_("姓名"),
        count=lambda _request: _known_count(entry.code, union, on),
        may_export=may_export,
    )


def _known_count(code: str, union: Any, on: date) -> int:
    figures = queries.coverage(union_id=union.pk, on=on, today=clock.today())
    return next(figure.gap_rows for figure in figures if figure.code == code)


_SPECS = {"employer": _employers, "union": _unions, "person": _persons}
