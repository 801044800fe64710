"""Desk pages that show people: the roster, a person, transfers, and the check of a card."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.lists import BulkAction, Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.people import contract, forms, operations, queries
from zhigong.registry.unions.queries import unions_for

if TYPE_CHECKING:
    from zhigong.registry.people.models import Membership, Person, Transfer

STATE_TONES = {
    "pending": "info",
    "active": "good",
    "transferring": "warn",
    "retained": "info",
    "expelled": "bad",
}
TRANSFER_TONES = {
    "offered": "warn",
    "accepted": "info",
    "objected": "bad",
    "completed": "good",
}
SECRETS = ("id_number", "phone", "card")
MOST_CHOICES = 200
YES_NO = (("1", N_("是")), ("0", N_("否")))
MOVES = {
    "approve": "people.approve",
    "refuse": "people.approve",
    "retain": "people.end",
    "restore": "people.end",
    "end": "people.end",
    "transfer": "people.transfer",
}
TABS = (
    ("overview", N_("基本信息")),
    ("memberships", N_("会籍与接转")),
    ("changes", N_("变更记录")),
)


def rows_asked(request: HttpRequest, *, ability: str = "people.view") -> Any:
    """Return open memberships in scope; ended ones only when their state is asked for."""
    rows = queries.list_memberships_for(
        actor=actor_of(request), ability=ability, below=_codes_asked(request)
    )
    closed = {state.value for state in contract.CLOSED_STATES}
    return rows if request.GET.get("state") in closed else rows.filter(ends_before__isnull=True)


def _codes_asked(request: HttpRequest) -> list[str]:
    """Return the unions the list is narrowed to: one of the choices, and one by its code."""
    unit, under = (request.GET.get(item.code, "").strip() for item in (UNIT, UNDER))
    return [code for code in (unit if unit in dict(UNIT.options(request)) else "", under) if code]


def _link(row: "Membership") -> str:
    return reverse("people:detail", args=[row.person_id])


def _unit_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the tops of the reader's scope and the unions directly below them."""
    scope = actor_of(request).scope("people.view")
    rows = unions_for(actor=actor_of(request), ability="people.view")
    tops = Q(parent=None) if scope.everything else Q(pk__in=scope.node_ids)
    below = Q(parent__parent=None) if scope.everything else Q(parent__in=scope.node_ids)
    found = rows.filter(tops | below).order_by("level", "code")
    return [(union.code, union.name) for union in found[:MOST_CHOICES]]


def _as_asked(rows: Any, code: str) -> Any:
    """Return rows as ``rows_asked`` narrowed them: with the scope, in one statement."""
    return rows


UNIT = Filter("unit", N_("所属工会"), choices=_unit_choices, apply=_as_asked)
UNDER = Filter("under", N_("工会编号（含下级）"), kind="text", apply=_as_asked, usual=False)


def _flag(name: str) -> Any:
    return lambda rows, value: rows.filter(**{name: value == "1"})


def _verified(rows: Any, value: str) -> Any:
    return rows.filter(person__verified_on__isnull=value != "1")


def _table(table: dict[str, str]) -> Any:
    return lambda request: [(code, _(label)) for code, label in table.items() if code]


def _enumerated(states: Any) -> Any:
    return lambda request: [(state.value, str(state.label)) for state in states]


def _yes(value: Any) -> str:
    return _("是") if value else _("否")


