"""Desk pages of the composer: the list, a new programme, its overview, versions, publishing."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import ComposedState
from zhigong.engines.cases.forms.composing import ClosingForm, StartForm, TryForm
from zhigong.engines.cases.operations import composing as operations
from zhigong.engines.cases.queries import composing
from zhigong.engines.cases.queries.composing import COMPOSE, PARTS, PUBLISH
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import scope_tops

if TYPE_CHECKING:
    from zhigong.engines.cases.models import ComposedProgramme

MENU = "cases.compose"
TONES = {"draft": "warn", "open": "good", "closed": ""}


def _untitled(title: str) -> str:
    return title or _("未命名的事项")


def _search(rows: Any, words: str) -> Any:
    return rows.filter(title__icontains=words) | rows.filter(code__icontains=words)


COMPOSED = ListSpec(
    code="composed",
    title=N_("事项编制"),
    purpose=N_("自己编制服务事项：写说明、设问题和材料、定环节，预览后发布给本地职工。"),
    ability=COMPOSE,
    rows=lambda request: composing.composed_for_list(actor=actor_of(request)),
    order=("-changed_at",),
    search=_search,
    search_hint=N_("事项名称或编码"),
    columns=(
        Column(
            "title",
            N_("事项"),
            "title",
            text=_untitled,
            link=Link("cases:compose_overview", "code"),
        ),
        Column("state", N_("状态"), "state", tone=TONES),
        Column("version", N_("现行版本"), "version__version", numeric=True),
        Column("union", N_("编制工会"), "union__name"),
        Column("changed_at", N_("修改时间"), "changed_at", sort="changed_at"),
        Column("changed_by", N_("修改人"), "changed_by__name"),
        Column("code", N_("事项编码"), "code", shown=False),
        Column("made_at", N_("建立时间"), "made_at", sort="made_at", shown=False),
    ),
    filters=(Filter("state", N_("状态"), choices=ComposedState.choices),),
    empty=Empty(
        N_("还没有编制过事项"),
        N_("点“新建事项”，可以从空白开始，也可以照已有的事项复制一份再改。"),
        icon="puzzle",
    ),
)


@page(COMPOSE)
def list_composed(request: HttpRequest) -> HttpResponse:
    """List the programmes composed in scope."""
    return list_page(request, COMPOSED, "cases/compose/list.html", menu_code=MENU)


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a programme, blank or as a copy."""
    actor = actor_of(request)
    offered = queries.programmes_within(actor=actor, ability=COMPOSE)
    # One that an app leads needs that app's code; a copy would be worked by nobody.
    known = {one.code: one for one in offered if not one.led_by}
    tops = scope_tops(actor=actor, ability=COMPOSE)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        actor=actor,
        sources=[(code, one.title) for code, one in known.items()],
        initial={"union": tops[0] if tops else None, "source": request.GET.get("source", "")},
    )
    made = attempt(
        form,
        lambda: operations.compose_programme(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            union=form.cleaned_data["union"],
            title=form.cleaned_data["title"],
            source=known.get(form.cleaned_data["source"]),
        ),
    )
    if made is not None:
        return redirect("cases:compose_texts", made.code)
    return render_page(request, "cases/compose/start.html", menu_code=MENU, form=form)


def frame_of(composed: "ComposedProgramme", place: str) -> dict[str, Any]:
    """Return what every page of one programme shows: name, state, parts with what is to mend."""
    faults = composing.to_mend(composed)
    counts = {part: sum(one.fault.part == part for one in faults) for part in PARTS}
    code = composed.code
    overview_url = reverse("cases:compose_overview", args=[code])
    tabs: list[tuple[str, str, str, int | None]] = [
        ("overview", _("核对与发布"), overview_url, None)
    ]
    for part, title in PARTS.items():
        url = reverse(f"cases:compose_{part}", args=[code])
        tabs.append((part, _(title), url, counts[part] or None))
    for name, title in (("preview", _("手机预览")), ("versions", _("修改记录"))):
        tabs.append((name, title, reverse(f"cases:compose_{name}", args=[code]), None))
    return {
        "menu_code": MENU,
        "composed": composed,
        "title": _untitled(composed.title),
        "tone": TONES[composed.state],
        "tabs": tabs,
        "place": place,
        "faults": faults,
        "part_faults": [one for one in faults if one.fault.part == place],
    }


