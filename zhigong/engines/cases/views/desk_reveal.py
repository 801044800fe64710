"""Open a masked answer of a case, for a reason that is recorded."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import queries
from zhigong.engines.cases.operations.revealing import OPENS, open_answer
from zhigong.engines.cases.rules.masking import MASKED, masked


@require_POST
@page(OPENS)
def reveal(request: HttpRequest, number: str, question: str) -> HttpResponse:
    """Show one answer in clear."""
    actor = actor_of(request)
    case = queries.get_case_for(actor=actor, number=number)
    asked = {one.code: one.kind for one in queries.programme_of_case(case).questions}
    if asked.get(question) not in MASKED:
        raise Http404
    reason = request.POST.get("reason", "")
    if getattr(request, "htmx", False) and not reason.strip():
        hidden = masked(asked[question], queries.answers_of(case).get(question))
        return render(
            request,
            "ui/components/masked.html",
            {
                "value": hidden,
                "reveal_url": request.path,
                "label": _("查看明文"),
                "error": _("请写明查看原因，例如“发放补助核对卡号”。"),
            },
            status=422,
        )
    value = open_answer(actor=actor, case=case, code=question, reason=reason)
    return render_page(
        request, "cases/desk/revealed.html", "cases/desk/_revealed.html", value=value, case=case
    )
