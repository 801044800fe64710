"""Desk pages of giving rights: grants, administrators of unions, stewards."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.actor import current_actor
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.accounts import forms, operations, queries, rules
from zhigong.registry.unions import queries as unions

if TYPE_CHECKING:
    from zhigong.registry.accounts.models import Grant
    from zhigong.registry.unions.models import Union

VIEW = "accounts.view_grants"


def _grant_rows(request: HttpRequest) -> Any:
    """Return grants in scope; ended ones on request, of one union when the address names it."""
    actor = actor_of(request)
    code = request.GET.get("union", "")
    union = unions.get_union_for(actor=actor, code=code, ability=VIEW) if code else None
    ended = request.GET.get("state") == "ended"
    return queries.grants_within(actor=actor, union=union, on=clock.today(), ended=ended)


def _search_grants(rows: Any, words: str) -> Any:
    return rows.filter(
        Q(user__name__contains=words)
        | Q(user__login__iexact=words)
        | Q(union__name__contains=words)
    )


def _ends(row: "Grant") -> str:
    return _("长期") if row.ends_before is None else f"{row.ends_before:%Y-%m-%d}"


GRANTS = ListSpec(
    code="accounts.grants",
    title=N_("角色授权"),
    ability=VIEW,
    rows=_grant_rows,
    order=("-pk",),
    search=_search_grants,
    search_hint=N_("姓名、账号或工会名称"),
    columns=(
        Column(
            "user",
            N_("姓名"),
            lambda row: row.user.get_full_name(),
            link=lambda row: reverse("accounts:user", args=[row.user_id]),
        ),
        Column("login", N_("账号"), "user__login", sort="user__login"),
        Column("role", N_("角色"), "role__title", sort="role__title"),
        Column("union", N_("工会（及下级）"), "union__name", sort="union__name"),
        Column("starts_on", N_("开始日期"), "starts_on", sort="starts_on"),
        Column("ends_before", N_("截止（不含）"), _ends),
        Column("reason", N_("说明"), "reason", shown=False),
    ),
    filters=(
        Filter(
            "role__code",
            N_("角色"),
            choices=lambda request: [(r.code, r.title) for r in queries.roles()],
        ),
        Filter(
            "state",
            N_("状态"),
            choices=(("ended", N_("含已结束")),),
            apply=lambda rows, value: rows,
        ),
    ),
    empty=Empty(
        N_("这里还没有授权"),
        N_("先给工作人员授予角色，他们登录后才能看到相应的工会。"),
    ),
    drawer=False,
)


@page(VIEW)
def grants(request: HttpRequest) -> HttpResponse:
    """List who holds which role where."""
    return list_page(request, GRANTS, "accounts/grants.html", menu_code="grants")


@require_http_methods(["GET", "POST"])
@page("accounts.grant")
def new_grant(request: HttpRequest) -> HttpResponse:
    """Give somebody a role at a union."""
    choices = [(role.code, role.title) for role in queries.roles() if role.code != "member"]
    initial = {"starts_on": clock.today(), "union": request.GET.get("union", "")}
    form = forms.GrantForm(
        request.POST or None, roles=choices, initial=initial, actor=actor_of(request)
    )
    if form.is_valid() and _grant(request, form):
        messages.success(request, _("已授权，对方下次打开页面即生效。"))
        return redirect("accounts:grants")
    return render_page(request, "accounts/new_grant.html", form=form, menu_code="grants")


def _grant(request: HttpRequest, form: forms.GrantForm) -> bool:
    given = form.cleaned_data
    try:
        operations.grant_role(
            user=operations.receiver(login=given["user"]),
            role=queries.get_role(code=given["role"]),
            union=given["union"],
            starts_on=given["starts_on"],
            ends_before=rules.day_after(given["last_day"]),
            reason=given["reason"],
            actor=actor_of(request),
        )
    except UserError as error:
        forms.show(form, error)
        return False
    return True


@require_POST
@page(VIEW)
def end_grant(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a grant today."""
    actor = actor_of(request)
    grant = queries.get_grant_for(actor=actor, grant_id=grant_id)
    operations.end_grant(
        grant=grant, on=clock.today(), actor=actor, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("授权已结束。"))
    return redirect("accounts:user", grant.user_id)


def _administrator_rows(request: HttpRequest) -> Any:
    return queries.unions_and_administrators(
        rows=unions.unions_for(actor=actor_of(request), ability=VIEW), on=clock.today()
    )


