"""Desk pages of records that may be one person's: the list, and two records side by side."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.people import contract, forms, operations, queries
from zhigong.registry.unions.contract import attempt

TONES = {"": "warn", "same": "good"}


def _rows(request: HttpRequest) -> Any:
    rows = queries.duplicates_for(actor=actor_of(request))
    return rows if request.GET.get("verdict") else rows.filter(verdict="")


DUPLICATES = ListSpec(
    code="duplicates",
    title=N_("疑似重复"),
    purpose=N_("可能是同一个人的两份记录，每天夜里查找。核对证件后合并，或认定不是同一人。"),
    ability="people.merge",
    rows=_rows,
    order=("found_on",),
    search=queries.search_duplicates,
    search_hint=N_("姓名"),
    columns=(
        Column("first", N_("姓名"), "first__name", link=Link("people:duplicate")),
        Column(
            "first_id",
            N_("证件号码（一）"),
            ("first__data_key", "first__id_cipher"),
            text=queries.masked_id,
            masked=True,
        ),
        Column(
            "second_id",
            N_("证件号码（二）"),
            ("second__data_key", "second__id_cipher"),
            text=queries.masked_id,
            masked=True,
        ),
        Column("birth_on", N_("出生日期"), "first__birth_on"),
        Column("ground", N_("依据"), "ground"),
        Column("found_on", N_("发现日期"), "found_on", sort="found_on"),
        Column("verdict", N_("结论"), "verdict", tone=TONES),
        Column("reason", N_("说明"), "reason", wrap=True, shown=False),
    ),
    filters=(
        Filter("verdict", N_("结论"), choices=[one for one in queries.Verdict.choices if one[0]]),
        Filter("ground", N_("依据"), choices=queries.Ground.choices),
    ),
    drawer=False,
    empty=Empty(
        N_("没有待核对的重复记录"),
        N_("姓名和出生日期、或姓名和手机号都相同的两份记录，会出现在这里。"),
        icon="users",
    ),
)


@page("people.merge")
@require_http_methods(["GET", "POST"])
def list_duplicates(request: HttpRequest) -> HttpResponse:
    """List the pairs to decide over; decided ones when a verdict is asked for."""
    return list_page(request, DUPLICATES)


@page("people.merge")
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Show two records side by side, and take the verdict on them."""
    found = queries.get_duplicate_for(actor=actor_of(request), pair_id=pair_id)
    form = forms.Verdict(
        request.POST if request.method == "POST" else None,
        ids=(found.first_id, found.second_id),
        initial={"kept": _better(found)},
    )
    if attempt(form, lambda: _decided(request, found, form.cleaned_data)) is not None:
        return redirect("people:duplicate", found.pk)
    return render_page(
        request,
        "people/duplicate.html",
        pair=found,
        lines=queries.compared(found),
        moved=queries.moved_rows(found),
        decided_by=_decider(found),
        form=form,
    )


def _decided(request: HttpRequest, found: Any, given: dict[str, Any]) -> Any:
    known = {"actor": actor_of(request), "at": request.now, "pair": found}  # type: ignore[attr-defined]
    if given["verdict"] == "different":
        done = operations.tell_apart(**known, reason=given["reason"])
        messages.success(request, _("已记下，这两份记录不再提示。"))
        return done
    kept = found.first if given["kept"] == found.first_id else found.second
    done = operations.merge_people(**known, kept=kept, reason=given["reason"])
    messages.success(request, _("已合并。"))
    return done


def _better(found: Any) -> int:
    """Return the record to keep unless told otherwise: the verified one, else the older."""
    is_second = found.second.verified_on and not found.first.verified_on
    return int(found.second_id if is_second else found.first_id)


def _decider(found: Any) -> str:
    if found.decided_by is None:
        return ""
    return contract.names_of_users([found.decided_by]).get(found.decided_by, "")
