"""Expert teams on the desk: members, workload, the cases given to them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base.lists import Column, Empty, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import scope_tops
from zhigong.work.reception import operations
from zhigong.work.reception.forms import teams as forms
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.queries import roster
from zhigong.work.reception.queries import teams as queries

MENU = "reception.teams"

TEAMS = ListSpec(
    code="reception-teams",
    title=N_("专家团队"),
    purpose=N_("律师、心理咨询师、劳动关系协调师（三师）团队，及分给他们的办件。"),
    ability=MANAGE,
    rows=lambda request: queries.teams_for(actor=actor_of(request)),
    order=("name",),
    columns=(
        Column("name", N_("团队"), "name", sort="name", link=Link("reception:team", "pk")),
        Column("subjects", N_("服务内容"), "subjects", wrap=True),
        Column("union", N_("所属工会"), "union__name"),
        Column("open", N_("在办"), "open_cases", numeric=True),
    ),
    search=lambda rows, words: rows.filter(name__icontains=words),
    search_hint=N_("团队名称"),
    empty=Empty(
        N_("还没有专家团队"),
        N_("先登记值班人员，再组成团队。"),
        N_("新建团队"),
        "reception:new_team",
    ),
    drawer=False,
)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams in scope."""
    return list_page(request, TEAMS, "reception/desk/teams.html", menu_code=MENU)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def edit_team(request: HttpRequest, team_id: int | None = None) -> HttpResponse:
    """Set up a team, or change it and its members."""
    actor = actor_of(request)
    known: Any = None
    if team_id is not None:
        known = queries.get_team_for(actor=actor, team_id=team_id)
    people = roster.advisers_for(actor=actor, ability=MANAGE).filter(is_active=True)
    sent = request.POST if request.method == "POST" else None
    tops = scope_tops(actor=actor, ability=MANAGE)
    initial = {"union": tops[0]} if tops else {}
    form = forms.TeamForm(
        sent, actor=actor, advisers=people.order_by("kind", "name"), team=known, initial=initial
    )
    made = attempt(form, lambda: _set(actor, known, dict(form.cleaned_data)))
    if made is not None:
        messages.success(request, _("已保存。"))
        return redirect("reception:team", made.pk)
    return render_page(
        request, "reception/desk/team_form.html", menu_code=MENU, form=form, team=known
    )


def _set(actor: Any, known: Any, given: dict[str, Any]) -> Any:
    union = given.pop("union", None) or known.union
    return operations.set_team(actor=actor, union=union, team=known, **given)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show a team with what lies with each of its members; give it a case, end one."""
    actor, at = actor_of(request), request.now  # type: ignore[attr-defined]
    found = queries.get_team_for(actor=actor, team_id=team_id)
    members = queries.members_of(found)
    if request.POST.get("action") == "end":
        number = request.POST.get("id", "")
        row_id = int(number) if number.isdecimal() and len(number) < 16 else 0
        row = queries.get_assignment_of(found, row_id)
        operations.end_assignment(actor=actor, at=at, assignment=row)
        return redirect("reception:team", team_id)
    sent = request.POST if request.method == "POST" else None
    form = forms.AssignForm(sent, members=members, initial={"number": request.GET.get("case")})
    given = {"actor": actor, "at": at, "team": found}
    made = attempt(form, lambda: operations.assign_case(**given, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("已交给团队。"))
        return redirect("reception:team", team_id)
    return render_page(
        request,
        "reception/desk/team.html",
        menu_code=MENU,
        team=found,
        members=members,
        assignments=queries.assignments_of(found, actor=actor),
        form=form,
    )
