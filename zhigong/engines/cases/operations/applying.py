"""What an applicant does before a case exists: type, hand in papers, take them back, send."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.crypto import new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import Channel
from zhigong.engines.cases.models import Case, Draft
from zhigong.engines.cases.operations.drafting import discard_draft
from zhigong.engines.cases.operations.opening import NotForYou, open_case
from zhigong.engines.cases.operations.own import resubmit_case
from zhigong.engines.cases.operations.routing import sealed
from zhigong.engines.cases.queries import answers_of
from zhigong.engines.cases.queries.applying import (
    PAPERS,
    Application,
    HandedIn,
    case_of_key,
    documents_named,
    is_member,
)
from zhigong.engines.cases.queries.programmes import home_of
from zhigong.registry.accounts.queries import open_user, phone_of
from zhigong.registry.documents.operations import erase_document, store_document

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from zhigong.registry.documents.models import Document
    from zhigong.registry.unions.models import Union

_NO_ANSWER: tuple[Any, ...] = (None, "", [], False)


class TooManyFiles(UserError):
    """A paper consists of so many files at most."""

    code = "too_many_files"
    text = "「{paper}」最多上传{most}个文件，请先删除不需要的。"


class NotOffered(UserError):
    """Only staff opens cases of this programme."""

    code = "programme_for_staff"
    text = "「{title}」由工会工作人员登记，不能在网上申请。请联系所在工会或拨打 12351。"


def require_applicant(*, actor: Actor, application: Application) -> None:
    """Refuse an actor to whom the programme is not offered.

    :raises NotForYou, NotOffered: as they say.
    """
    programme = application.declared
    if programme.audience == "staff":
        raise NotOffered(title=programme.title)
    if application.principal is not None:  # that she is a member was asked when she was named
        return
    if programme.audience == "member" and not is_member(actor=actor):
        why = (
            "只面向工会会员，您目前没有有效的会籍。可先向所在单位工会申请入会，或拨打 12351 咨询。"
        )
        raise NotForYou(title=programme.title, why=why)


@operation("cases.save_draft")
def keep_typed(
    *, actor: Actor, at: datetime, application: Application, typed: Mapping[str, Any], page: int
) -> Draft:
    """Keep what was typed on one page, complete or not, beside what was typed on the others."""

    def change(answers: dict[str, Any]) -> dict[str, Any]:
        merged = {**answers, **typed}
        if application.case is not None:  # an answer that was deleted is not the old one again
            return merged
        return {code: value for code, value in merged.items() if value not in _NO_ANSWER}

    return _amend(actor=actor, at=at, application=application, change=change, page=page)


@operation("cases.save_draft")
def hand_in(
    *,
    actor: Actor,
    at: datetime,
    application: Application,
    paper: HandedIn,
    file: "UploadedFile[Any]",
) -> "Document":
    """Store a file for a paper at once, and remember it in the draft.

    :raises TooManyFiles: the paper has all it may have.
    :raises UserError: the file is none of the kind; see ``documents.operations``.
    """
    declared = paper.paper
    document = store_document(
        file=file,
        kind=declared.kind,
        title=file.name or declared.title,
        union=_paper_union(application, on=at.date()),
        at=at,
        actor=actor,
        person_id=actor.person_id,
        is_asked_for=True,
    )

    def change(answers: dict[str, Any]) -> dict[str, Any]:
        papers = dict(answers.get(PAPERS) or {})
        known = papers.get(declared.code, [])
        if len(known) >= declared.most:
            raise TooManyFiles(paper=declared.title, most=declared.most)
        papers[declared.code] = [*known, str(document.pk)]
        return {**answers, PAPERS: papers}

    _amend(actor=actor, at=at, application=application, change=change)
    return document


@operation("cases.save_draft")
def take_back(*, actor: Actor, at: datetime, application: Application, document_id: UUID) -> None:
    """Take a file out of the draft and destroy it; a file that is not there is gone already."""
    found = [d for one in application.papers for d in one.documents if d.pk == document_id]

    def change(answers: dict[str, Any]) -> dict[str, Any]:
        papers = dict(answers.get(PAPERS) or {})
        for code, ids in papers.items():
            papers[code] = [one for one in ids if one != str(document_id)]
        return {**answers, PAPERS: papers}

    _amend(actor=actor, at=at, application=application, change=change)
    # In the name of the system: nobody but its writer ever saw the draft it belongs to.
    for document in found:
        erase_document(document=document, at=at, reason="taken out of a draft", actor=SYSTEM)


def _paper_union(application: Application, *, on: date) -> "Union":
    """Return the union that keeps what is handed in.

    Of a confidential case never her own: it may be about the people who would read it there.
    """
    union, programme = application.union, application.declared
    if not programme.is_confidential or application.case is not None:
        return union
    found: Union = type(union)._base_manager.get(pk=home_of(programme, union, on=on))
    return found


def _keeper(actor: Actor, application: Application) -> int | None:
    """Return whose draft it is: her own, also where she applies for another."""
    if application.principal is not None:
        return actor.person_id
    return application.person.pk if application.person else None


def _amend(
    *,
    actor: Actor,
    at: datetime,
    application: Application,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    page: int | None = None,
) -> Draft:
    """Change the answers of a draft under its lock; made when there is none yet."""
    draft, _is_new = Draft._base_manager.select_for_update().get_or_create(
        user_id=actor.user_id or -1,
        programme_code=application.code,
        person_id=_keeper(actor, application),  # type: ignore[misc]
        defaults={
            "version": application.declared.version,
            "data_key": wrap(new_data_key()),
            "saved_at": at,
            "union_id": application.union.pk,
        },
    )
    draft.answers_cipher = sealed(draft, change(answers_of(draft)))
    draft.version, draft.saved_at = application.declared.version, at
    draft.page = draft.page if page is None else page
    draft.save()
    act().unchanged()  # a draft is nobody's business but its writer's
    return draft


def send_application(
    *,
    actor: Actor,
    at: datetime,
    application: Application,
    answers: Mapping[str, Any],
    key: UUID,
    channel: Channel = Channel.PORTAL,
) -> Case:
    """Open the case of an application and throw its draft away; once, however often it is sent.

    :param answers: clean; what is known is added here.
    :param key: the same for every sending of the form.
    """
    if (known := case_of_key(actor=actor, key=key)) is not None:
        return known
    require_applicant(actor=actor, application=application)
    with transaction.atomic():
        # Whoever sends the same draft at once waits here, and finds the case afterwards.
        waits = Draft._base_manager.select_for_update().filter(user_id=actor.user_id or -1)
        draft = waits.filter(
            programme_code=application.code,
            person_id=_keeper(actor, application),  # type: ignore[misc]
        ).first()
        if (known := case_of_key(actor=actor, key=key)) is not None:
            return known
        case = open_case(
            actor=actor,
            at=at,
            programme=application.declared,
            union=application.union,
            answers={**application.facts, **answers},
            channel=channel,
            person=application.person,
            contact=_contact(actor, application),
            principal=application.principal,
            papers=list(_papers(application.papers)),
            key=key,
        )
        if draft is not None:
            discard_draft(actor=actor, draft=draft)
    return case


def _contact(actor: Actor, application: Application) -> str:
    if application.principal is not None:
        return application.principal.phone
    user = open_user(user_id=actor.user_id or -1)
    return phone_of(user) if user else ""


def send_correction(
    *, actor: Actor, at: datetime, application: Application, answers: Mapping[str, Any]
) -> Case:
    """Send a returned case back with what was mended, and throw the draft away.

    :raises StillMissing, MoveNotAllowed: as they say.
    """
    assert application.case is not None
    with transaction.atomic():
        case = resubmit_case(
            actor=actor,
            at=at,
            case=application.case,
            answers={**application.facts, **answers},
            papers=list(_papers(application.papers)),
        )
        if application.draft is not None:
            discard_draft(actor=actor, draft=application.draft)
    return case


def throw_away(*, actor: Actor, at: datetime, draft: Draft) -> None:
    """Throw the actor's own draft away, the files in it too."""
    with transaction.atomic():
        for document in documents_in(draft):
            erase_document(document=document, at=at, reason="draft thrown away", actor=SYSTEM)
        discard_draft(actor=actor, draft=draft)


def documents_in(draft: Draft) -> Iterable["Document"]:
    """Return the files handed in with a draft, as far as they still exist."""
    ids = (answers_of(draft).get(PAPERS) or {}).values()
    return documents_named([UUID(one) for found in ids for one in found]).values()


def _papers(papers: Iterable[HandedIn]) -> Iterable[tuple[str, "Document"]]:
    return ((one.paper.code, document) for one in papers for document in one.documents)
