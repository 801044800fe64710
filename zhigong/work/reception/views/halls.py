"""Setting up halls on the desk: hours, days of their own, groups of matters, windows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import scope_tops
from zhigong.work.reception import operations
from zhigong.work.reception.forms import halls as forms
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.queries import halls as queries

MENU = "reception.halls"


def _in_use(is_active: bool) -> str:
    return _("开放") if is_active else _("停用")


HALLS = ListSpec(
    code="reception-halls",
    title=N_("大厅和窗口"),
    purpose=N_("设置服务大厅的开放时间、事项分组和窗口。"),
    ability=MANAGE,
    rows=lambda request: queries.halls_for(actor=actor_of(request), ability=MANAGE),
    order=("name",),
    columns=(
        Column("name", N_("大厅"), "name", sort="name", link=Link("reception:hall", "pk")),
        Column("union", N_("所属工会"), "union__name"),
        Column("address", N_("地址"), "address"),
        Column("phone", N_("电话"), "phone"),
        Column("state", N_("状态"), "is_active", text=_in_use),
    ),
    search=lambda rows, words: rows.filter(name__icontains=words),
    search_hint=N_("大厅名称"),
    empty=Empty(
        N_("还没有服务大厅"),
        N_("新建大厅后，设置开放时间、事项分组和窗口，即可取号叫号。"),
        N_("新建大厅"),
        "reception:new_hall",
    ),
    drawer=False,
)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def halls(request: HttpRequest) -> HttpResponse:
    """List the halls in scope."""
    return list_page(request, HALLS, "reception/desk/halls.html", menu_code=MENU)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def new_hall(request: HttpRequest) -> HttpResponse:
    """Set up a hall."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else None
    tops = scope_tops(actor=actor, ability=MANAGE) if sent is None else []
    form = forms.HallForm(sent, actor=actor, initial={"union": tops[0]} if tops else {})
    made = attempt(form, lambda: operations.open_hall(actor=actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("已新建大厅，请继续设置开放时间、事项分组和窗口。"))
        return redirect("reception:hall", made.pk)
    return _form_page(request, form, _("新建大厅"), None)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def edit_hall(request: HttpRequest, hall_id: int) -> HttpResponse:
    """Change what a hall is called, where it is and how it is booked."""
    actor = actor_of(request)
    hall = queries.get_hall_for(actor=actor, hall_id=hall_id, ability=MANAGE)
    form = forms.HallForm(request.POST or None, actor=actor, hall=hall)
    if _done(form, lambda: operations.change_hall(actor=actor, hall=hall, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("reception:hall", hall_id)
    return _form_page(request, form, _("修改大厅"), hall)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def hall(request: HttpRequest, hall_id: int) -> HttpResponse:
    """Show a hall: its week, its days, its groups and windows; add to its hours, take from them."""
    found = queries.get_hall_for(actor=actor_of(request), hall_id=hall_id, ability=MANAGE)
    sent, action = request.POST, request.POST.get("action", "")
    hours = forms.HoursForm(sent if action == "add_hours" else None)
    day = forms.HallDayForm(sent if action == "set_day" else None)
    if request.method == "POST" and _changed(request, found, action, hours=hours, day=day):
        messages.success(request, _("已保存。"))
        return redirect("reception:hall", hall_id)
    today = clock.today()
    opening = queries.opening_of([found], since=today)
    return render_page(
        request,
        "reception/desk/hall.html",
        menu_code=MENU,
        hall=found,
        hours=queries.hours_of(found),
        own_days=queries.own_days_of(found, since=today),
        groups=queries.groups_of(found),
        windows=queries.windows_of(found),
        hours_form=hours,
        day_form=day,
        today_spans=opening.spans(found, today),
    )


def _changed(
    request: HttpRequest,
    found: Any,
    action: str,
    *,
    hours: forms.HoursForm,
    day: forms.HallDayForm,
) -> bool:
    """Do what the button says; False when its form came back with something wrong."""
    known = {"actor": actor_of(request), "hall": found}
    number = request.POST.get("id", "")
    row_id = int(number) if number.isdecimal() and len(number) < 16 else 0
    if action == "remove_hours":
        operations.remove_hours(**known, hours_id=row_id)
        return True
    if action == "remove_day":
        operations.remove_day(**known, day_id=row_id)
        return True
    if action == "set_day":
        return _done(day, lambda: operations.set_day(**known, **day.cleaned_data))
    return _done(hours, lambda: operations.add_hours(**known, **hours.cleaned_data))


def _done(form: Any, call: Callable[[], Any]) -> bool:
    """Make the call when the form is valid; put a refusal beside its field."""
    return attempt(form, lambda: (call(), True)[1]) is True


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, hall_id: int, group_id: int | None = None) -> HttpResponse:
    """Add a group of matters to a hall, or change one."""
    actor = actor_of(request)
    found = queries.get_hall_for(actor=actor, hall_id=hall_id, ability=MANAGE)
    known = queries.get_group_of(found, group_id) if group_id else None
    form = forms.GroupForm(request.POST or None, group=known)
    given: dict[str, Any] = {"actor": actor, "hall": found, "group": known}
    if _done(form, lambda: operations.set_group(**given, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("reception:hall", hall_id)
    return _form_page(request, form, _("事项分组"), found)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, hall_id: int, window_number: int | None = None) -> HttpResponse:
    """Add a window to a hall, or change one."""
    actor = actor_of(request)
    found = queries.get_hall_for(actor=actor, hall_id=hall_id, ability=MANAGE)
    known = queries.get_window_of(found, window_number) if window_number else None
    groups = queries.groups_of(found)
    form = forms.WindowForm(request.POST or None, groups=groups, window=known)
    given: dict[str, Any] = {"actor": actor, "hall": found, "window": known}
    if _done(form, lambda: operations.set_window(**given, **form.cleaned_data)):
        messages.success(request, _("已保存。"))
        return redirect("reception:hall", hall_id)
    return _form_page(request, form, _("窗口"), found)


def _form_page(request: HttpRequest, form: Any, title: str, hall: Any) -> HttpResponse:
    return render_page(
        request, "reception/desk/hall_form.html", menu_code=MENU, form=form, title=title, hall=hall
    )