@page(COMPOSE)
@require_safe
def overview(request: HttpRequest, composed_code: str) -> HttpResponse:
    """Show what is to mend, what would be published, and where a case would go."""
    return overview_page(
        request, composing.get_composed_for(actor=actor_of(request), code=composed_code)
    )


def overview_page(
    request: HttpRequest,
    composed: "ComposedProgramme",
    *,
    closing: ClosingForm | None = None,
    refused: UserError | None = None,
) -> HttpResponse:
    """Return the overview, with a form that came back or what was refused."""
    actor = actor_of(request)
    tried = TryForm(request.GET if "union" in request.GET else None, actor=actor)
    stops = None
    if tried.is_bound and tried.is_valid():
        stops = composing.tried_out(
            composing.draft_of(composed), tried.cleaned_data["union"], on=clock.today()
        )
    answer = render_page(
        request,
        "cases/compose/overview.html",
        **frame_of(composed, "overview"),
        changes=composing.unpublished(composed),
        may_publish=composing.may_publish(composed, actor=actor),
        closing=closing or ClosingForm(),
        tried=tried,
        stops=stops,
        refused=refused,
    )
    if refused is not None:
        answer.status_code = refused.status
    return answer


@page(PUBLISH)
@require_POST
def publish(request: HttpRequest, composed_code: str) -> HttpResponse:
    """Put the programme in force."""
    actor = actor_of(request)
    composed = composing.get_composed_for(actor=actor, code=composed_code)
    at = request.now  # type: ignore[attr-defined]
    try:
        done = operations.publish_programme(actor=actor, at=at, composed=composed)
    except UserError as refused:
        return overview_page(request, composed, refused=refused)
    assert done.version is not None
    messages.success(
        request,
        _("已发布第%(n)d版，%(union)s及下级的职工现在可以申请。")
        % {"n": done.version.version, "union": done.union.name},
    )
    return redirect("cases:compose_overview", composed_code)


@page(PUBLISH)
@require_POST
def close(request: HttpRequest, composed_code: str) -> HttpResponse:
    """Take no new cases any more."""
    actor = actor_of(request)
    composed = composing.get_composed_for(actor=actor, code=composed_code)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return overview_page(request, composed, closing=form)
    try:
        operations.close_programme(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            composed=composed,
            reason=form.cleaned_data["reason"],
        )
    except UserError as refused:
        return overview_page(request, composed, closing=form, refused=refused)
    messages.success(request, _("已停办，不再接受新的申请；已经提交的办件继续办理。"))
    return redirect("cases:compose_overview", composed_code)


@page(COMPOSE)
@require_POST
def discard(request: HttpRequest, composed_code: str) -> HttpResponse:
    """Delete a programme that was never published."""
    actor = actor_of(request)
    composed = composing.get_composed_for(actor=actor, code=composed_code)
    try:
        operations.discard_programme(actor=actor, composed=composed)
    except UserError as refused:
        return overview_page(request, composed, refused=refused)
    messages.success(request, _("已删除“%(title)s”。") % {"title": _untitled(composed.title)})
    return redirect("cases:compose")


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, composed_code: str) -> HttpResponse:
    """List what was published and every change since; go back to one."""
    actor = actor_of(request)
    composed = composing.get_composed_for(actor=actor, code=composed_code)
    if request.method == "POST":
        number = request.POST.get("number", "")
        operations.restore_revision(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            composed=composed,
            number=int(number) if number.isdecimal() and len(number) < 7 else 0,
        )
        messages.success(request, _("已恢复到第%(n)s次修改后的内容。") % {"n": number})
        return redirect("cases:compose_versions", composed_code)
    return render_page(
        request,
        "cases/compose/versions.html",
        **frame_of(composed, "versions"),
        published=composing.published_versions(composed),
        revisions=composing.revisions(composed),
    )
