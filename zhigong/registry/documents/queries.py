"""Every read of documents that leaves the app."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings

from zhigong.base import sealed_files
from zhigong.base.actor import Actor
from zhigong.registry.documents.contract import DOCUMENT_KINDS, DocumentKind
from zhigong.registry.documents.models import Document
from zhigong.registry.documents.rules import TYPES


def media_folder() -> Path:
    """Return the folder of the files; no web server serves it."""
    return Path(settings.MEDIA_ROOT)


def kind_of(code: str) -> DocumentKind:
    """Return a declared kind.

    :raises KeyError: no file of the catalogue has that name.
    """
    return DOCUMENT_KINDS.get(code)


Door = Callable[[Actor, Document], bool]
_doors: list[Door] = []


def plug_door(door: Door) -> None:
    """Tell of another way to a document, e.g. through the case it was handed in with.

    Asked after the ways of this app; it says yes for what the actor may read anyway.
    """
    if door not in _doors:
        _doors.append(door)


def may_fetch(*, actor: Actor, document: Document) -> bool:
    """Whether the actor may fetch a document whose row, with its union, is at hand.

    She may when it is her own, when she handed it in, when she holds the ability of its kind over
    its union, or through a door another app opens.
    """
    if document.erased_at is not None:
        return False
    if actor.person_id is not None and document.person_id == actor.person_id:
        return True
    if actor.user_id is not None and document.uploaded_by_id == actor.user_id:
        return True
    ability = kind_of(document.kind).ability
    if actor.scope(ability).covers(document.owner_union.ancestors):
        return True
    return any(door(actor, document) for door in _doors)


def get_document_for(*, actor: Actor, document_id: UUID) -> Document:
    """Return a document the actor may fetch and whose file still exists; see ``may_fetch``.

    :raises Document.DoesNotExist: no such document, or not for her; callers cannot tell which.
    """
    rows = Document.objects.trusted("each way in is checked below").filter(erased_at__isnull=True)
    document: Document = rows.select_related("owner_union").get(pk=document_id)
    if may_fetch(actor=actor, document=document):
        return document
    raise Document.DoesNotExist


def documents_of(*, actor: Actor, union_id: int) -> Any:
    """Return the documents of one union within the actor's scope, newest first."""
    rows = Document.objects.within(actor.scope("documents.view"))
    return rows.filter(owner_union_id=union_id, erased_at__isnull=True).order_by("-stored_at")


def path_of(document: Document) -> Path:
    """Return where the encrypted file lies; callers hold the document already."""
    return media_folder() / document.path


def media_type_of(document: Document) -> str:
    """Return the media type of a document's content, as it was sniffed."""
    return TYPES[document.sniffed_type].media_type


def open_file(document: Document) -> BinaryIO:
    """Return the content in clear, as an open file; callers hold the document already.

    :raises FileNotFoundError: the file is lost.
    :raises Undecipherable: the file was changed on the disk.
    """
    return sealed_files.opened(path_of(document))


def known_paths(paths: list[str]) -> set[str]:
    """Return which of these paths belong to a document."""
    rows = Document.objects.trusted("names of files only").filter(path__in=paths)
    return set(rows.values_list("path", flat=True))
