"""Condolences on the desk: amounts within the limit, sheets to sign, what was handed over."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock, sheets
from zhigong.base.errors import UserError
from zhigong.base.lists import BulkAction, Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases.queries import search_cases
from zhigong.kernel.text import N_
from zhigong.registry.documents.operations import store_document
from zhigong.registry.unions.contract import attempt
from zhigong.work.service_centre import forms, operations, queries
from zhigong.work.service_centre.permissions import GIVE, VIEW
from zhigong.work.service_centre.views.desk_filters import FROM, TO, UNIT

MENU = "service_centre.gifts"
STAGES = {
    "amount": N_("待登记金额"),
    "sheet": N_("待列签收表"),
    "sign": N_("待签收"),
    "signed": N_("已签收"),
}
STAGE_TONES = {"amount": "warn", "sheet": "warn", "sign": "info", "signed": "good"}
TITLES = (
    ("hospital_visit", N_("住院慰问")),
    ("funeral_visit", N_("去世吊唁慰问")),
    ("family_event", N_("结婚生育慰问")),
    ("retirement_farewell", N_("退休欢送")),
)


def _money(case: Any) -> str:
    gift = getattr(case, "gift", None)
    return f"{gift.amount:,.2f}" if gift else ""


def _sheet(case: Any) -> str:
    gift = getattr(case, "gift", None)
    return gift.voucher.number if gift and gift.voucher else ""


CASES = ListSpec(
    code="gifts",
    title=N_("慰问发放"),
    purpose=N_("批准的慰问由基层工会用本级经费发放：登记金额，列签收表，签名后拍照归档。"),
    ability=VIEW,
    rows=lambda request: queries.gift_cases(actor=actor_of(request)),
    order=("-opened_at",),
    search=search_cases,
    search_hint=N_("办件编号或末几位、申请人姓名"),
    columns=(
        Column("number", N_("办件编号"), "number", link=Link("service_centre:gift", "number")),
        Column("matter", N_("事项"), "title"),
        Column("name", N_("会员"), "applicant_name"),
        Column("union", N_("工会"), "union__name"),
        Column("opened_on", N_("申请日期"), "opened_on", sort="opened_at"),
        Column("amount", N_("金额（元）"), _money, numeric=True),
        Column("stage", N_("进展"), "stage", text=lambda s: _(STAGES[s]), tone=STAGE_TONES),
        Column("sheet", N_("签收表"), _sheet),
    ),
    filters=(
        Filter("stage", N_("进展"), choices=tuple(STAGES.items())),
        Filter("programme_code", N_("事项"), choices=TITLES),
        FROM,
        TO,
        UNIT,
    ),
    bulk=(
        BulkAction(
            "sheet",
            N_("生成签收表"),
            "service_centre:make_voucher",
            ability=GIVE,
            icon="file-spreadsheet",
        ),
    ),
    empty=Empty(N_("没有批准的慰问"), N_("会员申请经审批后会出现在这里。"), icon="gift"),
)
VOUCHERS = ListSpec(
    code="gift-vouchers",
    title=N_("慰问签收表"),
    purpose=N_("随记账凭证归档；签名照片存在表上。"),
    ability=VIEW,
    rows=lambda request: queries.vouchers_for(actor=actor_of(request)),
    order=("-made_on",),
    columns=(
        Column("number", N_("编号"), "number", link=Link("service_centre:voucher", "pk")),
        Column("union", N_("工会"), "union__name"),
        Column("made_on", N_("制表日期"), "made_on", sort="made_on"),
        Column("made_by", N_("制表人"), "made_by_name"),
        Column("total", N_("金额（元）"), "total", numeric=True, text=lambda n: f"{n or 0:,.2f}"),
        Column("handed_on", N_("签收日期"), "handed_on", sort="handed_on"),
    ),
    empty=Empty(N_("还没有签收表"), N_("在慰问发放里选择办件，再点“生成签收表”。"), icon="receipt"),
)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def gifts(request: HttpRequest) -> HttpResponse:
    """List the condolences that were approved."""
    return list_page(request, CASES, "service_centre/desk/gifts.html", menu_code=MENU)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def vouchers(request: HttpRequest) -> HttpResponse:
    """List the sheets."""
    return list_page(request, VOUCHERS, "service_centre/desk/vouchers.html", menu_code=MENU)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def gift(request: HttpRequest, gift_number: str) -> HttpResponse:
    """Record what is given in a case, within the limit of the place."""
    actor = actor_of(request)
    case = queries.get_gift_case_for(actor=actor, number=gift_number)
    may_give = actor.scope(GIVE).covers(case.union.ancestors)
    if request.method == "POST" and not may_give:
        raise PermissionDenied
    known: Any = getattr(case, "gift", None)
    named = ("amount", "form", "goods")
    initial = {name: getattr(known, name) for name in named} if known else None
    sent = request.POST if request.method == "POST" else None
    form = forms.AmountForm(sent, initial=initial)
    at = request.now  # type: ignore[attr-defined]
    made = attempt(
        form, lambda: operations.record_gift(actor=actor, at=at, case=case, **form.cleaned_data)
    )
    if made is not None:
        messages.success(request, _("已登记。"))
        return redirect("service_centre:gifts")
    return render_page(
        request,
        "service_centre/desk/gift.html",
        menu_code=MENU,
        case=case,
        gift=known,
        form=form,
        limit=queries.limit_of(case, on=clock.today()),
        may_exceed=queries.may_exceed(case, on=clock.today()),
        is_fixed=known is not None and known.voucher_id is not None,
        may_give=may_give,
    )


@page(GIVE)
@require_POST
def make_voucher(request: HttpRequest) -> HttpResponse:
    """Put the chosen cases on a sheet."""
    actor = actor_of(request)
    ids = [int(text) for text in request.POST.getlist("ids") if text.isdecimal()]
    chosen = list(queries.gift_cases(actor=actor).filter(pk__in=ids))
    at = request.now  # type: ignore[attr-defined]
    try:
        made = operations.make_voucher(actor=actor, at=at, cases=chosen)
    except UserError as error:
        messages.error(request, error.message)
        return redirect("service_centre:gifts")
    return redirect("service_centre:voucher", made.pk)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def voucher(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Show a sheet as it is printed and signed; keep the photo of the signed one."""
    actor = actor_of(request)
    found = queries.get_voucher_for(actor=actor, voucher_id=voucher_id)
    may_give = actor.scope(GIVE).covers(found.union.ancestors)
    is_sent = request.method == "POST" and may_give
    form = forms.SignedForm(request.POST, request.FILES) if is_sent else forms.SignedForm()
    if is_sent and attempt(form, lambda: _sign(request, form, found)) is not None:
        messages.success(request, _("已签收归档，相应办件已办结。"))
        return redirect("service_centre:voucher", found.pk)
    lines = queries.gifts_on(found)
    return render_page(
        request,
        "service_centre/desk/voucher.html",
        menu_code=MENU,
        voucher=found,
        gifts=lines,
        total=queries.sum_of(lines),
        form=form,
        may_sign=may_give and found.handed_on is None,
    )


