"""Fetching a document."""

import logging
from typing import cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from zhigong.base.pages import actor_of, page
from zhigong.registry.audit.operations import record_reading
from zhigong.registry.documents import queries, rules

# A file is no page of ours: it runs nothing. A browser's own viewer of PDFs does not work in a
# sandbox; it may be framed by our pages alone.
ALONE = "sandbox; default-src 'none'"
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

log = logging.getLogger(__name__)


@never_cache
@page()
def download(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Hand out a file to those who may have it; a picture may be shown in a page."""
    actor = actor_of(request)
    document = queries.get_document_for(actor=actor, document_id=document_id)
    found = rules.TYPES[document.sniffed_type]
    if queries.kind_of(document.kind).is_sensitive:
        record_reading(
            actor=actor,
            target=document,
            fields=("file",),
            reason=request.GET.get("reason", ""),
            union_id=document.owner_union_id,
        )
    is_framed = found.code == "pdf" and request.GET.get("show") == "1"
    is_shown = is_framed or (found.is_image and request.GET.get("show") == "1")
    try:
        file = queries.open_file(document)
    except FileNotFoundError as lost:
        log.error("the file of document %s is missing", document.pk)
        raise Http404 from lost
    response = FileResponse(
        file,
        as_attachment=not is_shown,
        filename=document.title,
        content_type=found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FRAMED if is_framed else ALONE
    if is_framed:
        response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)
