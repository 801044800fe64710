"""The steps of an import: upload, columns, check, names, commit, result."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.exchange import operations as exchange_operations
from zhigong.engines.exchange import queries as exchange
from zhigong.registry.unions import queries as unions
from zhigong.work.membership import forms, jobs, operations, queries
from zhigong.work.membership.views.doors import batch_of

INLINE_BYTES = 400_000  # a smaller file is checked while the officer waits
PAGE_ROWS = 50
STEPS = {"uploaded": "reading", "mapped": "reading", "checked": "check"}
_IS_COLUMN = re.compile(r"c\d{1,4}").fullmatch
FORMS = {"roster": forms.RosterUpload, "employers": forms.EmployersUpload}


@page("membership.import_roster")
@require_http_methods(["GET", "POST"])
def upload_roster(request: HttpRequest) -> HttpResponse:
    """Step one: take a roster for a union."""
    return _upload(request, "roster")


@page("membership.import_employers")
@require_http_methods(["GET", "POST"])
def upload_employers(request: HttpRequest) -> HttpResponse:
    """Step one: take a register of employers for a union."""
    return _upload(request, "employers")


def _upload(request: HttpRequest, kind: str) -> HttpResponse:
    found, actor = exchange.import_kind(kind), actor_of(request)
    near = list(
        unions.unions_for(actor=actor, ability=found.ability)
        .filter(dissolved_on=None)
        .order_by("level", "code")[:300]
    )
    start = {"union": near[0].name if near else "", "mode": "incremental"}
    form = FORMS[kind](
        request.POST or None,
        request.FILES or None,
        actor=actor,
        ability=found.ability,
        initial=start,
    )
    if request.method == "POST" and form.is_valid():
        batch = _received(request, form, kind)
        if batch is not None:
            return redirect("membership:reading", batch_id=batch.id)
    return render_page(
        request,
        "membership/upload.html",
        form=form,
        kind=found,
        unions=near,
        keep_days=exchange.keep_days(),
    )


def _received(request: HttpRequest, form: forms.Upload, kind: str) -> Any:
    """Open a batch for a valid form; a refused file is said beside its field."""
    data = form.cleaned_data
    options = {}
    if kind == "employers":
        options = {"source": data["source"], "as_of": str(data["as_of"])}
    try:
        return operations.receive(
            actor=actor_of(request),
            kind=kind,
            union=data["union"],
            file_name=form.upload.name or "",
            chunks=form.upload.chunks(),
            mode=data.get("mode", "incremental"),
            options=options,
        )
    except UserError as error:
        form.add_error("file", error.message)
        return None


@page("exchange.view")
@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Go on where the batch stands."""
    found = exchange.get_batch_for(actor=actor_of(request), batch_id=batch_id)
    return redirect(f"membership:{STEPS.get(found.state, 'result')}", batch_id=batch_id)


@page("exchange.view")
@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Step two: show which sheet, header and columns were recognised, and let them be corrected."""
    found = batch_of(request, batch_id)
    if found.is_over or found.state == "committing":
        return redirect("membership:result", batch_id=batch_id)
    kind = exchange.import_kind(found.kind)
    chosen = _chosen(request.POST or request.GET, found, kind)
    try:
        table = operations.read_table(batch=found, **chosen)
        error = ""
    except UserError as refused:
        table, error = operations.read_table(batch=found), refused.message
    if request.method == "POST" and not error:
        _keep(found, table)
        if not table.missing and table.data:
            return _start_check(request, found)
        error = _complaint(table, kind)
    return render_page(
        request,
        "membership/reading.html",
        batch=found,
        kind=kind,
        table=table,
        columns=queries.columns_shown(table),
        sheets=[table.sheet, *table.other_sheets],
        is_plain=found.file_name.lower().endswith(".csv"),
        error=error,
        missing=[one.title for one in kind.fields if one.code in table.missing],
    )


def _complaint(table: Any, kind: Any) -> str:
    if not table.data:
        return _("表头下面没有数据行，请核对工作表和表头所在行。")
    names = "、".join(one.title for one in kind.fields if one.code in table.missing)
    return _("还缺少必需的列：%(names)s。请在下面指定它们所在的列。") % {"names": names}


def _chosen(data: QueryDict, found: Any, kind: Any) -> dict[str, Any]:
    """Return the reading a request asks for; what it does not say stays as it was kept."""
    sheet = data.get("sheet") or found.sheet or None
    row = data.get("header_row", "")
    if data.get("look") or not found.sheet:
        return {"sheet": sheet, "header_row": queries.whole_number(row) or None}
    kept = operations.reading_of(found)
    said = {int(name[1:]): data[name] for name in data if _IS_COLUMN(name)}
    if not said:
        return kept
    mapping = {one.code: -1 for one in kind.fields}
    mapping |= {code: column for column, code in said.items() if code in mapping}
    return {**kept, "mapping": mapping}


def _keep(found: Any, table: Any) -> None:
    exchange_operations.save_mapping(
        batch=found, sheet=table.sheet, header_row=table.header_row, mapping=table.mapping
    )


def _start_check(request: HttpRequest, found: Any) -> HttpResponse:
    """Start the check; a small file is checked at once."""
    is_small = found.size <= INLINE_BYTES
    jobs.start_check(actor=actor_of(request), batch=found, inline=is_small)
    return redirect("membership:check", batch_id=found.id)


@page("exchange.view")
@require_GET
def check(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Step three: what was found, grouped and row by row; nothing is written yet."""
    found = batch_of(request, batch_id)
    if found.is_over or found.state == "committing":
        return redirect("membership:result", batch_id=batch_id)
    job = queries.job_of(found, actor=actor_of(request))
    if found.checked_at is None:
        if job is None:
            return redirect("membership:reading", batch_id=batch_id)
        return render_page(request, "membership/waiting.html", batch=found, job=job, step=3)
    shown = queries.rows_shown(found, request.GET, size=PAGE_ROWS)
    return render_page(
        request,
        "membership/check.html",
        "membership/_rows.html",
        batch=found,
        summary=queries.summary_of(found),
        before=queries.imported_before(found, actor=actor_of(request)),
        **shown,
    )


