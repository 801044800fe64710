"""The printed form of a case (审批表): A4, a box for every opinion and seal."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import queries
from zhigong.engines.cases.views.desk_case import agent_words


@page("cases.view")
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case as its official form, in the words of the version it was opened under."""
    case = queries.get_case_for(actor=actor_of(request), number=number)
    programme, answers = queries.programme_of_case(case), queries.answers_of(case)
    address = request.build_absolute_uri(reverse("cases:detail", args=[case.number]))
    return render_page(
        request,
        "cases/desk/sheet.html",
        case=case,
        agent=agent_words(case),
        programme=programme,
        sections=queries.sections_of(programme, answers),
        consents=queries.consents_of(answers),
        papers=queries.papers_of(case),
        boxes=queries.seal_boxes_of(programme, queries.steps_of(case)),
        address=address,
    )
