"""Buildings and elections on the desk: the list, the chain of one, its steps and papers."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock, papers
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import queries as cases
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import BODY_TITLES
from zhigong.registry.unions.queries import get_union_for
from zhigong.work.organisation import forms, operations, queries
from zhigong.work.organisation.contract import BuildingKind, Stage
from zhigong.work.organisation.operations import Done
from zhigong.work.organisation.permissions import BUILD, VIEW
from zhigong.work.organisation.rules import SCANNED, STAGES, letters_of

MENU = "organisation.buildings"
BOXES = {
    "mine": N_("待我办理"),
    "open": N_("办理中"),
    "late": N_("已超时"),
    "done": N_("已办结"),
    "stopped": N_("已终止"),
    "all": N_("全部"),
}
STAGE_TONES = {"done": "good", "stopped": ""}
REFUSABLE = frozenset({"approve", "candidates_reply", "confirm"})


def _rows(box: str) -> Any:
    def rows(request: HttpRequest) -> Any:
        actor, today = actor_of(request), clock.today()
        if box == "mine":
            found = queries.waiting_here(actor=actor)
        else:
            found = queries.buildings_for(actor=actor)
        if box == "late":
            found = queries.late_buildings(found, today=today)
        elif box == "open":
            found = found.exclude(stage__in=("done", "stopped"))
        elif box in ("done", "stopped"):
            found = found.filter(stage=box)
        return queries.with_whereabouts(found)

    return rows


def _spec(box: str) -> ListSpec:
    return ListSpec(
        code=f"organisation-{box}",
        title=N_("建会与选举"),
        purpose=N_("从摸底约谈到授权管理员，每个环节的文书、盖章件和期限都在这里。"),
        ability=VIEW,
        rows=_rows(box),
        order=("-case__opened_at",),
        search=queries.search_buildings,
        search_hint=N_("工会、单位名称或办件编号"),
        columns=(
            Column(
                "name",
                N_("工会"),
                "name",
                link=Link("organisation:building", "case__number"),
                wrap=True,
            ),
            Column("kind", N_("类别"), "kind"),
            Column(
                "stage",
                N_("当前环节"),
                "stage",
                tone=lambda row: STAGE_TONES.get(row.stage, "info"),
            ),
            Column("unit", N_("由谁办理"), lambda row: row.step_unit or ""),
            Column("due", N_("环节期限"), lambda row: row.step_due, sort="case__promised_on"),
            Column("own", N_("发起工会"), "case__union__name"),
            Column("approver", N_("批准工会"), "approver__name", shown=False),
            Column("opened_on", N_("发起日期"), "case__opened_on", sort="case__opened_on"),
            Column("number", N_("办件编号"), "case__number", shown=False),
            Column("workers", N_("职工数"), "workers", numeric=True, shown=False),
            Column("members", N_("会员数"), "members", numeric=True, shown=False),
        ),
        filters=(
            Filter("kind", N_("类别"), choices=BuildingKind.choices),
            Filter("stage", N_("当前环节"), choices=Stage.choices),
        ),
        empty=Empty(
            N_("这里没有建会或选举"),
            N_("从未建会单位名单中选择单位，发起建会。"),
            N_("未建会单位"),
            "organisation:unfounded",
        ),
        drawer=False,
    )


SPECS = {box: _spec(box) for box in BOXES}


@page(VIEW)
def buildings(request: HttpRequest, building_box: str = "open") -> HttpResponse:
    """List buildings and elections by where they are."""
    if building_box not in SPECS:
        raise Http404
    return list_page(
        request,
        SPECS[building_box],
        "organisation/list.html",
        tabs=[(code, _(title), _address(code)) for code, title in BOXES.items()],
        current=building_box,
        menu_code=MENU,
    )


def _address(box: str) -> str:
    return reverse("organisation:building_box", args=[box])


@page(VIEW)
@require_safe
def building(request: HttpRequest, number: str) -> HttpResponse:
    """Show a building: its chain, what to do now, what was done."""
    found = queries.get_building_for(actor=actor_of(request), number=number)
    return _page(request, found)


def _page(
    request: HttpRequest,
    building: Any,
    *,
    form: Any = None,
    adding: Any = None,
    words: Any = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a building.

    :param form, adding, words: a form that came back with something wrong, with what was typed.
    """
    actor, on = actor_of(request), clock.today()
    why_not = queries.why_not_step(actor=actor, building=building, on=on)
    may = building.is_open and not why_not
    candidates = list(queries.candidates_of(building))
    form = form or (_form(building, candidates) if may else None)
    papers_made = _papers(building)
    response = render_page(
        request,
        "organisation/building.html",
        menu_code=MENU,
        building=building,
        case=building.case,
        tone=STAGE_TONES.get(building.stage, "info"),
        chain=queries.chain_of(building),
        facts=_facts(building),
        firms=list(queries.firms_of(building)),
        bodies=_bodies(building, candidates),
        steps=list(queries.steps_done(building)),
        timeline=_timeline(building),
        form=form,
        adding=(adding or forms.CandidateForm(auto_id="id_add_%s"))
        if may and building.stage == "candidates"
        else None,
        why_form=words or forms.Words(auto_id="id_words_%s"),
        why_not=why_not if building.is_open else "",
        may=may,
        may_refuse=may and building.stage in REFUSABLE,
        may_repeat=may and building.stage == "elect",
        is_stopping=words is not None,
        needs_scan=building.stage in SCANNED,
        papers=papers_made,
        has_later=any(one["is_later"] for one in papers_made),
        formats=[("docx", "Word"), ("pdf", "PDF")],
    )
    response.status_code = status
    return response


