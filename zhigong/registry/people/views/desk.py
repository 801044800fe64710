"""The desk page of the roster (职工名册): its columns, filters and search."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhigong.base.lists import (
    BulkAction,
    Choices,
    Column,
    Empty,
    Filter,
    Link,
    ListSpec,
    list_page,
)
from zhigong.base.pages import actor_of, page
from zhigong.kernel.text import N_
from zhigong.registry.people import contract, queries
from zhigong.registry.unions.queries import scope_tops, unions_for

if TYPE_CHECKING:
    pass

STATE_TONES = {
    "pending": "info",
    "active": "good",
    "transferring": "warn",
    "retained": "info",
    "expelled": "bad",
}
MOST_CHOICES = 200
YES_NO = (("1", N_("是")), ("0", N_("否")))
ADVICE = {
    "single_character": N_(
        "只有一个字时仅按姓氏查找。请输入姓名中相连的两个字、姓名全拼或拼音首字母。"
    ),
    "part_of_number": N_(
        "含数字时按号码查找，须输入完整的手机号（11位）或证件号（身份证18位），不能只输其中几位。"
    ),
}


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


def _unit_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the tops of the reader's scope and the unions directly below them."""
    scope = actor_of(request).scope("people.view")
    rows = unions_for(actor=actor_of(request), ability="people.view")
    tops = Q(parent=None) if scope.everything else Q(pk__in=scope.node_ids)
    below = Q(parent__parent=None) if scope.everything else Q(parent__in=scope.node_ids)
    found = rows.filter(tops | below).order_by("level", "code")
    return list(found.values_list("code", "name")[:MOST_CHOICES])


def _as_asked(rows: Any, code: str) -> Any:
    """Return rows as ``rows_asked`` narrowed them: with the scope, in one statement."""
    return rows


UNIT = Filter("unit", N_("所属工会"), choices=_unit_choices, apply=_as_asked)
UNDER = Filter("under", N_("工会编号（含下级）"), kind="text", apply=_as_asked, usual=False)


def _total(request: HttpRequest) -> int | None:
    """Return the number of rows of one union, or of the whole scope, from what is kept of it."""
    actor, codes = actor_of(request), _codes_asked(request)
    if len(codes) > 1:  # two conditions meet in rows alone
        return None
    if codes:
        chosen = list(unions_for(actor=actor, ability="people.view").filter(code__in=codes))
    else:
        chosen = scope_tops(actor=actor, ability="people.view")
    return contract.open_memberships_below([union.pk for union in chosen])


def _flag(name: str) -> Any:
    return lambda rows, value: rows.filter(**{name: value == "1"})


def _verified(rows: Any, value: str) -> Any:
    return rows.filter(person__verified_on__isnull=value != "1")


def _table(table: dict[str, str]) -> Choices:
    return tuple((code, label) for code, label in table.items() if code)


def _advice(words: str) -> str:
    why = queries.why_not_found(words)
    return _(ADVICE[why]) if why else ""


def yes_or_no(value: Any) -> str:
    """Return a flag in words."""
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
    search_advice=_advice,
    count=_total,
    counted_by=frozenset({"unit", "under"}),
    columns=(
        Column("name", N_("姓名"), "person__name", link=Link("people:detail", "person_id")),
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
        Column("state", N_("会籍状态"), "state", tone=STATE_TONES),
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
        Column("migrant", N_("农民工"), "migrant", text=yes_or_no, shown=False),
        Column("dispatched", N_("劳务派遣"), "dispatched", text=yes_or_no, shown=False),
        Column("starts_on", N_("本会会籍起"), "starts_on", shown=False),
        Column("ends_before", N_("本会会籍止"), "ends_before", shown=False),
    ),
    filters=(
        UNIT,
        Filter("state", N_("会籍状态"), choices=contract.MembershipState.choices),
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
