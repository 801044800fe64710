"""Files handed in with a form: each is stored when it arrives, so that a mistake loses none."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of
from zhigong.engines.cases import operations, queries
from zhigong.engines.cases.contract import Paper, Programme

if TYPE_CHECKING:
    from zhigong.registry.documents.models import Document
    from zhigong.registry.unions.models import Union


@dataclass(slots=True)
class PaperField:
    """One paper of the form: what was handed in for it, and what was wrong."""

    paper: Paper
    documents: "list[Document]" = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    given: "list[Document]" = field(default_factory=list)  # with the case already

    @property
    def name(self) -> str:
        """The name of its file input."""
        return f"paper_{self.paper.code}"

    @property
    def kept_name(self) -> str:
        """The name under which stored files come back."""
        return f"kept_{self.paper.code}"


def paper_fields(programme: Programme) -> list[PaperField]:
    """Return the papers of a programme, with nothing handed in."""
    return [PaperField(paper) for paper in programme.handed_in]


def take_papers(
    request: HttpRequest, programme: Programme, *, keeper: "Union | None", person_id: int | None
) -> list[PaperField]:
    """Store the files that came with a form, and find again those that came before.

    :param keeper: the union that keeps them; ``None`` = not known yet, nothing is stored.
    """
    found = paper_fields(programme)
    for one in found:
        ids = [UUID(text) for text in request.POST.getlist(one.kept_name) if _is_uuid(text)]
        one.documents += queries.loose_documents(actor=actor_of(request), ids=ids).values()
        for file in request.FILES.getlist(one.name):
            _take(request, one, file, keeper=keeper, person_id=person_id)
    return found


def _take(
    request: HttpRequest,
    one: PaperField,
    file: Any,
    *,
    keeper: "Union | None",
    person_id: int | None,
) -> None:
    if keeper is None:
        one.errors.append(_("请先改正上面的所属工会，再重新选择“%(name)s”。") % {"name": file.name})
        return
    if len(one.documents) + len(one.given) >= one.paper.most:
        words = _("最多%(n)d个文件，“%(name)s”没有收下。")
        one.errors.append(words % {"n": one.paper.most, "name": file.name})
        return
    try:
        document = operations.keep_loose(
            file=file,
            kind=one.paper.kind,
            union=keeper,
            at=request.now,  # type: ignore[attr-defined]
            actor=actor_of(request),
            person_id=person_id,
        )
    except UserError as error:
        one.errors.append(f"“{file.name}”{error.message}")
        return
    one.documents.append(document)


def handed_in(fields: list[PaperField]) -> "list[tuple[str, Document]]":
    """Return the papers as an operation takes them."""
    return [(one.paper.code, document) for one in fields for document in one.documents]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