def _form(building: Any, candidates: Any, sent: Any = None, files: Any = None) -> Any:
    """Return the form of the step a building waits in."""
    if building.stage == "candidates":
        return forms.candidates_form(building, sent, files, auto_id="id_step_%s")
    if building.stage == "elect":
        return forms.votes_form(candidates, sent, files, auto_id="id_step_%s")
    kind = forms.STEP_FORMS[building.stage]
    initial = {
        name: getattr(building, name)
        for name in ("workers", "members", "women_members", "groups", "term_years")
        if getattr(building, name) is not None
    }
    return kind(sent, files, initial=initial, auto_id="id_step_%s")


def _facts(building: Any) -> list[tuple[str, Any]]:
    found = [
        (_("类别"), building.get_kind_display()),
        (_("工会名称"), building.name),
        (_("上级工会"), building.parent.name if building.parent else ""),
        (_("批准工会"), building.approver.name),
        (_("职工数"), building.workers),
        (_("会员数"), building.members),
        (_("女会员数"), building.women_members),
        (
            _("届次"),
            _("第%(n)s届，每届%(years)s年")
            % {"n": building.term_number, "years": building.term_years},
        ),
        (_("选举日期"), f"{building.elected_on:%Y-%m-%d}" if building.elected_on else ""),
        (_("成立日期"), f"{building.founded_on:%Y-%m-%d}" if building.founded_on else ""),
    ]
    return [(label, value) for label, value in found if value not in (None, "")]


def _bodies(building: Any, candidates: Any) -> list[dict[str, Any]]:
    """Return the ballots: each committee with its seats and who stands for it."""
    names = ("seats", "audit_seats", "women_seats")
    found = []
    for (body, title), seats in zip(BODY_TITLES.items(), names, strict=True):
        standing = [one for one in candidates if one.body == body]
        if standing:
            found.append(
                {
                    "title": _(title),
                    "seats": getattr(building, seats),
                    "rows": [(one, _(queries.POSTS[one.post])) for one in standing],
                }
            )
    return found


def _papers(building: Any) -> list[dict[str, Any]]:
    """Return the papers, those of the present step first, those of steps to come apart."""
    route = STAGES[building.kind]
    here = route.index(building.stage) if building.stage in route else len(route)
    now = letters_of(building.stage)
    found = [
        {
            "code": code,
            "title": title,
            "is_now": code in now,
            "is_later": route.index(stage) > here,
        }
        for stage, code, title in queries.letters_for(building)
    ]
    return sorted(found, key=lambda one: not one["is_now"])


def _timeline(building: Any) -> list[Any]:
    case = building.case
    programme = cases.programme_of_case(case)
    steps = list(cases.steps_of(case))
    told = cases.timeline_of(case, programme, cases.history_of(case), steps)
    return [one for one in told if one["state"] != "next"]


@page(VIEW)
@require_POST
def act(request: HttpRequest, number: str, building_deed: str) -> HttpResponse:
    """Do the step a building waits in, or send it back, repeat the election, give it up."""
    found = queries.get_building_for(actor=actor_of(request), number=number)
    if building_deed == "step":
        return _step(request, found)
    deeds: dict[str, Callable[..., Any]] = {
        "refuse": operations.refuse_step,
        "repeat": operations.repeat_election,
        "stop": operations.stop_building,
    }
    if building_deed not in deeds:
        raise Http404
    form = forms.Words(request.POST, auto_id="id_words_%s")
    if not form.is_valid():
        return _page(request, found, words=form, status=422)
    more = {"stage": found.stage} if building_deed == "refuse" else {}
    try:
        deeds[building_deed](
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            building=found,
            words=form.cleaned_data["words"],
            **more,
        )
    except UserError as error:
        form.add_error(None, error.message)
        return _page(request, _fresh(request, number), words=form, status=error.status)
    messages.success(request, _("已办理。"))
    return redirect("organisation:building", number)


