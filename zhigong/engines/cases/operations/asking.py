"""Asking about a case without an account: by its number, a telephone and a code sent to it.

Whether a number exists is told to nobody: the code is sent to whatever telephone was given, and
what does not belong together is refused in the same words as what does not exist.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db import transaction

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.errors import UserError
from zhigong.engines.cases.contract import OPEN_STATES, CaseState, Paper
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.operations.opening import add_paper
from zhigong.engines.cases.operations.own import resubmit_case
from zhigong.engines.cases.queries.asking import belongs_to, find_case, normal_number
from zhigong.engines.cases.queries.cases import answers_of, papers_of
from zhigong.kernel.text import N_
from zhigong.registry.accounts.operations import issue_code, prove_phone
from zhigong.registry.accounts.operations.login import (
    forget_failures,
    record_failure,
    refuse_when_locked,
)
from zhigong.registry.documents.operations import store_document

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from zhigong.registry.documents.models import Document

PURPOSE = "case"
APPLICANT = Actor(kind="anonymous")
"""Whoever proved number and telephone: known to the case, to nothing else."""

MOST_FILES = 20


class NoSuchCase(UserError):
    """The number does not exist, or it is not of this telephone: nobody can tell which."""

    code: ClassVar[str] = "no_such_case"
    text: ClassVar[str] = N_(
        "没有查到这个手机号码提交的这件办件。请核对办件编号和提交时留的手机号码，再重新获取验证码。"
    )
    status: ClassVar[int] = 422


class NothingToHandIn(UserError):
    """The case has ended."""

    code: ClassVar[str] = "nothing_to_hand_in"
    text: ClassVar[str] = N_("这件办件已经结束，不再收材料。")
    status: ClassVar[int] = 409


class TooManyPapers(UserError):
    """A case takes so many files at most."""

    code: ClassVar[str] = "too_many_papers"
    text: ClassVar[str] = N_("这件办件的材料已达{most}个文件，请联系窗口。")


def ask_for_code(*, phone: str, address: str, at: datetime, proof: UUID | None) -> str:
    """Send a code to a telephone, whatever the number of the case; return it for the demo.

    :param at: real time, aware.
    :raises NotAMobile, CodeJustSent, TooManyCodes, ProofMissing: as ``issue_code`` says.
    """
    return issue_code(phone=phone, purpose=PURPOSE, address=address, at=at, proof=proof)


def open_own_case(*, number: str, phone: str, code: str, at: datetime, region: str = "") -> Case:
    """Return the case of a number, for who proved the telephone it was handed in with.

    Five wrong ones in a row lock the telephone for half an hour.

    :param at: real time, aware.
    :param region: six digits that stand before a number typed without a place.
    :raises LockedOut, WrongCode, NoSuchCase: as they say.
    """
    refuse_when_locked(kind="case", name=phone, at=at, field="number")
    prove_phone(phone=phone, purpose=PURPOSE, code=code, at=at)
    case = find_case(number=normal_number(number, region=region))
    if case is None or not belongs_to(case, phone=phone):
        record_failure(kind="case", name=phone, at=at)
        raise NoSuchCase(field="number")
    forget_failures(kind="case", name=phone)
    return case


def hand_in_later(
    *, at: datetime, case: Case, paper: Paper | None, file: "UploadedFile[Any]"
) -> "Document":
    """Add a file to a case whose number and telephone were proved.

    The file is kept in the name of the system: its sender has no account that could keep it.

    :param paper: what it is for; ``None`` = something besides.
    :raises NothingToHandIn, TooManyPapers: as they say.
    :raises UserError: the file is none of the kind; see ``documents.operations``.
    """
    if case.state not in OPEN_STATES:
        raise NothingToHandIn
    if papers_of(case).count() >= MOST_FILES:
        raise TooManyPapers(most=MOST_FILES)
    with transaction.atomic():
        document = store_document(
            file=file,
            kind=paper.kind if paper else "paper",
            title=file.name or (paper.title if paper else "paper"),
            union=case.union,
            at=at,
            actor=SYSTEM,
            person_id=case.person_id,
        )
        code = paper.code if paper else "other"
        add_paper(actor=APPLICANT, at=at, case=case, code=code, document=document)
    return document


def send_back(*, at: datetime, case: Case) -> Case:
    """Send a returned case back with the papers handed in since; its answers stay as they were.

    :raises StillMissing, MoveNotAllowed: as they say.
    """
    return resubmit_case(actor=APPLICANT, at=at, case=case, answers=answers_of(case))


def lacking(case: Case, papers: Iterable[Paper]) -> list[Paper]:
    """Return the papers that may still be handed in: asked for, and nothing there."""
    if case.state not in OPEN_STATES:
        return []
    given = set(papers_of(case).values_list("code", flat=True))
    return [paper for paper in papers if paper.code not in given or _is_returned(case)]


def _is_returned(case: Case) -> bool:
    return case.state == CaseState.RETURNED