def _sign(request: HttpRequest, form: Any, found: Any) -> Any:
    actor, at = actor_of(request), request.now  # type: ignore[attr-defined]
    file = form.cleaned_data["photo"]
    document = store_document(
        file=file, kind="paper", title=file.name, union=found.union, at=at, actor=actor
    )
    return operations.sign_voucher(actor=actor, at=at, voucher=found, photo=document)


@page(VIEW)
@require_safe
def voucher_file(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Hand a sheet out as a workbook."""
    found = queries.get_voucher_for(actor=actor_of(request), voucher_id=voucher_id)
    lines = queries.gifts_on(found)
    header = [_("序号"), _("会员"), _("事由"), _("形式"), _("金额（元）"), _("签名"), _("日期")]
    rows: list[list[Any]] = [
        [n, g.case.applicant_name, g.case.title, g.get_form_display(), g.amount, "", ""]
        for n, g in enumerate(lines, start=1)
    ]
    total = queries.sum_of(lines)
    rows.append([_("合计"), "", total.chinese(), "", total.yuan, "", ""])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        sheets.write_rows(path, header, rows, watermark=f"{found.union.name} {found.number}")
        file = path.open("rb")
    answer: Any = FileResponse(file, as_attachment=True, filename=f"{found.number}.xlsx")
    return answer
