"""The papers of a case one by one: a picture or a PDF at a time, by keys as well."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import queries
from zhigong.engines.cases.views.desk_case import papers_of_case


@page("cases.view")
@require_safe
def viewer(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """Show one paper of a case, with the way to the one before and the one after."""
    case = queries.get_case_for(actor=actor_of(request), number=number)
    programme = queries.programme_of_case(case)
    shown = [one for one in papers_of_case(request, case, programme) if one["may_open"]]
    place = next((n for n, one in enumerate(shown) if one["document"].pk == document_id), None)
    if place is None:
        raise Http404
    return render_page(
        request,
        "cases/desk/viewer.html",
        menu_code="cases.all",
        case=case,
        paper=shown[place],
        papers=shown,
        place=place + 1,
        before=_beside(shown, place - 1),
        after=_beside(shown, place + 1),
    )


def _beside(shown: list[dict[str, Any]], place: int) -> Any:
    return shown[place]["document"].pk if 0 <= place < len(shown) else None
