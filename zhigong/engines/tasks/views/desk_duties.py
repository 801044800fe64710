"""Duties: tasks that come back every day, month, quarter or year."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.tasks import forms, operations, queries
from zhigong.engines.tasks.contract import Rhythm
from zhigong.engines.tasks.permissions import HAND_OUT
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import scope_tops

MENU = "tasks.duties"


def _standing(ended_on: Any) -> str:
    return _("%(day)s 停止") % {"day": ended_on.isoformat()} if ended_on else _("进行中")


def _to_whom(is_for_all: bool) -> str:
    return _("全部下一级工会") if is_for_all else _("指定工会")


DUTIES = ListSpec(
    code="duties",
    title=N_("定期任务"),
    purpose=N_("到期自动交办，每个周期一次；停止后不再下发，已下发的继续办理。"),
    ability=HAND_OUT,
    rows=lambda request: queries.duties_for(actor=actor_of(request)),
    order=("-created_at",),
    search=lambda rows, words: rows.filter(title__icontains=words),
    search_hint=N_("任务名称"),
    columns=(
        Column("title", N_("任务"), "title", link=Link("tasks:duty", "pk"), wrap=True),
        Column("union", N_("交办工会"), "union__name"),
        Column("rhythm", N_("频次"), "rhythm", sort="rhythm"),
        Column("ordinal", N_("第几个工作日"), "ordinal", numeric=True),
        Column("limit", N_("办理工作日"), "limit_days", numeric=True),
        Column("whom", N_("交办给"), "is_for_all_below", text=_to_whom),
        Column("standing", N_("状态"), "ended_on", text=_standing),
    ),
    filters=(Filter("rhythm", N_("频次"), choices=Rhythm.choices),),
    empty=Empty(
        N_("还没有定期任务"),
        N_("每月报表、每季度走访这类工作，设置一次，到期自动交办。"),
        action=N_("新建定期任务"),
        url_name="tasks:new_duty",
        icon="calendar-event",
    ),
    drawer=False,
)


@page(HAND_OUT)
def duties(request: HttpRequest) -> HttpResponse:
    """List the duties in scope."""
    return list_page(request, DUTIES, "tasks/desk/duties.html", menu_code=MENU)


@page(HAND_OUT)
@require_http_methods(["GET", "POST"])
def new_duty(request: HttpRequest) -> HttpResponse:
    """Begin a duty."""
    actor = actor_of(request)
    tops = scope_tops(actor=actor, ability=HAND_OUT)
    if not tops:
        raise PermissionDenied
    form = forms.NewDuty(
        request.POST or None,
        actor=actor,
        initial={"issuer": tops[0], "starts_on": clock.today()},
    )
    made = attempt(form, lambda: _begin(request, dict(form.cleaned_data)))
    if made is not None:
        messages.success(request, _("已设置定期任务。"))
        return redirect("tasks:duty", made.pk)
    return render_page(request, "tasks/desk/new_duty.html", form=form, menu_code=MENU)


def _begin(request: HttpRequest, given: dict[str, Any]) -> Any:
    owner = given.pop("owner")
    return operations.save_duty(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        owners=[owner] if owner is not None and not given["is_for_all_below"] else [],
        **given,
    )


@page(HAND_OUT)
@require_safe
def duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Show a duty, to whom it goes and what it handed out."""
    found = queries.get_duty_for(actor=actor_of(request), duty_id=duty_id)
    return render_page(
        request,
        "tasks/desk/duty.html",
        menu_code=MENU,
        duty=found,
        facts=[
            (_("交办工会"), found.union.name),
            (_("频次"), found.get_rhythm_display()),
            (_("下发日"), _("第%(n)d个工作日") % {"n": found.ordinal}),
            (_("办理期限"), _("%(n)d个工作日") % {"n": found.limit_days}),
            (_("计量单位"), found.unit or _("附材料")),
            (_("起始日期"), found.starts_on.isoformat()),
            (_("状态"), _standing(found.ended_on)),
        ],
        owners=queries.owners_of(found),
        hand_outs=queries.hand_outs_of(found)[:24],
    )


@page(HAND_OUT)
@require_POST
def end_duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Let a duty come no more."""
    found = queries.get_duty_for(actor=actor_of(request), duty_id=duty_id)
    operations.end_duty(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        duty=found,
    )
    messages.success(request, _("已停止，之后不再下发。"))
    return redirect(reverse("tasks:duty", args=[found.pk]))
