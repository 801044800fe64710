"""The printed form of a case (审批表): A4, a box for every opinion; as Word and PDF as well."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhigong.base import papers
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import queries
from zhigong.registry.audit.operations import record_reading

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case


@page("cases.view")
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case as its official form, in the words of the version it was opened under."""
    case = queries.get_case_for(actor=actor_of(request), number=number)
    return render_page(
        request,
        "cases/desk/sheet.html",
        case=case,
        form=_form(request, case),
        files=[("docx", _("下载 Word")), ("pdf", _("下载 PDF"))],
    )


@page("cases.view")
@require_safe
def sheet_file(request: HttpRequest, number: str, sheet_format: str) -> HttpResponse:
    """Give the form of a case as a file."""
    case = queries.get_case_for(actor=actor_of(request), number=number)
    if sheet_format not in papers.TYPES:
        raise Http404
    form = _form(request, case)
    content = papers.form_file(form, sheet_format, at=request.now)  # type: ignore[attr-defined, arg-type]
    record_reading(
        actor=actor_of(request),
        target=case,
        fields=("sheet",),
        reason=_("下载审批表"),
        union_id=case.union_id,
    )
    answer = HttpResponse(content, content_type=papers.TYPES[sheet_format])
    name = quote(f"{form.title}-{case.number}.{sheet_format}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _form(request: HttpRequest, case: "Case") -> papers.OfficialForm:
    address = request.build_absolute_uri(reverse("cases:detail", args=[case.number]))
    return queries.form_of_case(case, address=address, at=request.now)  # type: ignore[attr-defined]
