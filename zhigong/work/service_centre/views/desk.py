"""The supervision box on the desk: letters, answers, and how many there were."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.work.service_centre import forms, operations, queries
from zhigong.work.service_centre.permissions import OPEN_BOX

MENU = "service_centre.letters"
TONES = {"new": "warn", "answered": "info", "closed": "good"}


def _page_of(letter: Any) -> str:
    return reverse("service_centre:read", args=[letter.pk])


def _turn(state: str) -> str:
    return str(queries.LetterState(state).label)


LETTERS = ListSpec(
    code="box-letters",
    title=N_("监督信箱"),
    purpose=N_(
        "匿名来信，不知道也不追查来信人；当天寄来的第二天才显示；每次打开来信都会留下您的记录。"
    ),
    ability=OPEN_BOX,
    rows=lambda request: queries.letters_for(actor=actor_of(request)),
    order=("-day",),
    columns=(
        Column("matter", N_("事项"), "matter", link=_page_of),
        Column("union", N_("收信工会"), "union__name"),
        Column("day", N_("来信日期"), "day", sort="day"),
        Column("state", N_("状态"), "turn", text=_turn, tone=TONES),
    ),
    filters=(
        Filter("turn", N_("状态"), choices=queries.LetterState.choices),
        Filter("matter", N_("事项"), choices=queries.Matter.choices),
    ),
    empty=Empty(N_("没有来信"), N_("职工从手机端“监督信箱”寄来的信会出现在这里。")),
    may_export=False,
)


@page(OPEN_BOX)
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters in scope."""
    return list_page(request, LETTERS, "service_centre/desk/letters.html", menu_code=MENU)


@page(OPEN_BOX)
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Open a letter, which is noted; answer it or end it with its result."""
    actor = actor_of(request)
    letter = queries.get_letter_for(actor=actor, letter_id=letter_id)
    form, status = forms.ReplyForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        closing = request.POST.get("action") == "close"
        reply = operations.close_letter if closing else operations.answer_letter
        on = request.now.date()  # type: ignore[attr-defined]
        try:
            reply(actor=actor, letter=letter, on=on, **form.cleaned_data)
        except UserError as error:
            form.add_error("text", error.message)
            status = error.status
        else:
            messages.success(request, _("已办结。") if closing else _("答复已寄出。"))
            return redirect("service_centre:read", letter_id)
    operations.read_letter(actor=actor, letter=letter)
    return _letter_page(request, letter, form, status)


def _letter_page(
    request: HttpRequest, letter: Any, form: forms.ReplyForm, status: int
) -> HttpResponse:
    texts = queries.texts_of(letter, seen_on=clock.today())
    answer = render_page(
        request,
        "service_centre/desk/letter.html",
        menu_code=MENU,
        letter=letter,
        texts=texts,
        seen=len(texts),
        tone=TONES.get(letter.turn, ""),
        state=_turn(letter.turn),
        form=form,
    )
    if status != 200:
        answer.status_code = status
    return answer


@page(OPEN_BOX)
@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Show how many letters came per month and union, small numbers left out."""
    return render_page(
        request,
        "service_centre/desk/months.html",
        menu_code=MENU,
        months=queries.months_of(actor=actor_of(request)),
        least=queries.LEAST_LETTERS,
    )
