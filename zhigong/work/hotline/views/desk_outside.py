"""Tables of outside hotlines: hand in, look at every row, take over; answers go back."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.exchange import queries as exchange
from zhigong.engines.exchange.contract import ImportKind
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.work.hotline import forms, operations, queries
from zhigong.work.hotline.permissions import EXCHANGE

MENU = "hotline.outside"
ACTIONS = {
    "new": (N_("新增"), "good"),
    "update": (N_("更新"), "info"),
    "unchanged": (N_("已有，不变"), ""),
    "refuse": (N_("不能导入"), "bad"),
}
ANSWER_DAYS = timedelta(days=30)
SHOWN = {
    queries.TICKETS: ("external_number", "kind", "subject", "accused", "phone"),
    queries.ARTICLES: ("title", "kind", "law", "review_on"),
}


def _state(row: Any) -> str:
    return _("已导入") if row.taken_over_at else _("待确认")


def _result(row: Any) -> str:
    said = [f"{_(ACTIONS[code][0])} {n}" for code, n in row.totals.items() if code in ACTIONS]
    return "，".join(said)


def _subject(code: str) -> str:
    return _(queries.TABLE_TITLES.get(code, code))


FILES = ListSpec(
    code="hotline-outside",
    title=N_("外部工单"),
    purpose=N_("其他热线转来的工单从表格导入，按外部工单号不重复；答复按对方格式导出。"),
    ability=EXCHANGE,
    rows=lambda request: queries.outside_files(actor=actor_of(request)),
    order=("-created_at",),
    columns=(
        Column(
            "file",
            N_("文件"),
            "file_name",
            link=lambda row: reverse("hotline:outside_file", args=[row.pk]),
        ),
        Column("subject", N_("种类"), "subject", text=_subject),
        Column("union", N_("工会"), "union__name"),
        Column("rows", N_("行数"), "rows", numeric=True),
        Column("state", N_("状态"), _state),
        Column("result", N_("结果"), _result),
        Column("created_at", N_("上传时间"), "created_at", sort="created_at"),
        Column("by", N_("经办人"), "created_by__name"),
    ),
    empty=Empty(N_("还没有导入过外部工单"), N_("下载模板，或直接上传对方导出的表格。")),
    drawer=False,
)


@page(EXCHANGE)
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """List the tables that were handed in."""
    form = forms.AnswersForm(initial={"since": clock.today() - ANSWER_DAYS})
    return list_page(request, FILES, "hotline/desk/outside.html", menu_code=MENU, answers=form)


@page(EXCHANGE)
@require_safe
def template(request: HttpRequest, table: str) -> HttpResponse:
    """Give the workbook to fill in."""
    if table not in queries.FIELDS:
        raise Http404
    kind = ImportKind(
        code=table,
        title=queries.TABLE_TITLES[table],
        ability=EXCHANGE,
        fields=queries.FIELDS[table],
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "template.xlsx")
        exchange.write_template(kind=kind, target=target, choices={})
        content = target.open("rb")
    name = _("%(title)s模板.xlsx") % {"title": _(kind.title)}
    answer: Any = FileResponse(content, as_attachment=True, filename=name)
    return answer


@page(EXCHANGE)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, table: str) -> HttpResponse:
    """Take a table and read it; nothing is written yet."""
    if table not in queries.FIELDS:
        raise Http404
    actor = actor_of(request)
    is_sent = request.method == "POST"
    form = forms.UploadForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        actor=actor,
        table=table,
        initial={"union": queries.seat_of(actor=actor, ability=EXCHANGE)},
    )
    kept = attempt(form, lambda: _receive(request, table, form.cleaned_data))
    if kept is not None:
        return redirect("hotline:outside_file", kept.pk)
    return render_page(
        request,
        "hotline/desk/upload.html",
        menu_code=MENU,
        form=form,
        table=table,
        title=_(queries.TABLE_TITLES[table]),
    )


def _receive(request: HttpRequest, table: str, given: dict[str, Any]) -> Any:
    return operations.receive_table(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        union=given["union"],
        subject=table,
        system=given.get("system", ""),
        file_name=given["file"].name,
        chunks=given["file"].chunks(),
    )


@page(EXCHANGE)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show what every row becomes; correct the columns, or take the table over."""
    actor = actor_of(request)
    file = queries.get_outside_file(actor=actor, file_id=file_id)
    read = queries.table_of(file)
    sent = request.POST if request.method == "POST" else None
    form = forms.MappingForm(
        sent if sent and sent.get("action") == "map" else None,
        table=file.subject,
        titles=read["titles"],
        mapping=file.mapping,
    )
    refused = None
    if sent is not None:
        try:
            _change(request, file, form)
        except UserError as error:
            refused = error
        else:
            return redirect("hotline:outside_file", file_id)
    response = _check_page(request, file, form, refused)
    response.status_code = 200 if refused is None else refused.status
    return response


def _change(request: HttpRequest, file: Any, form: forms.MappingForm) -> None:
    actor = actor_of(request)
    if request.POST.get("action") == "map":
        if form.is_valid():
            operations.map_table(actor=actor, file=file, mapping=form.mapping())
        return
    at = request.now  # type: ignore[attr-defined]
    done = operations.take_over_table(actor=actor, at=at, file=file)
    messages.success(request, _("已导入：%(what)s。") % {"what": _result(done)})


def _check_page(
    request: HttpRequest, file: Any, form: forms.MappingForm, refused: UserError | None
) -> HttpResponse:
    rows = queries.table_rows(file)
    codes = SHOWN[file.subject]
    titles = {one.code: one.title for one in queries.FIELDS[file.subject]}
    counts = {code: sum(row.action == code for row in rows) for code in ACTIONS}
    return render_page(
        request,
        "hotline/desk/outside_file.html",
        menu_code=MENU,
        file=file,
        form=form,
        refused=refused,
        columns=[titles[code] for code in codes],
        rows=[_line(row, codes) for row in rows],
        counts=[(_(ACTIONS[code][0]), n) for code, n in counts.items()],
        may_take=file.taken_over_at is None and counts["refuse"] < len(rows),
        step=3 if file.taken_over_at else 2,
    )


def _line(row: Any, codes: tuple[str, ...]) -> dict[str, Any]:
    title, tone = ACTIONS[row.action]
    cells = [
        mask_phone(row.values.get(code, "")) if code == "phone" else row.values.get(code, "")
        for code in codes
    ]
    return {
        "number": row.number,
        "cells": cells,
        "action": _(title),
        "tone": tone,
        "findings": row.findings,
    }


@page(EXCHANGE)
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Give the answers for an outside hotline, in its own table."""
    form = forms.AnswersForm(request.GET or None)
    if not form.is_valid():
        messages.warning(request, _("请选择来源系统和起始日期。"))
        return redirect("hotline:outside")
    actor, at = actor_of(request), clock.now()
    if not actor.may(EXCHANGE):
        raise PermissionDenied
    system = form.cleaned_data["system"]
    remark = _("%(name)s %(at)s 导出。仅限工作使用。") % {
        "name": actor.name,
        "at": f"{at:%Y-%m-%d %H:%M}",
    }
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "answers.xlsx")
        operations.export_answers(
            actor=actor,
            system=system,
            since=form.cleaned_data["since"],
            target=target,
            remark=remark,
        )
        content = target.open("rb")
    title = queries.get_answer_format(system).title
    name = f"{title}-{at:%Y%m%d-%H%M}.xlsx"
    answer: Any = FileResponse(content, as_attachment=True, filename=name)
    return answer
