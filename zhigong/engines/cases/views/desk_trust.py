"""Desk pages of trust: an officer's own relatives (亲属申报), and emergencies (紧急查看)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.operations.glass import OPEN_MINUTES
from zhigong.engines.cases.queries.glass import BREAK, RECORDS
from zhigong.kernel.text import N_


@page("cases.handle")
@require_http_methods(["GET", "POST"])
def relatives(request: HttpRequest) -> HttpResponse:
    """List the relatives the officer declared, and take down another."""
    form = forms.RelativeForm(request.POST if request.method == "POST" else None)
    status = 422
    if request.method == "POST" and form.is_valid():
        at = request.now  # type: ignore[attr-defined]
        try:
            operations.declare_relative(actor=actor_of(request), at=at, **form.cleaned_data)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            status = error.status
        else:
            messages.success(request, _("已申报。今后这位亲属的办件会提示由同事办理。"))
            return redirect("cases:relatives")
    answer = render_page(
        request,
        "cases/desk/relatives.html",
        menu_code="cases.relatives",
        form=form,
        relatives=_declared(request),
    )
    answer.status_code = status if form.errors else 200
    return answer


def _declared(request: HttpRequest) -> list[dict[str, Any]]:
    rows = queries.relatives_of(actor=actor_of(request))
    return [{"row": row, "number": queries.masked_number_of(row)} for row in rows]


@page("cases.handle")
@require_POST
def end_relative(request: HttpRequest, relative_id: int) -> HttpResponse:
    """Take one declaration back."""
    actor = actor_of(request)
    found = queries.get_relative_for(actor=actor, relative_id=relative_id)
    operations.end_relative(actor=actor, at=request.now, relative=found)  # type: ignore[attr-defined]
    messages.success(request, _("已撤销这项申报。"))
    return redirect("cases:relatives")


@page(BREAK)
@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open a confidential case for a reason; its team and the auditors are told at once."""
    sent = request.POST if request.method == "POST" else None
    form = forms.BreakGlassForm(sent, initial={"number": request.GET.get("number", "")[:32]})
    status = 422
    if sent is not None and form.is_valid():
        at = request.now  # type: ignore[attr-defined]
        try:
            case = operations.break_glass(actor=actor_of(request), at=at, **form.cleaned_data)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            status = error.status
        else:
            words = _("已打开，%(n)d分钟内可以查看；已通知承办团队和审计员。")
            messages.warning(request, words % {"n": OPEN_MINUTES})
            return redirect("cases:detail", case.number)
    answer = render_page(
        request,
        "cases/desk/break_glass.html",
        menu_code="cases.break_glass",
        form=form,
        minutes=OPEN_MINUTES,
    )
    answer.status_code = status if form.errors else 200
    return answer


GLASS = ListSpec(
    code="broken-glass",
    title=N_("紧急查看记录"),
    purpose=N_("谁在什么时候以什么理由打开过保密办件；每次打开30分钟，记录不能修改。"),
    ability=RECORDS,
    rows=lambda request: queries.broken_glass_for(actor=actor_of(request)),
    order=("-opened_at",),
    search=lambda rows, words: queries.search_cases(rows, words, prefix="case__"),
    search_hint=N_("办件编号或末几位"),
    columns=(
        Column("number", N_("办件编号"), "case__number"),
        Column("matter", N_("事项"), "case__title"),
        Column("user", N_("查看人"), "user__name"),
        Column("opened_at", N_("打开时间"), "opened_at", sort="opened_at"),
        Column("closes_at", N_("失效时间"), "closes_at"),
        Column("reason", N_("理由"), "reason", wrap=True),
    ),
    empty=Empty(N_("没有紧急查看记录"), icon="shield-lock"),
)


@page(RECORDS)
@require_http_methods(["GET", "POST"])
def glass_records(request: HttpRequest) -> HttpResponse:
    """List the emergencies in which confidential cases were opened."""
    return list_page(request, GLASS, menu_code="cases.glass_records")
