"""Firms without a union on the desk: whom to visit, who is exempt, what the year came to."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.employers import queries as employers
from zhigong.registry.unions.contract import attempt
from zhigong.work.organisation import forms, operations, queries
from zhigong.work.organisation.contract import RequestState
from zhigong.work.organisation.permissions import BUILD, EXEMPT, SETTLE, VIEW

MENU = "organisation.unfounded"
STATES = {
    queries.DUE: N_("建会对象"),
    queries.BUILDING: N_("正在建会"),
    queries.EXEMPTED: N_("暂不具备条件"),
}
REQUEST_TONES = {"asked": "warn", "granted": "good", "refused": "bad", "ended": ""}
SIZES = (
    ("100", N_("100人以上")),
    ("25", N_("25人以上")),
    ("0", N_("25人以下")),
)
DEPUTY = "any"


def _tabs() -> list[tuple[str, str, str]]:
    """Return the tabs all pages of firms without a union share."""
    own = [
        (code, _(title), reverse("organisation:unfounded_state", args=[code]))
        for code, title in STATES.items()
    ]
    return [
        *own,
        ("requests", _("审批"), reverse("organisation:exemptions")),
        ("targets", _("目标进度"), reverse("organisation:targets")),
    ]


def _rows(state: str) -> Any:
    return lambda request: queries.unfounded_for(
        actor=actor_of(request), on=clock.today(), state=state
    )


def _by_size(rows: Any, value: str) -> Any:
    return employers.below_lines(rows) if value == "0" else employers.at_least(rows, int(value))


def _table(field: str) -> Any:
    return lambda request: list(employers.code_tables()[field].items())


def _reason(value: str | None) -> str:
    return dict(employers.exemption_reasons()).get(value or "", "")


def _state(row: Any) -> str:
    if row.building_number:
        return _("正在建会")
    return _("申请暂缓") if row.has_request else _("未启动")


_SHARED = (
    Column(
        "name",
        N_("单位名称"),
        "name",
        sort="name_key",
        link=Link("employers:detail", "code"),
        wrap=True,
    ),
    Column("workers", N_("职工数"), "workers", sort="workers", numeric=True),
    Column("area", N_("归口工会"), "area_union__name"),
    Column("sector", N_("行业"), "sector", sort="sector"),
    Column("ownership", N_("所有制"), "ownership", sort="ownership"),
)
_DO = Column(
    "do",
    N_("建会"),
    lambda row: _("查看进度") if row.building_number else _("发起建会"),
    link=lambda row: (
        reverse("organisation:building", args=[row.building_number])
        if row.building_number
        else reverse("organisation:start_founding", args=[row.code])
    ),
)
_PUT_OFF = Column(
    "put_off",
    N_("暂缓"),
    lambda row: "" if row.building_number or row.has_request else _("暂不具备条件"),
    link=lambda row: (
        None
        if row.building_number or row.has_request
        else reverse("organisation:ask_exemption", args=[row.code])
    ),
)
_COLUMNS = {
    queries.DUE: (
        *_SHARED,
        Column("state", N_("进展"), _state, tone=lambda row: "info" if row.building_number else ""),
        _DO,
        _PUT_OFF,
        Column("deputy", N_("代表委员"), "deputy_kind", shown=False),
        Column("headcount_on", N_("职工数截至"), "headcount_on", shown=False),
        Column("address", N_("地址"), "address", shown=False, wrap=True),
        Column("credit_code", N_("统一社会信用代码"), "credit_code", shown=False),
    ),
    queries.BUILDING: (*_SHARED, _DO),
    queries.EXEMPTED: (
        *_SHARED,
        Column("reason", N_("原因"), lambda row: _reason(row.exempt_reason)),
        Column("recheck_on", N_("复查日期"), lambda row: row.exempt_recheck),
        Column(
            "restore",
            N_("复查"),
            lambda row: _("恢复建会条件"),
            link=lambda row: reverse("organisation:restore", args=[row.code]),
        ),
    ),
}
_FILTERS = (
    Filter("size", N_("规模"), choices=SIZES, apply=_by_size),
    Filter("ownership", N_("所有制"), choices=_table("ownership")),
    Filter("sector", N_("行业"), choices=_table("sector")),
    Filter(
        "group",
        N_("重点领域"),
        choices=lambda request: employers.target_groups(),
        apply=lambda rows, value: rows.filter(target_groups__contains=[value]),
        usual=False,
    ),
    Filter(
        "deputy",
        N_("代表委员单位"),
        choices=((DEPUTY, N_("代表委员带头建会单位")),),
        apply=lambda rows, _value: rows.exclude(deputy_kind=""),
        usual=False,
    ),
    Filter(
        "area",
        N_("归口工会"),
        kind="text",
        apply=lambda rows, value: rows.filter(area_union__name__icontains=value),
        usual=False,
    ),
)
SPECS = {
    state: ListSpec(
        code=f"organisation-{state}",
        title=N_("未建会单位"),
        purpose=N_("存续但还没有工会的单位；经批准暂不具备建会条件的另列，不计入组建率。"),
        ability=VIEW,
        rows=_rows(state),
        order=("-workers", "code"),
        search=employers.search_employers,
        search_hint=N_("单位名称、编号或统一社会信用代码"),
        columns=_COLUMNS[state],
        filters=_FILTERS,
        empty=Empty(N_("这里没有单位"), N_("单位名录在“用人单位”中维护，可导入企业名录。")),
        drawer=False,
    )
    for state in STATES
}


# Columns that lead to a page only some may open, and who may.
DOES = {"do": BUILD, "put_off": BUILD, "restore": EXEMPT}


def offered(spec: ListSpec, actor: Any, does: dict[str, str]) -> ListSpec:
    """Return a list without the columns that lead where the reader may not go."""
    kept = tuple(c for c in spec.columns if c.code not in does or actor.may(does[c.code]))
    return replace(spec, columns=kept)


@page(VIEW)
def unfounded(request: HttpRequest, firm_state: str = queries.DUE) -> HttpResponse:
    """List the firms without a union."""
    if firm_state not in SPECS:
        raise Http404
    return list_page(
        request,
        offered(SPECS[firm_state], actor_of(request), DOES),
        "organisation/list.html",
        tabs=_tabs(),
        current=firm_state,
        menu_code=MENU,
    )


@page(BUILD)
@require_http_methods(["GET", "POST"])
def start_founding(request: HttpRequest, employer_code: str) -> HttpResponse:
    """Begin to set up a union for a firm, alone or with others."""
    actor = actor_of(request)
    firm = employers.get_employer_for(actor=actor, code=employer_code, ability=BUILD)
    initial = {
        "name": _("%(firm)s工会委员会") % {"firm": firm.name},
        "union_kind": "grassroots",
        "parent": firm.area_union,
    }
    form = forms.StartFounding(request.POST or None, actor=actor, initial=initial)
    made = attempt(form, lambda: _found(request, firm, form)) if request.POST else None
    if made is not None:
        messages.success(request, _("已发起建会，先完成摸底约谈。"))
        return redirect("organisation:building", made.case.number)
    return _form_page(
        request,
        form,
        title=_("发起建会"),
        purpose=firm.name,
        submit=_("发起"),
        back="organisation:unfounded",
    )


def _found(request: HttpRequest, firm: Any, form: Any) -> Any:
    given = dict(form.cleaned_data)
    others = [
        _firm_named(request, line) for line in given.pop("others").splitlines() if line.strip()
    ]
    return operations.open_founding(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        union=firm.area_union,
        firms=[firm, *others],
        **given,
    )


class FirmNotFound(UserError):
    """What was typed means no firm in scope, or several."""

    code = "founding_firm_not_found"
    text = "没有找到“{text}”，请填写单位编号、完整名称或统一社会信用代码。"


def _firm_named(request: HttpRequest, text: str) -> Any:
    found = queries.firms_named(actor=actor_of(request), text=text)
    if len(found) != 1:
        raise FirmNotFound(field="others", text=text.strip())
    return found[0]


@page(BUILD)
@require_http_methods(["GET", "POST"])
def ask_exemption(request: HttpRequest, employer_code: str) -> HttpResponse:
    """Ask that a firm counts as 暂不具备建会条件."""
    actor = actor_of(request)
    firm = employers.get_employer_for(actor=actor, code=employer_code, ability=BUILD)
    form = forms.Exemption(request.POST or None, request.FILES or None)
    asked = attempt(
        form,
        lambda: operations.ask_exemption(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            employer=firm,
            **form.cleaned_data,
        ),
    )
    if asked is not None:
        messages.success(request, _("已提交，等待区县总工会审批。"))
        return redirect("organisation:exemptions")
    return _form_page(
        request,
        form,
        title=_("申请登记为暂不具备建会条件"),
        purpose=firm.name,
        submit=_("提交审批"),
        back="organisation:unfounded",
    )


EXEMPTIONS = ListSpec(
    code="organisation-exemptions",
    title=N_("未建会单位"),
    purpose=N_("暂不具备建会条件的申请、审批和复查。"),
    ability=VIEW,
    rows=lambda request: queries.requests_for(actor=actor_of(request)),
    order=("state", "-asked_at"),
    search=lambda rows, words: rows.filter(employer__name__icontains=words.strip()),
    search_hint=N_("单位名称"),
    columns=(
        Column(
            "firm",
            N_("单位"),
            "employer__name",
            link=Link("organisation:exemption", "pk"),
            wrap=True,
        ),
        Column("reason", N_("原因"), "reason", text=_reason),
        Column("area", N_("归口工会"), "employer__area_union__name"),
        Column("workers", N_("职工数"), "employer__workers", numeric=True),
        Column("asked_at", N_("申请时间"), "asked_at", sort="asked_at"),
        Column("asked_by", N_("申请人"), "asked_by__name"),
        Column("recheck_on", N_("复查日期"), "recheck_on", sort="recheck_on"),
        Column("state", N_("状态"), "state", tone=REQUEST_TONES),
        Column("decided_by", N_("审批人"), "decided_by__name", shown=False),
    ),
    filters=(
        Filter("state", N_("状态"), choices=RequestState.choices),
        Filter("reason", N_("原因"), choices=lambda request: employers.exemption_reasons()),
    ),
    empty=Empty(
        N_("没有申请"), N_("空壳、停业、没有职工、已并入联合工会的单位，可从建会对象名单中申请。")
    ),
    drawer=False,
)


@page(VIEW)
def exemptions(request: HttpRequest) -> HttpResponse:
    """List the requests for exemptions."""
    return list_page(
        request,
        EXEMPTIONS,
        "organisation/list.html",
        tabs=_tabs(),
        current="requests",
        menu_code=MENU,
    )


@page(VIEW)
@require_http_methods(["GET", "POST"])
def exemption(request: HttpRequest, exemption_id: int) -> HttpResponse:
    """Show a request, and decide it."""
    actor = actor_of(request)
    asked = queries.get_request_for(actor=actor, request_id=exemption_id)
    form = forms.ExemptionDecision(request.POST or None)
    decided = attempt(
        form,
        lambda: operations.decide_exemption(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            request=asked,
            is_granted=form.cleaned_data["is_granted"] == "yes",
            words=form.cleaned_data["words"],
        ),
    )
    if decided is not None:
        messages.success(request, _("已审批。"))
        return redirect("organisation:exemptions")
    why_not = queries.why_not_decide(actor=actor, request=asked)
    return render_page(
        request,
        "organisation/exemption.html",
        menu_code=MENU,
        asked=asked,
        reason=_reason(asked.reason),
        tone=REQUEST_TONES[asked.state],
        form=None if why_not and not request.POST else form,
        why_not=why_not,
    )


@page(EXEMPT)
@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, employer_code: str) -> HttpResponse:
    """Take a firm back into the due set."""
    actor = actor_of(request)
    firm = employers.get_employer_for(actor=actor, code=employer_code, ability=EXEMPT)
    form = forms.Restore(request.POST or None)
    if form.is_valid():
        try:
            operations.restore_employer(
                actor=actor,
                at=request.now,  # type: ignore[attr-defined]
                employer=firm,
                **form.cleaned_data,
            )
        except UserError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("已恢复为建会对象。"))
            return redirect("organisation:unfounded")
    return _form_page(
        request,
        form,
        title=_("恢复建会条件"),
        purpose=firm.name,
        submit=_("恢复"),
        back="organisation:unfounded",
    )


@page(VIEW)
def targets(request: HttpRequest) -> HttpResponse:
    """Show the targets of a year, what came of them, and who is late."""
    today = clock.today()
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else today.year
    rows = queries.progress_for(actor=actor_of(request), year=year, on=today)
    return render_page(
        request,
        "organisation/targets.html",
        menu_code=MENU,
        tabs=_tabs(),
        current="targets",
        year=year,
        years=[year - 1, year, year + 1],
        rows=rows,
        late=sum(row.is_late for row in rows),
        may_set=actor_of(request).may(SETTLE),
    )


@page(SETTLE)
@require_http_methods(["GET", "POST"])
def set_target(request: HttpRequest) -> HttpResponse:
    """Set what a union is to gain in a year."""
    actor = actor_of(request)
    form = forms.TargetForm(request.POST or None, actor=actor, initial={"year": clock.today().year})
    made = attempt(form, lambda: operations.set_target(actor=actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("已设置目标。"))
        return redirect("organisation:targets")
    return _form_page(
        request,
        form,
        title=_("设置建会目标"),
        purpose=_("按街道（系统）和年度设置。"),
        submit=_("保存"),
        back="organisation:targets",
    )


@page(SETTLE)
@require_http_methods(["GET", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """Settle who approves foundings and elections."""
    actor = actor_of(request)
    initial = {"founding": "parent", "election": "parent", "reply_days": 15}
    form = forms.PracticeForm(
        request.POST or None, actor=actor, initial={**initial, "starts_on": clock.today()}
    )
    made = attempt(
        form,
        lambda: operations.settle_practice(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            **form.cleaned_data,
        ),
    )
    if made is not None:
        messages.success(request, _("已保存，起用日期后发起的办件按新规则批复。"))
        return redirect("organisation:buildings")
    return _form_page(
        request,
        form,
        title=_("审批规则"),
        purpose=_("建会和选举由哪一级工会批准，按地方规定设置。"),
        submit=_("保存"),
        back="organisation:buildings",
    )


def _form_page(
    request: HttpRequest, form: Any, *, title: str, purpose: str, submit: str, back: str
) -> HttpResponse:
    return render_page(
        request,
        "organisation/form.html",
        menu_code=MENU,
        form=form,
        form_title=title,
        purpose=purpose,
        submit=submit,
        back=back,
    )