def _administrator_link(row: "Union") -> str:
    """Return where the administrator is changed; nothing for who may only look, as auditors do."""
    if not current_actor().scope("accounts.authorise").covers(row.ancestors):
        return ""
    return reverse("accounts:administrator", args=[row.code])


ADMINISTRATORS = ListSpec(
    code="accounts.administrators",
    title=N_("工会组织授权"),
    ability=VIEW,
    rows=_administrator_rows,
    order=("level", "code"),
    search=lambda rows, words: rows.filter(Q(name__contains=words) | Q(code__iexact=words)),
    search_hint=N_("工会名称或编号"),
    columns=(
        Column(
            "name",
            N_("工会名称"),
            "name",
            sort="name",
            link=_administrator_link,
        ),
        Column("code", N_("工会编号"), "code", sort="code"),
        Column("parent", N_("上级工会"), "parent__name"),
        Column("administrator", N_("授权管理员"), lambda row: row.administrator or ""),
        Column("seen", N_("最近登录"), lambda row: row.administrator_seen),
    ),
    filters=(
        Filter(
            "authorised",
            N_("授权情况"),
            choices=(
                ("no", N_("未授权")),
                ("yes", N_("已授权")),
            ),
            apply=lambda rows, value: rows.filter(authorised=value == "yes"),
        ),
    ),
    empty=Empty(N_("没有符合条件的工会")),
    drawer=False,
)


@page(VIEW)
def administrators(request: HttpRequest) -> HttpResponse:
    """List the unions in scope with their authorised administrators."""
    return list_page(
        request, ADMINISTRATORS, "accounts/administrators.html", menu_code="administrators"
    )


@sensitive_variables("first_password")
@require_http_methods(["GET", "POST"])
@page("accounts.authorise")
def administrator(request: HttpRequest, code: str) -> HttpResponse:
    """Authorise the administrator of a union, or hand over to another, in one step."""
    actor = actor_of(request)
    union = unions.get_union_for(actor=actor, code=code, ability="accounts.authorise")
    form = forms.AdministratorForm(request.POST or None)
    first_password = ""
    if form.is_valid():
        given = form.cleaned_data
        who: Any = queries.find_staff(login=given["user"])
        if who is None and given["name"]:
            first_password = operations.first_password()
            who = operations.Newcomer(
                login=given["user"],
                name=given["name"],
                phone=given["phone"],
                password=first_password,
            )
        try:
            who = who or operations.receiver(login=given["user"])
            operations.name_administrator(
                union=union,
                who=who,
                on=clock.today(),
                at=clock.now(),
                actor=actor,
                reason=given["reason"],
            )
        except UserError as error:
            first_password = ""
            forms.show(form, error)
        else:
            form = forms.AdministratorForm()
            messages.success(request, _("授权已办理，即时生效。"))
    present = queries.authorisation_of(actor=actor, union=union)
    return render_page(
        request,
        "accounts/administrator.html",
        form=form,
        union=union,
        present=present,
        first_password=first_password,
        menu_code="administrators",
    )


@require_http_methods(["GET", "POST"])
@page("accounts.steward")
def stewards(request: HttpRequest) -> HttpResponse:
    """Arrange that officers work for unions that cannot do so themselves."""
    actor = actor_of(request)
    initial = {"union": request.GET.get("union", "")}
    form = forms.StewardForm(request.POST or None, initial=initial, actor=actor)
    if form.is_valid() and _arrange(request, form):
        messages.success(request, _("已安排代管，代录的内容会注明代管人。"))
        return redirect("accounts:stewards")
    rows = queries.stewardships_within(actor=actor, on=clock.today())
    return render_page(
        request, "accounts/stewards.html", form=form, rows=rows[:200], menu_code="stewards"
    )


def _arrange(request: HttpRequest, form: forms.StewardForm) -> bool:
    given = form.cleaned_data
    try:
        operations.begin_stewardship(
            union=given["union"],
            user=operations.receiver(login=given["user"]),
            starts_on=clock.today(),
            ends_before=rules.day_after(given["last_day"]),
            reason=given["reason"],
            actor=actor_of(request),
        )
    except UserError as error:
        forms.show(form, error)
        return False
    return True


@require_POST
@page("accounts.steward")
def end_steward(request: HttpRequest, stewardship_id: int) -> HttpResponse:
    """End a stewardship today."""
    actor = actor_of(request)
    care = queries.get_stewardship_for(actor=actor, stewardship_id=stewardship_id)
    operations.end_stewardship(stewardship=care, on=clock.today(), actor=actor)
    messages.success(request, _("代管已结束。"))
    return redirect("accounts:stewards")
