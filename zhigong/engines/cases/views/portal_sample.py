"""How a paper should look: the sample that was handed in with the programme."""

from typing import TYPE_CHECKING, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhigong.base.pages import actor_of, page
from zhigong.engines.cases import queries
from zhigong.engines.cases.queries import applying
from zhigong.registry.documents import queries as documents

if TYPE_CHECKING:
    from zhigong.engines.cases.contract import Programme


@page()
@require_safe
def sample(request: HttpRequest, programme_code: str, item_code: str) -> HttpResponse:
    """Show the sample of a paper to whom the programme is offered."""
    union = applying.union_of(actor_of(request))
    return sample_file(queries.get_programme(programme_code, union=union), item_code)


def sample_file(programme: "Programme", code: str) -> HttpResponse:
    """Return the file of a paper's sample, a picture to be shown.

    :raises Http404: there is none.
    """
    document = applying.sample_of(programme, code)
    if document is None:
        raise Http404
    media_type = documents.media_type_of(document)
    response = FileResponse(
        documents.open_file(document),
        as_attachment=not media_type.startswith("image/"),
        filename=document.title,
        content_type=media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return cast(HttpResponse, response)
