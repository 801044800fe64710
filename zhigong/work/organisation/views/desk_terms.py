"""Terms and officers on the desk: who has to elect, empty chairs, certificates, composition."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import BODY_TITLES, attempt
from zhigong.registry.unions.queries import get_union_for, holding_words
from zhigong.work.organisation import forms, operations, queries, rules
from zhigong.work.organisation.permissions import APPROVE, BUILD, VIEW
from zhigong.work.organisation.views.desk_firms import offered

MENU = "organisation.terms"
BOXES = {
    "overdue": N_("届满未换届"),
    "three": N_("三个月内届满"),
    "six": N_("六个月内届满"),
    "twelve": N_("一年内届满"),
    "delayed": N_("已批准延期"),
    "all": N_("全部届期"),
    "chairs": N_("主席空缺"),
    "certificates": N_("法人证书到期"),
}
AHEAD = {"three": 3, "six": 6, "twelve": 12}


def _tabs() -> list[tuple[str, str, str]]:
    own = [
        (code, _(title), reverse("organisation:term_box", args=[code]))
        for code, title in BOXES.items()
    ]
    return [*own, ("makeup", _("干部构成"), reverse("organisation:makeup"))]


def _rows(box: str) -> Any:
    def rows(request: HttpRequest) -> Any:
        actor, on = actor_of(request), clock.today()
        if box == "chairs":
            return queries.without_chair(actor=actor, on=on)
        if box == "certificates":
            return queries.certificates_ending(actor=actor, on=on)
        found = queries.term_list(actor=actor, on=on)
        if box in AHEAD:
            return queries.ending_within(found, AHEAD[box], on=on)
        narrow = {"overdue": queries.overdue, "delayed": queries.delayed}.get(box)
        return narrow(found, on=on) if narrow else found

    return rows


def _election(row: Any) -> str:
    return _("查看进度") if row.election_number else _("发起选举")


def _election_link(row: Any) -> str:
    if row.election_number:
        return reverse("organisation:building", args=[row.election_number])
    return reverse("organisation:start_election", args=[row.code])


_UNION = (
    Column(
        "name", N_("工会"), "name", sort="name_key", link=Link("unions:detail", "code"), wrap=True
    ),
    Column("kind", N_("组织类型"), "kind"),
    Column("parent", N_("上级工会"), "parent__name"),
)
_COLUMNS = {
    "chairs": (
        *_UNION,
        Column("since", N_("空缺自"), lambda row: row.empty_since or _("未登记过主席")),
        Column(
            "until",
            N_("应补选于"),
            lambda row: (
                rules.chair_seat_until(empty_since=row.empty_since) if row.empty_since else ""
            ),
            tone=lambda row: (
                "bad"
                if row.empty_since
                and rules.chair_seat_until(empty_since=row.empty_since) < clock.today()
                else ""
            ),
        ),
        Column(
            "do",
            N_("补选"),
            lambda row: _("发起选举"),
            link=lambda row: reverse("organisation:start_election", args=[row.code]),
        ),
    ),
    "certificates": (
        *_UNION,
        Column("number", N_("证书编号"), "certificate_number"),
        Column("credit_code", N_("统一社会信用代码"), "credit_code"),
        Column("until", N_("有效期至"), "certificate_until", sort="certificate_until"),
        Column(
            "do",
            N_("换证"),
            lambda row: _("登记新证书"),
            link=lambda row: reverse("unions:change", args=[row.code]),
        ),
    ),
}
_TERM_COLUMNS = (
    *_UNION,
    Column("number", N_("届次"), lambda row: _("第%(n)s届") % {"n": row.term_number}),
    Column("ends", N_("届满日"), lambda row: row.term_ends, sort="term_ends"),
    Column("delayed", N_("延期至"), lambda row: row.delayed_until or ""),
    Column("do", N_("选举"), _election, link=_election_link),
    Column(
        "delay",
        N_("延期"),
        lambda row: "" if row.delayed_until else _("批准延期"),
        link=lambda row: (
            None if row.delayed_until else reverse("organisation:delay_election", args=[row.code])
        ),
    ),
)


def _spec(box: str) -> ListSpec:
    return ListSpec(
        code=f"organisation-terms-{box}",
        title=N_("届期与干部"),
        purpose=N_("届满前一年、半年、三个月各提醒一次；延期换届最长六个月，主席空缺最长三个月。"),
        ability=VIEW,
        rows=_rows(box),
        order={"chairs": ("code",), "certificates": ("certificate_until",)}.get(
            box, ("term_ends", "code")
        ),
        search=holding_words,
        search_hint=N_("工会名称、编号"),
        columns=_COLUMNS.get(box, _TERM_COLUMNS),
        filters=(
            Filter(
                "above",
                N_("上级工会"),
                kind="text",
                apply=lambda rows, value: rows.filter(parent__name__icontains=value),
            ),
        ),
        empty=Empty(N_("这里没有工会"), N_("届期在工会页面登记；换届办结后自动更新。")),
        drawer=False,
    )


SPECS = {box: _spec(box) for box in BOXES}


@page(VIEW)
def terms(request: HttpRequest, term_box: str = "overdue") -> HttpResponse:
    """List unions by the end of their term, without a chair, or with a certificate that ends."""
    if term_box not in SPECS:
        raise Http404
    return list_page(
        request,
        offered(SPECS[term_box], actor_of(request), {"do": BUILD, "delay": APPROVE}),
        "organisation/list.html",
        tabs=_tabs(),
        current=term_box,
        menu_code=MENU,
    )


@page(APPROVE)
@require_http_methods(["GET", "POST"])
def delay_election(request: HttpRequest, union_code: str) -> HttpResponse:
    """Grant that an election is put off."""
    actor = actor_of(request)
    union = get_union_for(actor=actor, code=union_code, ability=APPROVE)
    term = queries.last_term(union)
    last = rules.delay_until(ends_before=term.ends_before) if term else None
    form = forms.TermDelayForm(request.POST or None, initial={"until": last})
    granted = attempt(
        form,
        lambda: operations.delay_election(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            union=union,
            **form.cleaned_data,
        ),
    )
    if granted is not None:
        messages.success(request, _("已批准延期。"))
        return redirect("organisation:term_box", "delayed")
    purpose = union.name
    if term:
        purpose = _("%(union)s，本届%(ends)s届满，最长可延期至%(last)s。") % {
            "union": union.name,
            "ends": term.ends_before,
            "last": last,
        }
    return render_page(
        request,
        "organisation/form.html",
        menu_code=MENU,
        form=form,
        form_title=_("批准延期换届"),
        purpose=purpose,
        submit=_("批准"),
        back="organisation:terms",
    )


@page(VIEW)
@require_safe
def makeup(request: HttpRequest) -> HttpResponse:
    """Show how committees are made up, and in which ways officers serve."""
    actor, on = actor_of(request), clock.today()
    rows = [(_(BODY_TITLES[one.body]), one) for one in queries.makeup_for(actor=actor, on=on)]
    return render_page(
        request,
        "organisation/makeup.html",
        menu_code=MENU,
        tabs=_tabs(),
        current="makeup",
        rows=rows,
        engagements=queries.engagements_for(actor=actor, on=on),
        officers_url=reverse("organisation:officers") if actor.may("people.view") else "",
    )


ENGAGEMENT_FILTER = Filter(
    "engagement",
    N_("任职方式"),
    choices=lambda request: [*queries.engagement_choices(), ("none", N_("未登记"))],
    apply=lambda rows, value: (
        rows.filter(engagement__isnull=True) if value == "none" else rows.filter(engagement=value)
    ),
)
OFFICERS = ListSpec(
    code="organisation-officers",
    title=N_("工会干部"),
    purpose=N_("在任的工会干部和任职方式：专职、兼职、挂职、社会化工会工作者。"),
    ability=VIEW,
    rows=lambda request: queries.officer_list(actor=actor_of(request), on=clock.today()),
    order=("union__level", "union__code", "post"),
    search=lambda rows, words: rows.filter(union__name__icontains=words.strip()),
    search_hint=N_("工会名称"),
    columns=(
        Column(
            "union", N_("工会"), "union__name", link=Link("unions:detail", "union__code"), wrap=True
        ),
        Column("post", N_("职务"), "post"),
        Column("name", N_("姓名"), "person__name"),
        Column("engagement", N_("任职方式"), lambda row: queries.engagement_title(row.engagement)),
        Column("since", N_("任职日期"), "starts_on", sort="starts_on"),
        Column(
            "do",
            N_("登记"),
            lambda row: _("登记任职方式"),
            link=lambda row: reverse("organisation:place_officer", args=[row.pk]),
        ),
    ),
    filters=(
        Filter("post", N_("职务"), choices=lambda request: list(queries.POSTS.items())),
        ENGAGEMENT_FILTER,
    ),
    empty=Empty(N_("没有在任的工会干部"), N_("在工会页面登记干部，或通过换届选举产生。")),
    drawer=False,
)


@page("people.view")
def officers(request: HttpRequest) -> HttpResponse:
    """List the officers in scope and how they serve."""
    shown = offered(OFFICERS, actor_of(request), {"do": "people.appoint"})
    return list_page(
        request, shown, "organisation/list.html", tabs=_tabs(), current="makeup", menu_code=MENU
    )


@page("people.appoint")
@require_http_methods(["GET", "POST"])
def place_officer(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Record how an officer serves."""
    actor = actor_of(request)
    officer = queries.get_officer(actor=actor, officer_id=officer_id)
    form = forms.PlacementForm(
        request.POST or None, initial={"kind": queries.engagement_of(officer)}
    )
    placed = attempt(
        form, lambda: operations.place_officer(actor=actor, officer=officer, **form.cleaned_data)
    )
    if placed is not None:
        messages.success(request, _("已登记任职方式。"))
        return redirect("organisation:officers")
    return render_page(
        request,
        "organisation/form.html",
        menu_code=MENU,
        form=form,
        form_title=_("登记任职方式"),
        purpose=f"{officer.union.name} {officer.get_post_display()}",
        submit=_("保存"),
        back="organisation:officers",
    )