MEMBERS = ListSpec(
    code="people",
    title=N_("职工名册"),
    purpose=N_("当前范围内的会员和入会申请人。证件号和手机号默认遮盖，查看明文会留下记录。"),
    ability="people.view",
    rows=rows_asked,
    order=("county_id", "name_py"),
    search=queries.search_memberships,
    search_hint=N_("姓名或其中两个字、拼音、完整手机号或证件号"),
    columns=(
        Column("name", N_("姓名"), "person__name", link=_link),
        Column(
            "id_number",
            N_("证件号码"),
            ("person__data_key", "person__id_cipher"),
            text=queries.masked_id,
            masked=True,
        ),
        Column(
            "phone",
            N_("手机号码"),
            ("person__data_key", "person__phone_cipher"),
            text=queries.masked_phone,
            masked=True,
        ),
        Column("union", N_("所属工会"), "union__name"),
        Column("employer", N_("用人单位"), "employer__name"),
        Column("state", N_("会籍状态"), "state", tone=lambda row: STATE_TONES.get(row.state, "")),
        Column("joined_on", N_("入会日期"), "joined_on"),
        Column("verified", N_("实名认证"), "person__verified_on"),
        Column("sex", N_("性别"), "person__sex", shown=False),
        Column("birth_on", N_("出生日期"), "person__birth_on", shown=False),
        Column("ethnicity", N_("民族"), "person__ethnicity", shown=False),
        Column("education", N_("学历"), "person__education", shown=False),
        Column("political", N_("政治面貌"), "person__political_status", shown=False),
        Column("employment_form", N_("用工形式"), "employment_form", shown=False),
        Column("group", N_("新就业形态群体"), "new_form_group", shown=False),
        Column("post", N_("岗位"), "post", shown=False),
        Column("migrant", N_("农民工"), "migrant", text=_yes, shown=False),
        Column("dispatched", N_("劳务派遣"), "dispatched", text=_yes, shown=False),
        Column("starts_on", N_("本会会籍起"), "starts_on", shown=False),
        Column("ends_before", N_("本会会籍止"), "ends_before", shown=False),
    ),
    filters=(
        UNIT,
        Filter("state", N_("会籍状态"), choices=_enumerated(contract.MembershipState)),
        Filter("verified", N_("实名认证"), choices=YES_NO, apply=_verified),
        UNDER,
        Filter("employer__name", N_("用人单位全称"), kind="text", usual=False),
        Filter("person__sex", N_("性别"), choices=_table(contract.SEXES), usual=False),
        Filter(
            "new_form_group",
            N_("新就业形态群体"),
            choices=_table(contract.NEW_FORM_GROUPS),
            usual=False,
        ),
        Filter(
            "employment_form",
            N_("用工形式"),
            choices=_table(contract.EMPLOYMENT_FORMS),
            usual=False,
        ),
        Filter("migrant", N_("农民工"), choices=YES_NO, apply=_flag("migrant"), usual=False),
        Filter(
            "dispatched", N_("劳务派遣"), choices=YES_NO, apply=_flag("dispatched"), usual=False
        ),
    ),
    bulk=(
        BulkAction(
            "approve",
            N_("批准入会"),
            "people:approve_many",
            ability="people.approve",
            icon="circle-check",
        ),
        BulkAction(
            "retain", N_("保留会籍"), "people:retain_many", ability="people.end", icon="user-check"
        ),
        BulkAction(
            "end",
            N_("终止会籍"),
            "people:end_many",
            ability="people.end",
            icon="user-minus",
            kind="danger",
        ),
    ),
    empty=Empty(
        N_("名册里还没有人"),
        N_("可以逐人登记，也可以从“导入名册”一次导入。"),
        N_("登记入会"),
        "people:enrol",
        icon="users",
    ),
)


@page("people.view")
def list_people(request: HttpRequest) -> HttpResponse:
    """List the members and applicants in scope."""
    actor = actor_of(request)
    return list_page(
        request,
        MEMBERS,
        "people/list.html",
        may_enrol=actor.may("people.enrol"),
        may_export_clear=actor.may("people.export_clear"),
    )


