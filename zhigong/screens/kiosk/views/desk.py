"""Desk pages of who keeps the hall screens: which there are, which answer, set up, take out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.screens.kiosk import forms, operations, queries
from zhigong.screens.kiosk.permissions import MANAGE

CODE = "kiosk_setup_code"
CONDITIONS = {
    "online": N_("在线"),
    "offline": N_("离线"),
    "waiting": N_("待启用"),
    "revoked": N_("已停用"),
}


def _condition(code: str) -> str:
    return _(CONDITIONS[code])


KIOSKS = ListSpec(
    code="kiosks",
    title=N_("自助终端"),
    purpose=N_("大厅里的终端每分钟报到一次；三分钟没有报到的显示离线，请检查电源和网络。"),
    ability=MANAGE,
    rows=lambda request: queries.kiosks_for(actor=actor_of(request), now=timezone.now()),
    order=("name",),
    search=queries.search_kiosks,
    search_hint=N_("终端名称、摆放位置"),
    columns=(
        Column("name", N_("终端名称"), "name", link=Link("kiosks:one", "pk"), sort="name"),
        Column(
            "condition",
            N_("状态"),
            "condition",
            text=_condition,
            tone={"online": "good", "offline": "bad", "waiting": "warn"},
        ),
        Column("place", N_("摆放位置"), "place", wrap=True),
        Column("union", N_("所属工会"), "union__name"),
        Column("last_seen_at", N_("最近在线"), "last_seen_at", sort="last_seen_at"),
        Column("paired_at", N_("启用时间"), "paired_at", shown=False),
        Column("made_at", N_("登记时间"), "made_at", shown=False),
    ),
    filters=(Filter("condition", N_("状态"), choices=tuple(CONDITIONS.items())),),
    empty=Empty(
        N_("还没有登记自助终端"),
        N_("登记后会得到启用码，在终端屏幕上输入即可使用。"),
        icon="device-desktop",
    ),
)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def kiosks(request: HttpRequest) -> HttpResponse:
    """List the screens in scope."""
    return list_page(request, KIOSKS, "kiosk/desk/list.html", menu_code="kiosk.list")


@page(MANAGE)
@sensitive_variables("code")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a screen; its code is shown on the next page, once."""
    actor = actor_of(request)
    form = forms.KioskForm(request.POST if request.method == "POST" else None, actor=actor)
    made = attempt(
        form,
        lambda: operations.register_kiosk(actor=actor, at=timezone.now(), **form.cleaned_data),
    )
    if made is None:
        return render_page(request, "kiosk/desk/new.html", menu_code="kiosk.list", form=form)
    kiosk, code = made
    request.session[CODE] = {"pk": kiosk.pk, "code": code}
    return redirect("kiosks:one", kiosk.pk)


@page(MANAGE)
@require_http_methods(["GET"])
def one(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Show a screen: where it stands, whether it answers, and its new code if there is one."""
    kiosk = queries.get_kiosk_for(actor=actor_of(request), kiosk_id=kiosk_id, now=timezone.now())
    shown = request.session.get(CODE) or {}
    code = shown.get("code", "") if shown.get("pk") == kiosk.pk and kiosk.setup_until else ""
    return render_page(
        request,
        "kiosk/desk/one.html",
        menu_code="kiosk.list",
        kiosk=kiosk,
        code=code,
        address=request.build_absolute_uri("/kiosk/"),
        condition=_condition(kiosk.condition),  # type: ignore[attr-defined]
    )


@page(MANAGE)
@sensitive_variables("code")
@require_POST
def renew(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Make a new set-up code."""
    actor, now = actor_of(request), timezone.now()
    kiosk = queries.get_kiosk_for(actor=actor, kiosk_id=kiosk_id, now=now)
    try:
        code = operations.renew_code(actor=actor, at=now, kiosk=kiosk)
    except UserError as error:
        messages.error(request, error.message)
    else:
        request.session[CODE] = {"pk": kiosk.pk, "code": code}
    return redirect("kiosks:one", kiosk_id)


@page(MANAGE)
@require_POST
def revoke(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Take a screen out of use."""
    actor, now = actor_of(request), timezone.now()
    kiosk = queries.get_kiosk_for(actor=actor, kiosk_id=kiosk_id, now=now)
    operations.revoke_kiosk(actor=actor, at=now, kiosk=kiosk)
    messages.success(request, _("终端已停用，屏幕上的登记立即失效。"))
    return redirect("kiosks:one", kiosk_id)
