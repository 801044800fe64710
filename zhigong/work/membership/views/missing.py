"""Who is recorded but not in a full roster (全量核对): looked at, and decided on."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import BulkAction, Column, Empty, Filter, ListSpec, list_page, narrowed_rows
from zhigong.base.pages import actor_of, page
from zhigong.kernel.text import N_
from zhigong.registry.people import queries as people
from zhigong.work.membership import operations, queries
from zhigong.work.membership.views.doors import batch_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

EVERYBODY = "all"  # of the list as it is narrowed, instead of the rows chosen in it


def _batch_id(request: HttpRequest) -> UUID:
    match = request.resolver_match
    return UUID(str(match.kwargs["batch_id"])) if match else UUID(int=0)


def _rows(request: HttpRequest) -> "QuerySet[Any]":
    """Return those still to decide, unless others are asked for."""
    rows = queries.missing_rows(actor=actor_of(request), batch_id=_batch_id(request))
    return rows if request.GET.get("mark") else queries.undecided(rows)


def _by_mark(rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
    return rows if value == EVERYBODY else rows.filter(mark=value)


def _unions(request: HttpRequest) -> list[tuple[str, str]]:
    return queries.unions_of_missing(actor=actor_of(request), batch_id=_batch_id(request))


def _number(missing: Any) -> str:
    return people.masked_identity(missing.membership.person).id_number


MISSING = ListSpec(
    code="missing",
    title=N_("名册中没有的会员"),
    ability="membership.reconcile",
    rows=_rows,
    order=("membership__name_py",),
    search=queries.search_missing,
    search_hint=N_("姓名、拼音、手机号或身份证号"),
    columns=(
        Column(
            "name",
            N_("姓名"),
            "membership__person__name",
            sort="membership__name_py",
            link=lambda row: reverse("people:detail", args=[row.membership.person_id]),
        ),
        Column("id_number", N_("身份证号"), _number),
        Column("union", N_("所属工会"), "membership__union__name", wrap=True),
        Column(
            "employer",
            N_("工作单位"),
            lambda row: row.membership.employer.name if row.membership.employer else "",
            wrap=True,
        ),
        Column("birth_on", N_("出生日期"), "membership__person__birth_on"),
        Column("starts_on", N_("本会会籍起"), "membership__starts_on", shown=False),
        Column("mark", N_("处理"), "mark", tone=lambda row: "info" if row.mark else "warn"),
    ),
    filters=(
        Filter(
            "mark", N_("处理"), choices=(*queries.MARKS, (EVERYBODY, N_("全部"))), apply=_by_mark
        ),
        Filter(
            "union",
            N_("所属工会"),
            choices=_unions,
            apply=lambda rows, code: rows.filter(membership__union__code=code),
        ),
    ),
    bulk=tuple(BulkAction(value, label, field=("mark", value)) for value, label in queries.MARKS),
    empty=Empty(
        title=N_("没有需要处理的人"),
        what=N_("已登记的会员都在名册里，或者都已处理。"),
        icon="circle-check",
    ),
    drawer=False,
)


@page("membership.reconcile")
@require_http_methods(["GET", "POST"])
def missing(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Who is recorded but not in the file, to be marked singly, in bulk or as the list stands."""
    found = batch_of(request, batch_id)
    if "mark" in request.POST:
        _mark(request, found)
        return redirect(request.get_full_path())
    counts = queries.count_missing(found, actor=actor_of(request))
    return list_page(
        request, MISSING, "membership/missing.html", batch=found, counts=counts, marks=queries.MARKS
    )


def _mark(request: HttpRequest, batch: Any) -> None:
    """Mark the chosen, or everybody the list shows undecided, and say what came of it."""
    if request.POST.get("who") == EVERYBODY:
        rows, _conditions = narrowed_rows(request, MISSING)
        ids = list(queries.undecided(rows).order_by("pk").values_list("pk", flat=True))
    else:
        ids = [queries.whole_number(one) for one in request.POST.getlist("ids")]
    try:
        done = operations.mark_missing(
            actor=actor_of(request),
            at=clock.now(),
            batch=batch,
            ids=ids,
            mark=request.POST["mark"],
        )
    except UserError as refused:
        messages.error(request, refused.message)
        return
    if done:
        messages.success(request, _("已处理 %(n)s 人。") % {"n": f"{done:,}"})
    if left := len(ids) - done:
        said = _("%(n)s 人没有处理：会籍此后已有变动，或不在您的管理范围内。")
        messages.warning(request, said % {"n": f"{left:,}"})