@page("people.view")
@require_safe
def detail(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person: particulars, memberships, transfers, and what was changed by whom."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id)
    memberships = list(queries.memberships_of(person=person))
    present = memberships[0] if memberships else None
    current = request.GET.get("tab", "overview")
    current = current if current in dict(TABS) else "overview"
    path = reverse("people:detail", args=[person.pk])
    return render_page(
        request,
        "people/detail.html",
        person=person,
        present=present,
        state_tone=STATE_TONES.get(present.state, "") if present else "",
        identity=queries.masked_identity(person),
        tabs=[(code, _(title), f"{path}?tab={code}") for code, title in TABS],
        current=current,
        memberships=memberships,
        moves=_moves(actor, present),
        may=_may(actor, present),
        particulars=_particulars(person),
        terms=_terms(present) if present else [],
        **_tab(person, current),
    )


def _tab(person: "Person", current: str) -> dict[str, Any]:
    if current == "memberships":
        return {"transfers": queries.transfers_of(person=person)}
    if current == "changes":
        return {"changes": queries.changes_of(person=person)}
    return {"offices": queries.officers_of(person=person)}


def _may(actor: Actor, present: "Membership | None") -> dict[str, bool]:
    wanted = ("change", "verify", "appoint", "open_identity")
    held = {name: _holds(actor, f"people.{name}", present) for name in wanted}
    return held | {"audit": _holds(actor, "audit.view", present)}


def _holds(actor: Actor, ability: str, present: "Membership | None") -> bool:
    if present is None:
        return actor.scope(ability).everything
    return actor.scope(ability).covers(present.union.ancestors)


def _moves(actor: Actor, present: "Membership | None") -> set[str]:
    """Return what may be done with the present membership by this actor."""
    if present is None or not present.is_open:
        return {"rejoin"} if actor.may("people.enrol") else set()
    by_state = {
        "pending": {"approve", "refuse"},
        "active": {"retain", "end", "transfer"},
        "retained": {"restore", "end", "transfer"},
        "transferring": set(),
    }[present.state]
    return {
        move
        for move in by_state
        if (actor.may(MOVES[move]) if move == "transfer" else _holds(actor, MOVES[move], present))
    }


def _particulars(person: "Person") -> list[tuple[str, Any]]:
    return [
        (_("性别"), person.get_sex_display()),
        (_("出生日期"), person.birth_on),
        (_("证件类型"), person.get_id_kind_display()),
        (_("民族"), person.get_ethnicity_display()),
        (_("政治面貌"), person.get_political_status_display()),
        (_("学历"), person.get_education_display()),
        (_("户籍类型"), person.get_household_kind_display()),
        (_("户籍地"), person.household_region),
        (_("技能等级"), person.get_skill_level_display()),
    ]


def _terms(present: "Membership") -> list[tuple[str, Any]]:
    return [
        (_("所属工会"), present.union.name),
        (_("用人单位"), present.employer.name if present.employer else ""),
        (_("入会日期"), present.joined_on),
        (_("本会会籍起"), present.starts_on),
        (_("入会方式"), present.get_join_way_display()),
        (_("用工形式"), present.get_employment_form_display()),
        (_("新就业形态群体"), present.get_new_form_group_display()),
        (_("岗位"), present.post),
        (_("农民工"), _yes(present.migrant)),
        (_("劳务派遣"), _yes(present.dispatched)),
    ]


@page("people.open_identity")
@require_POST
def reveal(request: HttpRequest, person_id: int, field: str) -> HttpResponse:
    """Open one masked field in clear, for a reason that is recorded."""
    actor = actor_of(request)
    person = queries.get_person_for(
        actor=actor, person_id=person_id, ability="people.open_identity"
    )
    if field not in SECRETS:
        raise PermissionDenied
    reason = request.POST.get("reason", "")
    if getattr(request, "htmx", False) and not reason.strip():
        return _ask_again(request, getattr(queries.masked_identity(person), field))
    clear = operations.open_identity(actor=actor, person=person, fields=[field], reason=reason)
    return render_page(
        request, "people/revealed.html", "people/_revealed.html", value=clear[field], person=person
    )


def _ask_again(request: HttpRequest, value: str) -> HttpResponse:
    shown = {"value": value, "reveal_url": request.path, "label": _("查看明文")}
    error = _("请写明查看原因，例如“核对入会材料”。")
    return render(request, "ui/components/masked.html", {**shown, "error": error}, status=422)


def _transfer_rows(request: HttpRequest) -> Any:
    rows = queries.transfers_for(actor=actor_of(request))
    return rows if request.GET.get("state") else rows.filter(settled_at__isnull=True)


def _transfer_link(row: "Transfer") -> str:
    return reverse("people:transfer", args=[row.pk])


TRANSFERS = ListSpec(
    code="transfers",
    title=N_("会籍接转"),
    purpose=N_("新工会接收，原工会在10个工作日内可提出异议，逾期视为同意转出。"),
    ability="people.transfer",
    rows=_transfer_rows,
    order=("-asked_at",),
    columns=(
        Column("name", N_("姓名"), "person__name", link=_transfer_link),
        Column("from", N_("原工会"), "from_union__name"),
        Column("to", N_("转入工会"), "to_union__name"),
        Column(
            "state",
            N_("接转状态"),
            "state",
            tone=lambda row: TRANSFER_TONES.get(row.state, ""),
        ),
        Column("asked_at", N_("提出时间"), "asked_at", sort="asked_at"),
        Column("until", N_("异议截止"), "objection_until"),
        Column("objection", N_("异议理由"), "objection", wrap=True),
    ),
    filters=(Filter("state", N_("接转状态"), choices=_enumerated(contract.TransferState)),),
    bulk=(
        BulkAction(
            "accept",
            N_("接收所选会籍"),
            "people:accept_many",
            ability="people.transfer",
            icon="circle-check",
        ),
    ),
    empty=Empty(
        N_("没有待办的会籍接转"),
        N_("导入名册或登记入会时，会籍在其他工会的职工会出现在这里。"),
        icon="arrows-exchange",
    ),
)


@page("people.transfer")
def list_transfers(request: HttpRequest) -> HttpResponse:
    """List the transfers out of and into the scope; settled ones when a state is asked for."""
    return list_page(request, TRANSFERS)


@page("people.transfer")
@require_safe
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show one transfer, how far it is, and what the reader may do about it."""
    shown = queries.get_transfer_for(actor=actor_of(request), transfer_id=transfer_id)
    return transfer_page(request, shown)


def transfer_page(
    request: HttpRequest, shown: "Transfer", **filled: forms.ActorForm
) -> HttpResponse:
    """Return the page of a transfer; ``filled`` are forms that came back with something wrong."""
    actor = actor_of(request)
    return render_page(
        request,
        "people/transfer.html",
        transfer=shown,
        tone=TRANSFER_TONES.get(shown.state, ""),
        may=transfer_moves(actor, shown),
        steps=_steps(shown),
        reason_form=filled.get("reason") or forms.Reason(actor=actor),
        decision_form=filled.get("decision") or forms.Decision(actor=actor),
    )


def transfer_moves(actor: Actor, shown: "Transfer") -> set[str]:
    """Return what this actor may do with a transfer now."""
    scope = actor.scope("people.transfer")
    into = scope.covers(shown.to_union.ancestors)
    out_of = scope.covers(shown.from_union.ancestors)
    found = set()
    if into and shown.state == "offered":
        found |= {"accept"}
    if into and shown.settled_at is None:
        found |= {"withdraw"}
    if (
        out_of
        and shown.state == "accepted"
        and (shown.objection_until is None or clock.today() <= shown.objection_until)
    ):
        found |= {"object"}
    if shown.state == "objected" and operations.may_decide(actor=actor, transfer=shown):
        found |= {"decide"}
    return found


def _steps(shown: "Transfer") -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [
        {"title": _("提出接转"), "at": shown.asked_at, "who": shown.to_union.name}
    ]
    if shown.accepted_at:
        steps.append(
            {"title": _("转入工会接收"), "at": shown.accepted_at, "who": shown.to_union.name}
        )
    if shown.objection:
        steps.append(
            {
                "title": _("原工会提出异议"),
                "who": shown.from_union.name,
                "text": shown.objection,
                "state": "bad",
            }
        )
    if shown.settled_at:
        steps.append(
            {"title": shown.get_state_display(), "at": shown.settled_at, "text": shown.decision}
        )
    elif shown.state == "accepted":
        steps.append(
            {
                "title": _("等待原工会答复"),
                "text": _("%(day)s 前未提出异议，即视为同意转出。")
                % {"day": shown.objection_until},
                "state": "now",
            }
        )
    return steps


@page("people.view")
def verify_card(request: HttpRequest) -> HttpResponse:
    """Check the code a member shows on her phone."""
    form = forms.CardCode(request.POST or None)
    shown = None
    if form.is_valid():
        try:
            shown = queries.read_card_code(actor=actor_of(request), code=form.cleaned_data["code"])
        except UserError as error:
            form.add_error("code", error.message)
    context: dict[str, Any] = {}
    if shown is not None:
        state = shown.membership.state if shown.membership else ""
        context = {
            "shown": shown,
            "identity": queries.masked_identity(shown.person),
            "is_member": bool(shown.membership and shown.membership.is_open and state != "pending"),
            "state_tone": STATE_TONES.get(state, ""),
            "form": forms.CardCode(),
        }
    return render_page(
        request, "people/verify_card.html", "people/_card_result.html", **{"form": form} | context
    )
