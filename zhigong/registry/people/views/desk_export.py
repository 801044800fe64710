"""Desk pages of the people list in clear: the reason, the progress, the file."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zhigong.base import clock, lists, sealed_files
from zhigong.base import jobs as base_jobs
from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.people import forms, jobs
from zhigong.registry.people.operations import exporting
from zhigong.registry.people.views.desk import MEMBERS, rows_asked


class Reason(forms.Reason):
    """Why identities shall leave in clear."""

    reason = django_forms.CharField(
        label=gettext_lazy("导出原因"),
        max_length=forms.REASON_LENGTH,
        help_text=gettext_lazy("写明用途，不少于5个字。原因会写入文件首行和审计记录。"),
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        """Fold white space, and refuse what says too little."""
        said = " ".join(str(self.cleaned_data["reason"]).split())
        if len(said) < exporting.SHORTEST_REASON:
            error = exporting.ReasonTooShort(least=exporting.SHORTEST_REASON)
            raise ValidationError(error.message)
        return said


@page(exporting.ABILITY)
@require_http_methods(["GET", "POST"])
def export_clear(request: HttpRequest) -> HttpResponse:
    """Say what would leave in clear and ask for a reason; then start the job."""
    if request.method == "GET" and (query := _newer_query(request)) is not None:
        return redirect(f"{request.path}?{query}" if query else request.path)
    # The list shows what the reader may see; in clear leaves only what this ability reaches.
    reach = rows_asked(request, ability=exporting.ABILITY)
    rows, conditions = lists.narrowed_rows(request, MEMBERS, rows=reach)
    cap = lists.COUNT_CAP if _words(request) else exporting.MOST_ROWS
    ids = list(rows.order_by().values_list("pk", flat=True)[: cap + 1])
    if len(ids) > cap:
        raise exporting.TooManyInClear(cap=cap)
    if not ids:
        raise exporting.NobodyToExport
    form = Reason(request.POST if request.method == "POST" else None, actor=actor_of(request))
    if form.is_valid():
        job = base_jobs.start_job(
            jobs.export_clear,
            actor=actor_of(request),
            title=_("导出明文名单"),
            membership_ids=ids,
            reason=form.cleaned_data["reason"],
        )
        return redirect("people:export_clear_job", job_id=job.id)
    return render_page(
        request,
        "people/export_clear.html",
        form=form,
        count=len(ids),
        conditions=conditions,
        back_url=f"{reverse('people:list')}?{request.GET.urlencode()}",
    )


@page(exporting.ABILITY)
@require_GET
def export_clear_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far the export is, then the file."""
    job = _job(request, job_id)
    response = render_page(
        request,
        "people/export_clear_job.html",
        "people/_export_clear_job.html",
        job=job,
        is_over=_is_over(job),
    )
    if getattr(request, "htmx", False) and job.is_final:
        response["HX-Refresh"] = "true"
    return response


@page(exporting.ABILITY)
@require_GET
def export_clear_file(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Give the file to who asked for it, within its day."""
    job = _job(request, job_id)
    path = exporting.export_path(job.id)
    if not job.result.get("url") or _is_over(job) or not path.exists():
        raise Http404
    name = f"{job.title}-{job.created_at.astimezone(clock.ZONE):%Y%m%d-%H%M}.xlsx"
    answer: Any = FileResponse(sealed_files.opened(path), as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer


def _job(request: HttpRequest, job_id: UUID) -> Any:
    """Return an export the actor started; anything else does not exist for her."""
    job = base_jobs.get_job_for(actor=actor_of(request), job_id=job_id)
    if job.task != jobs.export_clear.task.name:
        raise Http404
    return job


def _is_over(job: Any) -> bool:
    return job.finished_at is not None and clock.now() - job.finished_at > exporting.KEPT_FOR


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[: lists.WORDS_LENGTH]


def _newer_query(request: HttpRequest) -> str | None:
    """Return the query of the list the reader comes from, when the link does not hold it.

    The list narrows itself in place, and its link to here stays as it was when the page was loaded.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.path != reverse("people:list"):
        return None
    is_same = QueryDict(came_from.query) == request.GET
    return None if is_same else came_from.query
