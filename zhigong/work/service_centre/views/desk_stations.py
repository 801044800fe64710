"""Appeal centres and stations on the desk: register, page with appeals, poster, what is open."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.documents.operations import store_document
from zhigong.registry.unions.contract import attempt
from zhigong.work.service_centre import forms, operations, queries
from zhigong.work.service_centre.permissions import KEEP_STATIONS, VIEW

MENU = "service_centre.stations"
PHOTO = "place_photo"
STATE_TONES = {"handling": "info", "returned": "warn", "done": "good", "refused": "bad"}
LACKS = {"owner": N_("无人承办"), "late": N_("超期未答复"), "reply": N_("办结无答复")}
LACK_TONES = {"owner": "bad", "late": "bad", "reply": "warn"}


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _open_or_closed(rows: Any, value: str) -> Any:
    return rows.filter(ends_before__isnull=value == "open")


def _by_words(rows: Any, words: str) -> Any:
    return rows.filter(name__contains=words) | rows.filter(union__name__contains=words)


STATIONS = ListSpec(
    code="stations",
    title=N_("员工诉求中心（站）"),
    purpose=N_("企业里职工提诉求的地方；站内办件件件有落实、事事有回音。"),
    ability=VIEW,
    rows=lambda request: queries.stations_for(actor=actor_of(request)),
    order=("-starts_on",),
    search=_by_words,
    search_hint=N_("诉求站或工会名称"),
    columns=(
        Column("name", N_("名称"), "name", link=Link("service_centre:station", "pk")),
        Column("level", N_("类型"), "level"),
        Column("union", N_("所属工会"), "union__name"),
        Column("place", N_("地点"), "place"),
        Column("hours", N_("接待时间"), "hours", shown=False),
        Column("head", N_("负责人"), "head"),
        Column("phone", N_("联系电话"), "phone", shown=False),
        Column("total", N_("诉求"), "total", numeric=True, sort="total"),
        Column("closed", N_("已办结"), "closed", numeric=True),
        Column("share", N_("办结率"), "share", text=_share, numeric=True),
        Column("starts_on", N_("成立日期"), "starts_on", sort="starts_on"),
        Column("ends_before", N_("撤销日期"), "ends_before", shown=False),
    ),
    filters=(
        Filter("level", N_("类型"), choices=queries.StationLevel.choices),
        Filter(
            "state",
            N_("状态"),
            choices=(("open", N_("开放")), ("closed", N_("已撤销"))),
            apply=_open_or_closed,
        ),
    ),
    empty=Empty(N_("还没有诉求中心（站）"), N_("先登记已经挂牌的诉求中心，再打印二维码海报张贴。")),
)

UNATTENDED = ListSpec(
    code="unattended-appeals",
    title=N_("未落实、未回音的诉求"),
    purpose=N_("诉求站的办件中没有人承办、超期没有答复，或办结时没有写明结果的。"),
    ability=VIEW,
    rows=lambda request: queries.unattended_appeals(actor=actor_of(request), today=clock.today()),
    order=("opened_at",),
    columns=(
        Column("number", N_("办件编号"), "number", link=Link("cases:detail", "number")),
        Column("station", N_("诉求站"), "appeal_station__station__name"),
        Column("union", N_("所属工会"), "union__name"),
        Column("lack", N_("缺什么"), "lack", text=lambda lack: _(LACKS[lack]), tone=LACK_TONES),
        Column("state", N_("状态"), "state", tone=STATE_TONES),
        Column("opened_at", N_("提交时间"), "opened_at", sort="opened_at"),
        Column("promised_on", N_("承诺办结日期"), "promised_on", sort="promised_on"),
    ),
    filters=(Filter("lack", N_("缺什么"), choices=tuple(LACKS.items())),),
    empty=Empty(N_("件件有落实，事事有回音"), N_("没有缺承办人或缺答复的诉求。"), icon="checklist"),
)

APPEALS = ListSpec(
    code="station-appeals",
    title=N_("站内诉求"),
    ability=VIEW,
    rows=lambda request: queries.stations_for(actor=actor_of(request)),
    order=("-opened_at",),
    columns=(
        Column("number", N_("办件编号"), "number", link=Link("cases:detail", "number")),
        Column("applicant", N_("申请人"), "applicant_name"),
        Column("state", N_("状态"), "state", tone=STATE_TONES),
        Column("opened_at", N_("提交时间"), "opened_at", sort="opened_at"),
        Column("promised_on", N_("承诺办结日期"), "promised_on", sort="promised_on"),
        Column("result", N_("办理结果"), "result", wrap=True),
    ),
    empty=Empty(N_("还没有诉求"), N_("职工扫海报上的二维码，或在手机上办理“诉求反映”。")),
)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def stations(request: HttpRequest) -> HttpResponse:
    """List the stations in scope."""
    actor = actor_of(request)
    lacking = queries.unattended_appeals(actor=actor, today=clock.today()).count()
    return list_page(
        request,
        STATIONS,
        "service_centre/desk/stations.html",
        menu_code=MENU,
        lacking=lacking,
        may_keep=actor.may(KEEP_STATIONS),
    )


@page(VIEW)
@require_http_methods(["GET", "POST"])
def unattended(request: HttpRequest) -> HttpResponse:
    """List exactly the appeals that lack somebody or an answer."""
    return list_page(request, UNATTENDED, "service_centre/desk/unattended.html", menu_code=MENU)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def station(request: HttpRequest, station_id: int) -> HttpResponse:
    """Show a station with its appeals and closing rate."""
    actor = actor_of(request)
    found = queries.get_station_for(actor=actor, station_id=station_id)
    rows = queries.appeals_of(actor=actor, station=found)
    may_keep = actor.scope(KEEP_STATIONS).covers(found.union.ancestors)
    return list_page(
        request,
        APPEALS,
        "service_centre/desk/station.html",
        rows=rows,
        menu_code=MENU,
        station=found,
        closing=queries.closing_of(rows),
        may_keep=may_keep,
        closing_form=forms.ClosingForm(),
    )


@page(KEEP_STATIONS)
@require_http_methods(["GET", "POST"])
def new_station(request: HttpRequest) -> HttpResponse:
    """Register a station."""
    actor = actor_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.StationForm(*sent, actor=actor)

    def save() -> Any:
        union = form.cleaned_data["union"]
        return operations.register_station(
            actor=actor,
            union=union,
            particulars=form.particulars(),
            photo=_photo(request, form, union),
        )

    made = attempt(form, save)
    if made is not None:
        messages.success(request, _("已登记。请打印二维码海报，张贴在职工看得到的地方。"))
        return redirect("service_centre:station", made.pk)
    return _form_page(request, form, None)


@page(KEEP_STATIONS)
@require_http_methods(["GET", "POST"])
def edit_station(request: HttpRequest, station_id: int) -> HttpResponse:
    """Correct a station."""
    actor = actor_of(request)
    found = queries.get_station_for(actor=actor, station_id=station_id, ability=KEEP_STATIONS)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    known = {
        name: getattr(found, name) for name in forms.StationForm.base_fields if name != "photo"
    }
    form = forms.StationForm(*sent, actor=actor, is_known=True, initial=known)
    made = attempt(
        form,
        lambda: operations.change_station(
            actor=actor,
            station=found,
            particulars=form.particulars(),
            photo=_photo(request, form, found.union),
        ),
    )
    if made is not None:
        messages.success(request, _("已保存。"))
        return redirect("service_centre:station", found.pk)
    return _form_page(request, form, found)


def _form_page(request: HttpRequest, form: Any, found: Any) -> HttpResponse:
    template = "service_centre/desk/station_form.html"
    return render_page(request, template, menu_code=MENU, form=form, station=found)


def _photo(request: HttpRequest, form: Any, union: Any) -> Any:
    file = form.cleaned_data["photo"]
    if not file:
        return None
    return store_document(
        file=file,
        kind=PHOTO,
        title=file.name,
        union=union,
        at=request.now,  # type: ignore[attr-defined]
        actor=actor_of(request),
    )


@page(KEEP_STATIONS)
@require_http_methods(["GET", "POST"])
def end_station(request: HttpRequest, station_id: int) -> HttpResponse:
    """Close a station."""
    actor = actor_of(request)
    found = queries.get_station_for(actor=actor, station_id=station_id, ability=KEEP_STATIONS)
    form = forms.ClosingForm(request.POST if request.method == "POST" else None)
    done = attempt(
        form,
        lambda: operations.close_station(actor=actor, station=found, **form.cleaned_data),
    )
    if done is not None:
        messages.success(request, _("已撤销。站内没有办完的诉求仍要办完、答复。"))
        return redirect("service_centre:station", found.pk)
    template = "service_centre/desk/station_end.html"
    return render_page(request, template, menu_code=MENU, form=form, station=found)


@page(VIEW)
@require_safe
def poster(request: HttpRequest, station_id: int) -> HttpResponse:
    """Show the poster of a station, to print on A4 and hang up."""
    found = queries.get_station_for(actor=actor_of(request), station_id=station_id)
    address = reverse("service_centre:station_public", args=[found.pk])
    return render_page(
        request,
        "service_centre/desk/poster.html",
        station=found,
        address=request.build_absolute_uri(address),
    )
