"""Keep files that came with a form until it is sent; sweep what was given up."""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from zhigong.base.actor import SYSTEM, Actor, use_actor
from zhigong.base.operations import act, operation
from zhigong.engines.cases.models import CasePaper, Draft, LoosePaper
from zhigong.engines.cases.operations.applying import documents_in
from zhigong.registry.documents.operations import erase_document, store_document

if TYPE_CHECKING:
    from zhigong.registry.documents.models import Document
    from zhigong.registry.unions.models import Union

AT_ONCE = 200
GIVEN_UP = "given up: the form was never sent"


def keep_loose(
    *,
    actor: Actor,
    at: datetime,
    file: Any,
    kind: str,
    union: "Union",
    person_id: int | None,
) -> "Document":
    """Store a file that came with a form, and remember that it belongs to no case yet.

    :raises UserError: the file is none of the kind; see ``documents.operations``.
    """
    with transaction.atomic():
        document = store_document(
            file=file,
            kind=kind,
            title=file.name,
            union=union,
            at=at,
            actor=actor,
            person_id=person_id,
        )
        LoosePaper._base_manager.create(document=document, stored_at=at)
    return document


def sweep_given_up(*, at: datetime) -> tuple[int, int]:
    """Destroy drafts nobody touched for so many days, and files no form was sent with.

    The days are the installation's setting ``draft_days``. Each goes in its own transaction, so
    that one cannot hold the others.

    :return: how many drafts and how many files.
    """
    before = at - timedelta(days=settings.ZHIGONG.draft_days)
    with use_actor(SYSTEM):
        drafts = Draft._base_manager.filter(saved_at__lt=before).order_by("saved_at")
        swept = [sweep_draft(draft_id=one, before=before, at=at) for one in _ids(drafts)]
        loose = LoosePaper._base_manager.filter(stored_at__lt=before).order_by("stored_at")
        files = [_sweep_file(one, at) for one in _ids(loose)]
    return sum(swept), sum(files)


def _ids(rows: Any) -> list[Any]:
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


@operation("cases.sweep_draft")
def sweep_draft(*, draft_id: Any, before: datetime, at: datetime) -> bool:
    """Destroy one draft with its files, unless its writer came back meanwhile."""
    rows = Draft._base_manager.select_for_update().filter(pk=draft_id, saved_at__lt=before)
    draft = rows.first()
    if draft is None:
        act().unchanged()
        return False
    for document in documents_in(draft):
        erase_document(document=document, at=at, reason=GIVEN_UP, actor=SYSTEM)
    digest = hashlib.sha256(str(draft.pk).encode()).digest()
    act().bulk("cases.draft", count=1, digest=digest, node_id=draft.union_id)
    draft.delete()
    return True


def _sweep_file(document_id: Any, at: datetime) -> bool:
    """Destroy a loose file; one that went into a case, or lies in a draft, is only let go."""
    with transaction.atomic():
        loose = LoosePaper._base_manager.select_for_update().filter(pk=document_id).first()
        if loose is None:
            return False
        is_used = CasePaper._base_manager.filter(document_id=document_id).exists()
        if not is_used and not loose.document.erased_at:
            erase_document(document=loose.document, at=at, reason=GIVEN_UP, actor=SYSTEM)
        loose.delete()
    return not is_used
