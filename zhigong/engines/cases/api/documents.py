"""The API of papers: stored before a case, added to one, listed, read."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Status
from ninja.files import UploadedFile

from zhigong.base import clock
from zhigong.base.api import acting, door
from zhigong.base.pages import actor_of
from zhigong.engines.cases import operations, queries
from zhigong.engines.cases.api._router import router
from zhigong.engines.cases.api._shown import UnknownPaper, file_answer, paper_line, paper_lines
from zhigong.engines.cases.schemas import PaperLine
from zhigong.registry.audit.operations import record_reading
from zhigong.registry.documents.queries import get_document_for, kind_of
from zhigong.registry.people.queries import get_person_for
from zhigong.registry.unions.queries import get_union_for

VIEW, REGISTER = "cases.view", "cases.register"


@router.post("/documents", response={201: PaperLine}, **door(REGISTER, "上传材料，随后提交办件"))
def store_paper(
    request: HttpRequest,
    *,
    programme: Annotated[str, Form()],
    union: Annotated[str, Form()],
    code: Annotated[str, Form()],
    file: Annotated[UploadedFile, File()],
    person_id: Annotated[int | None, Form()] = None,
) -> Any:
    """Store a file for a case that is opened afterwards; what no case names is destroyed in time.

    The id returned goes into ``papers`` of the case, which names the same union.
    """
    with acting(request) as actor:
        place = get_union_for(actor=actor, code=union, ability=REGISTER)
        wanted = queries.get_programme(programme, union=place)
        papers = {one.code: one for one in wanted.handed_in}
        if code not in papers:
            raise UnknownPaper(field="code", known="、".join(papers))
        if person_id is not None:
            get_person_for(actor=actor, person_id=person_id)
        document = operations.keep_loose(
            actor=actor,
            at=clock.now(),
            file=file,
            kind=papers[code].kind,
            union=queries.keeper_of_papers(
                actor=actor, programme=wanted, union=place, on=clock.today()
            ),
            person_id=person_id,
        )
        line = {"code": code, "document": document.pk, "title": document.title}
        return Status(201, line)


@router.get("/cases/{number}/documents", response=list[PaperLine], **door(VIEW, "一件办件的材料"))
def list_documents(request: HttpRequest, number: str) -> Any:
    """List the papers of a case."""
    return paper_lines(queries.get_case_for(actor=actor_of(request), number=number))


@router.post(
    "/cases/{number}/documents",
    response={201: PaperLine},
    **door(REGISTER, "给在办的办件补充一份材料"),
)
def add_document(
    request: HttpRequest,
    number: str,
    *,
    code: Annotated[str, Form()],
    file: Annotated[UploadedFile, File()],
) -> Any:
    """Add a file for one of the papers the programme asks for; 409 when the case has ended."""
    with acting(request) as actor:
        case = queries.get_case_for(actor=actor, number=number, ability=REGISTER)
        papers = {one.code: one for one in queries.programme_of_case(case).handed_in}
        if code not in papers:
            raise UnknownPaper(field="code", known="、".join(papers))
        added = operations.add_file(
            actor=actor, at=clock.now(), case=case, paper=papers[code], file=file
        )
        return Status(201, paper_line(added))


@router.get(
    "/cases/{number}/documents/{document_id}",
    response={200: None},
    **door(VIEW, "下载一份材料"),
)
def read_document(request: HttpRequest, number: str, document_id: UUID) -> Any:
    """Return the file of a paper; 404 when the caller may not read documents there."""
    with acting(request) as actor:
        case = queries.get_case_for(actor=actor, number=number)
        paper = queries.papers_of(case).get(document_id=document_id)
        document = get_document_for(actor=actor, document_id=paper.document_id)
        if kind_of(document.kind).is_sensitive:
            record_reading(
                actor=actor,
                target=document,
                fields=("file",),
                reason="api",
                union_id=document.owner_union_id,
            )
        return file_answer(document)
