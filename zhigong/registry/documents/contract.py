"""What a kind of document declares: one file in ``catalogue/documents/`` each."""

from dataclasses import dataclass

from zhigong.base.catalogue import Catalogue

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of paper or picture that is handed in.

    :param types: codes of ``rules.TYPES`` it accepts.
    :param max_bytes: largest file.
    :param ability: who may fetch it, at the union it belongs to; its own person and who handed it
        in always may.
    :param store_ability: who may hand it in.
    :param is_sensitive: fetching it leaves an entry of reading.
    :param max_pixels: longer side a picture is drawn down to.
    """

    code: str
    title: str
    types: tuple[str, ...]
    max_bytes: int
    ability: str = "documents.view"
    store_ability: str = "documents.store"
    is_sensitive: bool = False
    max_pixels: int = 2_400


DOCUMENT_KINDS = Catalogue(kind="documents", contract=DocumentKind)