@page("exchange.view")
@require_http_methods(["GET", "POST"])
def names(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Say once for each unknown name which union it means; left open, it is opened as 待核实."""
    found = batch_of(request, batch_id)
    if found.is_over or found.state == "committing":
        return redirect("membership:result", batch_id=batch_id)
    groups = queries.unknown_names(found, actor=actor_of(request))
    if request.method == "POST":
        chosen, problems = queries.chosen_unions(request.POST, groups, union=found.union)
        if not problems:
            titles = {group["key"]: group["name"] for group in groups}
            operations.resolve_names(
                actor=actor_of(request), batch=found, chosen=chosen, names=titles
            )
            if chosen:
                messages.success(request, _("已记住，下次名册中再出现会自动识别。"))
            else:
                messages.info(request, _("没有选定已有的工会，这些名称导入时登记为新工会。"))
            return _start_check(request, found)
        for group in groups:
            group["problem"] = problems.get(group["key"], "")
            group["said"] = request.POST.get(f"union-{group['number']}", "")
    return render_page(request, "membership/names.html", batch=found, groups=groups)


@page("exchange.view")
@require_POST
def commit(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Step four: write the rows as a job; pressed again it goes on after an interruption."""
    found = batch_of(request, batch_id)
    if found.can_commit:  # asked twice, by a double click or after it was done: nothing to do
        jobs.start_commit(actor=actor_of(request), batch=found)
    return redirect("membership:result", batch_id=batch_id)


@page("exchange.view")
@require_GET
def progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show the moving bar; when the job is over, the page is asked for again."""
    found = batch_of(request, batch_id)
    job = queries.job_of(found, actor=actor_of(request))
    response = render_page(request, "membership/_progress.html", batch=found, job=job)
    if job is None or job.is_final:
        response["HX-Refresh"] = "true"
    return response


@page("exchange.view")
@require_GET
def result(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show the last step: how far it is, then what was done and the file to download."""
    found = batch_of(request, batch_id)
    if found.state in STEPS:
        return redirect(f"membership:{STEPS[found.state]}", batch_id=batch_id)
    job = queries.job_of(found, actor=actor_of(request))
    if job is not None and not job.is_final:
        return render_page(request, "membership/waiting.html", batch=found, job=job, step=4)
    return render_page(
        request,
        "membership/result.html",
        batch=found,
        job=job,
        summary=queries.summary_of(found),
        may_roll_back=actor_of(request).may("exchange.roll_back") and found.kind == "roster",
        missing=queries.count_missing(found, actor=actor_of(request)),
        file_url=reverse("membership:result_file", args=[batch_id]) if found.result else "",
    )


@page("exchange.roll_back")
@require_POST
def roll_back(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take a committed batch back as far as nobody built upon it."""
    found = batch_of(request, batch_id)
    form = forms.Reason(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写撤回原因。"))
        return redirect("membership:result", batch_id=batch_id)
    reason = form.cleaned_data["reason"]
    jobs.start_roll_back(actor=actor_of(request), batch=found, reason=reason)
    return redirect("membership:result", batch_id=batch_id)


@page("exchange.view")
@require_POST
def discard(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Throw away a batch nothing was written of."""
    found = batch_of(request, batch_id)
    name = found.file_name
    exchange_operations.discard_batch(actor=actor_of(request), batch=found)
    messages.success(request, _("已放弃“%(name)s”，没有写入任何数据。") % {"name": name})
    return redirect("membership:imports")
