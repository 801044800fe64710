"""Fetching a document."""

import logging
from typing import cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from zhigong.base.pages import actor_of, page
from zhigong.registry.audit.operations import record_reading
from zhigong.registry.documents import queries, rules

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
    is_shown = found.is_image and request.GET.get("show") == "1"
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
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)
