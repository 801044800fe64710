"""Numbers on the desk as rows and as figures; every figure leads to its rows."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import DateField
from zhigong.work.reception.contract import UNSERVED_STATES, Priority, TicketChannel, TicketState
from zhigong.work.reception.permissions import VIEW
from zhigong.work.reception.queries import halls, numbers

if TYPE_CHECKING:
    from django.db.models import QuerySet

TONES = {
    "booked": "info",
    "waiting": "warn",
    "called": "info",
    "done": "good",
    "left": "bad",
    "expired": "bad",
}
LONGEST_DAYS = 92
PRESET_DAYS = 30
UNSERVED = "unserved"


def _halls(request: HttpRequest) -> list[tuple[str, str]]:
    rows = halls.halls_for(actor=actor_of(request), ability=VIEW).order_by("union_id", "name")
    return [(str(one.pk), f"{one.name}（{one.union.name}）") for one in rows]


def _windows(request: HttpRequest) -> list[tuple[str, str]]:
    rows = halls.windows_for(actor=actor_of(request), ability=VIEW)
    return [(str(one.pk), f"{one.hall.name} {one.number} {one.title}") for one in rows]


def _groups(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (str(one.pk), f"{one.prefix} {one.title}")
        for hall in halls.halls_for(actor=actor_of(request), ability=VIEW)
        for one in halls.groups_of(hall)
    ]


def _in_state(rows: Any, value: str) -> Any:
    if value == UNSERVED:
        return rows.filter(state__in=UNSERVED_STATES)
    if value == "taken":
        return rows.exclude(state=TicketState.CANCELLED)
    return rows.filter(state=value)


def _waited(ticket: Any) -> str:
    minutes = ticket.waited_minutes
    return "" if minutes is None else _("%(n)d分") % {"n": round(minutes)}


def _at(moment: Any) -> str:
    return f"{moment.astimezone(clock.ZONE):%H:%M}" if moment else ""


HOURS = tuple((str(hour), f"{hour:02d}:00–{hour + 1:02d}:00") for hour in range(24))
STATES: tuple[tuple[str, Any], ...] = (
    *TicketState.choices,
    (UNSERVED, N_("未办理离开")),
    ("taken", N_("全部有效号")),
)

TICKETS = ListSpec(
    code="reception-tickets",
    title=N_("排队记录"),
    purpose=N_("每个号码的取号、叫号和办理时间；号码不记姓名。"),
    ability=VIEW,
    rows=lambda request: numbers.tickets_for(actor=actor_of(request)),
    order=("-day", "-taken_at"),
    columns=(
        Column("number", N_("号码"), "number"),
        Column("day", N_("日期"), "day", sort="day"),
        Column("hall", N_("大厅"), "hall__name"),
        Column("group", N_("事项"), "group__title"),
        Column("priority", N_("优先"), "priority"),
        Column("channel", N_("取号方式"), "channel"),
        Column("joined", N_("开始等候"), "joined_at", text=_at),
        Column("called", N_("叫号"), "called_at", text=_at),
        Column("waited", N_("等候"), _waited, numeric=True),
        Column("window", N_("窗口"), "window__number", numeric=True),
        Column("ended", N_("结束"), "ended_at", text=_at, shown=False),
        Column("state", N_("状态"), "state", tone=TONES),
    ),
    filters=(
        Filter("hall", N_("大厅"), _halls),
        Filter("since", N_("自"), kind="date", apply=lambda rows, v: rows.filter(day__gte=v)),
        Filter("until", N_("至"), kind="date", apply=lambda rows, v: rows.filter(day__lte=v)),
        Filter("state", N_("状态"), STATES, apply=_in_state),
        Filter("window", N_("窗口"), _windows, usual=False),
        Filter("group", N_("事项"), _groups, usual=False),
        Filter(
            "hour",
            N_("叫号时段"),
            HOURS,
            apply=lambda rows, v: rows.filter(called_at__hour=v),
            usual=False,
        ),
        Filter("priority", N_("优先"), Priority.choices, usual=False),
        Filter("channel", N_("取号方式"), TicketChannel.choices, usual=False),
    ),
    search=lambda rows, words: rows.filter(number__iexact=words),
    search_hint=N_("号码，如 A012"),
    empty=Empty(N_("没有排队记录"), N_("取号后会出现在这里。"), icon="ticket"),
    drawer=False,
)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def tickets(request: HttpRequest) -> HttpResponse:
    """List the numbers in scope."""
    return list_page(request, TICKETS, menu_code="reception.tickets")


class RangeForm(forms.Form):
    """Which hall and which days the figures are of."""

    hall = forms.ChoiceField(label=N_("大厅"), required=False)
    since = DateField(label=N_("自"))
    until = DateField(label=N_("至"))

    def __init__(self, *arguments: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        field: Any = self.fields["hall"]
        field.choices = [("", _("全部大厅")), *choices]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and too many."""
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        elif since and until and (until - since).days >= LONGEST_DAYS:
            self.add_error("until", _("一次最多统计%(n)d天。") % {"n": LONGEST_DAYS})
        return given


@page(VIEW)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show how long people waited, who served how many, and who left without being served."""
    today = clock.today()
    preset = {"since": today - timedelta(days=PRESET_DAYS - 1), "until": today}
    choices = _halls(request)
    form = RangeForm(
        request.GET if "since" in request.GET else None, choices=choices, initial=preset
    )
    given = form.cleaned_data if form.is_bound and form.is_valid() else preset
    rows = _of_days(numbers.tickets_for(actor=actor_of(request)), given)
    asked = {"since": given["since"], "until": given["until"], "hall": given.get("hall", "")}
    link = f"{reverse('reception:tickets')}?{urlencode({k: str(v) for k, v in asked.items() if v})}"
    return render_page(
        request,
        "reception/desk/figures.html",
        menu_code="reception.figures",
        form=form,
        figures=None if form.is_bound and not form.is_valid() else numbers.figures_of(rows),
        link=link,
    )


def _of_days(rows: "QuerySet[Any]", given: dict[str, Any]) -> "QuerySet[Any]":
    since: date = given["since"]
    found = rows.filter(day__gte=since, day__lte=given["until"])
    return found.filter(hall_id=given["hall"]) if given.get("hall") else found