def _step(request: HttpRequest, building: Any) -> HttpResponse:
    candidates = list(queries.candidates_of(building))
    if not building.is_open:
        return _page(request, building, status=409)
    form = _form(building, candidates, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, building, form=form, status=422)
    try:
        operations.complete_step(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            building=building,
            stage=request.POST.get("stage", building.stage),
            done=_done(form.cleaned_data),
        )
    except UserError as error:
        _put_beside(form, error, candidates, request)
        fresh = _fresh(request, building.case.number)
        return _page(request, fresh, form=form, status=error.status)
    messages.success(request, _("已完成本环节。"))
    return redirect("organisation:building", building.case.number)


def _done(cleaned: Mapping[str, Any]) -> Done:
    own = {"done_on", "number", "words", "scan"}
    return Done(
        done_on=cleaned["done_on"],
        number=cleaned.get("number", ""),
        words=cleaned.get("words", ""),
        scan=cleaned.get("scan"),
        facts={name: value for name, value in cleaned.items() if name not in own},
    )


def _put_beside(form: Any, error: UserError, candidates: Any, request: HttpRequest) -> None:
    """Put a refusal beside its field; a tie adds the fields of the second vote."""
    if error.code == "tied_votes":
        sent = request.POST.copy()
        for one in candidates:
            sent.setdefault(f"again_{one.pk}", "")
        again = forms.votes_form(candidates, sent, auto_id="id_step_%s")
        again.is_valid()
        form.fields, form.data = again.fields, again.data
    form.add_error(error.field if error.field in form.fields else None, error.message)


def _fresh(request: HttpRequest, number: str) -> Any:
    return queries.get_building_for(actor=actor_of(request), number=number)


@page(BUILD)
@require_POST
def add_candidate(request: HttpRequest, number: str) -> HttpResponse:
    """Put somebody on a ballot."""
    found = queries.get_building_for(actor=actor_of(request), number=number)
    form = forms.CandidateForm(request.POST, auto_id="id_add_%s")
    if not form.is_valid():
        return _page(request, found, adding=form, status=422)
    try:
        operations.add_candidate(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            building=found,
            particulars=dict(form.cleaned_data),
        )
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, found, adding=form, status=error.status)
    messages.success(request, _("已增加候选人。"))
    return redirect("organisation:building", number)


@page(BUILD)
@require_POST
def remove_candidate(request: HttpRequest, number: str, candidate_id: int) -> HttpResponse:
    """Take somebody from a ballot."""
    found = queries.get_building_for(actor=actor_of(request), number=number)
    try:
        operations.remove_candidate(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            building=found,
            candidate_id=candidate_id,
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("已撤下候选人。"))
    return redirect("organisation:building", number)


@page(VIEW)
@require_safe
def paper(
    request: HttpRequest, number: str, building_paper: str, letter_format: str
) -> HttpResponse:
    """Give a paper of a building as Word or PDF."""
    found = queries.get_building_for(actor=actor_of(request), number=number)
    made = queries.paper_of(found, building_paper, on=clock.today())
    if made is None or letter_format not in papers.TYPES:
        raise Http404
    at, kind = request.now, letter_format  # type: ignore[attr-defined]
    if isinstance(made, papers.OfficialForm):
        content = papers.form_file(made, kind, at=at)  # type: ignore[arg-type]
    else:
        content = papers.letter_file(made, kind, at=at)  # type: ignore[arg-type]
    answer = HttpResponse(content, content_type=papers.TYPES[letter_format])
    name = quote(f"{made.title}-{number}.{letter_format}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@page(BUILD)
@require_http_methods(["GET", "POST"])
def start_election(request: HttpRequest, union_code: str) -> HttpResponse:
    """Begin the election of a union."""
    actor = actor_of(request)
    union = get_union_for(actor=actor, code=union_code, ability=BUILD)
    form = forms.StartElection(request.POST or None, initial={"kind": "renewal"})
    if form.is_valid():
        try:
            made = operations.open_election(
                actor=actor,
                at=request.now,  # type: ignore[attr-defined]
                union=union,
                kind=form.cleaned_data["kind"],
            )
        except UserError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("已发起，请先完成请示。"))
            return redirect("organisation:building", made.case.number)
    return render_page(
        request,
        "organisation/form.html",
        menu_code=MENU,
        form=form,
        form_title=_("发起选举"),
        purpose=union.name,
        submit=_("发起"),
        back="organisation:terms",
    )


# Every kind of case has its own chain; a page that names a step of none is a mistake here.
assert set(forms.STEP_FORMS) | {"candidates", "elect"} == set(STAGES["founding"])
