"""Desk pages of the codes to join by: the list, one code, its poster, the wall of an event."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.work.membership import forms, operations, queries
from zhigong.work.membership.permissions import JOIN_VIEW, KEEP_POINTS

MENU = "membership.joins"


def _state(rows: Any, value: str) -> Any:
    return rows.filter(revoked_at__isnull=value == "open")


def _by_words(rows: Any, words: str) -> Any:
    return rows.filter(title__contains=words) | rows.filter(union__name__contains=words)


POINTS = ListSpec(
    code="join-points",
    title=N_("入会码"),
    purpose=N_("职工扫码入会的二维码。印成海报张贴；泄露或过期的可以停用。"),
    ability=JOIN_VIEW,
    rows=lambda request: queries.points_for(actor=actor_of(request)),
    order=("-created_at",),
    search=_by_words,
    search_hint=N_("名称或工会"),
    columns=(
        Column("title", N_("名称"), "title", link=Link("membership:point")),
        Column("kind", N_("类型"), "kind"),
        Column("union", N_("工会"), "union__name"),
        Column("receiving", N_("接收工会"), "receiving__name"),
        Column("asked", N_("申请"), "asked", numeric=True, sort="asked"),
        Column("joined", N_("入会"), "joined", numeric=True, sort="joined"),
        Column("created_at", N_("启用时间"), "created_at", sort="created_at"),
        Column("revoked_at", N_("停用时间"), "revoked_at", shown=False),
    ),
    filters=(
        Filter(
            "state",
            N_("状态"),
            choices=(("open", N_("使用中")), ("closed", N_("已停用"))),
            apply=_state,
        ),
        Filter("kind", N_("类型"), choices=queries.PointKind.choices),
    ),
    drawer=False,
    empty=Empty(
        N_("还没有入会码"), N_("先制作一个入会码，打印海报张贴在车间、站点、门店。"), icon="qrcode"
    ),
)


@page(JOIN_VIEW)
@require_http_methods(["GET", "POST"])
def points(request: HttpRequest) -> HttpResponse:
    """List the codes of unions in scope."""
    may = actor_of(request).may(KEEP_POINTS)
    return list_page(request, POINTS, "membership/desk/points.html", menu_code=MENU, may_keep=may)


@page(KEEP_POINTS)
@require_http_methods(["GET", "POST"])
def new_point(request: HttpRequest) -> HttpResponse:
    """Make a code."""
    actor = actor_of(request)
    given = request.POST if request.method == "POST" else None
    form = forms.PointForm(given, actor=actor, initial=request.GET.dict())
    made = attempt(
        form,
        lambda: operations.make_point(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            union=form.cleaned_data["union"],
            particulars=form.particulars(),
        ),
    )
    if made is not None:
        messages.success(request, _("入会码已启用，请打印海报张贴。"))
        return redirect("membership:point", made.pk)
    return render_page(request, "membership/desk/point_form.html", form=form, menu_code=MENU)


@page(JOIN_VIEW)
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, point_id: int) -> HttpResponse:
    """Show a code with what came of it, and revoke it."""
    actor = actor_of(request)
    found = queries.get_point_for(actor=actor, point_id=point_id)
    may = actor.scope(KEEP_POINTS).covers(found.union.ancestors)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        operations.revoke_point(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            point=found,
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("已停用，扫码的人会看到提示。已提交的申请照常办理。"))
        return redirect("membership:point", found.pk)
    return render_page(
        request,
        "membership/desk/point.html",
        point=found,
        address=_address(request, found),
        counts=queries.joined_at(point=found),
        may_keep=may,
        menu_code=MENU,
    )


@page(JOIN_VIEW)
@require_safe
def point_poster(request: HttpRequest, point_id: int) -> HttpResponse:
    """Show the poster of a code, to print on A4 and hang up."""
    found = queries.get_point_for(actor=actor_of(request), point_id=point_id)
    address = _address(request, found)
    return render_page(request, "membership/desk/poster.html", point=found, address=address)


@page(JOIN_VIEW)
@require_safe
def point_wall(request: HttpRequest, point_id: int) -> HttpResponse:
    """Show a code large, with the live number of those who joined, for a screen at an event."""
    found = queries.get_point_for(actor=actor_of(request), point_id=point_id)
    return render_page(
        request,
        "membership/desk/wall.html",
        "membership/desk/_wall_count.html",
        point=found,
        address=_address(request, found),
        counts=queries.joined_at(point=found),
    )


def _address(request: HttpRequest, found: Any) -> str:
    return request.build_absolute_uri(reverse("membership:join", args=[found.token]))
