"""Reporting up and comparing with a superior system, at the desk."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhigong.base import clock
from zhigong.base import jobs as base_jobs
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.exchange import operations as exchange_operations
from zhigong.engines.exchange import queries as exchange
from zhigong.registry.unions import queries as unions
from zhigong.work.membership import forms, jobs
from zhigong.work.membership.views.desk import attachment

ABILITY = "exchange.report_up"
TITLE_LENGTH = 120


@page(ABILITY)
@require_http_methods(["GET", "POST"])
def report_up(request: HttpRequest) -> HttpResponse:
    """Choose a union and a superior's table; with a file, compare instead of exporting."""
    actor = actor_of(request)
    near = list(
        unions.unions_for(actor=actor, ability=ABILITY)
        .filter(dissolved_on=None)
        .order_by("level", "code")[:300]
    )
    form = forms.ReportUp(
        request.POST or None,
        request.FILES or None,
        actor=actor,
        formats=exchange.superior_formats(),
        initial={"union": near[0].name if near else ""},
    )
    if request.method == "POST" and form.is_valid():
        job = _started(request, form)
        if job is not None:
            return redirect("membership:report", job_id=job.id)
    return render_page(request, "membership/report_up.html", form=form, unions=near)


def _started(request: HttpRequest, form: forms.ReportUp) -> Any:
    data = form.cleaned_data
    asked = {
        "union_code": data["union"].code,
        "format_code": data["format"],
        "reason": data["reason"],
    }
    actor, name = actor_of(request), data["union"].name
    table = exchange.superior_format(data["format"]).title
    if not data["file"]:
        title = _("上报%(table)s %(name)s") % {"table": table, "name": name}
        return base_jobs.start_job(jobs.report_up, actor=actor, title=title[:TITLE_LENGTH], **asked)
    try:
        upload_id, *_rest = exchange_operations.keep_upload(
            chunks=data["file"].chunks(), file_name=data["file"].name
        )
    except UserError as error:
        form.add_error("file", error.message)
        return None
    takes_over = data.get("take_over")
    title = _("补录工会 %(name)s") if takes_over else _("对账%(table)s %(name)s")
    return base_jobs.start_job(
        jobs.take_over_unions if takes_over else jobs.compare_with_superior,
        actor=actor,
        title=(title % {"table": table, "name": name})[:TITLE_LENGTH],
        upload=str(upload_id),
        name=data["file"].name,
        **asked,
    )


@page(ABILITY)
@require_GET
def report(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far a report is, then what came out and the file."""
    job = base_jobs.get_job_for(actor=actor_of(request), job_id=job_id)
    response = render_page(request, "membership/report.html", "membership/_report.html", job=job)
    if getattr(request, "htmx", False) and job.is_final:
        response["HX-Refresh"] = "true"
    return response


@page(ABILITY)
@require_GET
def report_file(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Give the file of a report to who asked for it."""
    job = base_jobs.get_job_for(actor=actor_of(request), job_id=job_id)
    if not job.result.get("url"):
        raise Http404
    try:
        made_at = f"{job.created_at.astimezone(clock.ZONE):%Y%m%d-%H%M}"
        return attachment(exchange.open_report(job.id), f"{job.title}-{made_at}.xlsx")
    except FileNotFoundError:
        raise Http404 from None
