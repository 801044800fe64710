"""Open a case: numbered, sealed, laid before its first union, told to its applicant; once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from zhigong.base.actor import Actor
from zhigong.base.crypto import new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.base.holidays import calendar_of
from zhigong.base.numbering import loose_number
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import (
    Channel,
    Level,
    Paper,
    Place,
    Programme,
    definition_of,
    programme_of,
)
from zhigong.engines.cases.models import Case, CasePaper, ProgrammeVersion
from zhigong.engines.cases.operations.agency import record_agency
from zhigong.engines.cases.operations.routing import advance, note, sealed, tell
from zhigong.engines.cases.queries import home_of, line_of
from zhigong.engines.cases.queries.eligibility import refusal_of, verdict_for_person
from zhigong.engines.cases.queries.programmes import require_offered
from zhigong.engines.cases.queries.quotas import left_of, used_up_in_words, why_not_now
from zhigong.engines.cases.rules import missing_papers, number_of, promised_on, union_at
from zhigong.engines.cases.workflow import CASE
from zhigong.registry.documents.operations import store_document

if TYPE_CHECKING:
    from zhigong.engines.cases.queries.agency import Principal
    from zhigong.registry.documents.models import Document
    from zhigong.registry.people.models import Person
    from zhigong.registry.unions.models import Union


class NotForYou(UserError):
    """The programme is not offered to this applicant."""

    code = "programme_not_for_you"
    text = "「{title}」{why}"


class CaseUnderWay(UserError):
    """The person has such a case already."""

    code = "case_under_way"
    text = "您已有一件「{title}」（{number}），不能重复申请。请在“我的办件”中查看。"
    status = 409


class PapersMissing(UserError):
    """Required papers were not handed in."""

    code = "papers_missing"
    text = "还缺少材料：{papers}。请补充后再提交。"


class PersonMissing(UserError):
    """What the end of the case changes is the record of a person; there is none."""

    code = "person_missing"
    text = "「{title}」要更新本人的会员记录，请先查找并选择办事人。"


class NotNow(UserError):
    """Applications are not taken today: out of season, or the quota is used up."""

    code = "programme_not_now"
    text = "「{title}」{why}"
    status = 409


class ProgrammeChangedSilently(RuntimeError):
    """A programme's declaration changed and its version did not."""


@operation("cases.open_case")
def open_case(
    *,
    actor: Actor,
    at: datetime,
    programme: Programme,
    union: "Union",
    answers: Mapping[str, Any],
    channel: Channel = Channel.PORTAL,
    person: "Person | None" = None,
    contact: str = "",
    papers: Sequence[tuple[str, "Document"]] = (),
    key: UUID | None = None,
    principal: "Principal | None" = None,
) -> Case:
    """Open a case and lay it before its first union.

    :param union: the applicant's own union, from which the route goes upwards.
    :param answers: clean, by code of the question.
    :param contact: telephone of an applicant who is no member; kept encrypted.
    :param key: the same for every sending of one form: the case opened by the first is returned.
    :param principal: for whom the actor applies (代办); ``person`` is her record, if she has one.
    :raises NotForYou, CaseUnderWay, PapersMissing, PersonMissing, NotNow, NotOfferedHere: as they
        say.
    """
    if key is not None and (known := _sent_before(key)) is not None:
        act().unchanged()
        return known
    _require_open(programme, union, person, at)
    if lacking := missing_papers(programme, answers, {code for code, _ in papers}):
        raise PapersMissing(papers="、".join(paper.title for paper in lacking))
    line = line_of(union, on=at.date())
    case = _new_case(programme=programme, union=union, person=person, actor=actor, at=at, line=line)
    case.submission_key = key
    described = principal.name if principal else ""
    case.channel, case.applicant_name = channel, person.name if person else described
    case.answers_cipher = sealed(case, answers)
    case.contact_cipher = conceal(bytes(case.data_key or b""), contact)
    case.save(force_insert=True)
    for code, document in papers:
        CasePaper._base_manager.create(case=case, code=code, document=document, added_at=at)
    if principal is not None:
        record_agency(case, principal, actor=actor, papers={code for code, _ in papers})
    if programme.on_open is not None:
        programme.on_open(case=case, answers=answers, at=at)
    note(case, "opened", actor=actor, at=at)
    of_case = line if case.union_id == union.pk else None
    waiting = advance(case, after="", actor=actor, at=at, place=1, line=of_case)
    tell(case, on=at.date(), waiting=waiting)
    return case


def _sent_before(key: UUID) -> Case | None:
    """Return the case of a form sent before; who sends it twice at once waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('cases_submission'), hashtext(%s))", [str(key)]
        )
    return Case._base_manager.filter(submission_key=key).first()


def _require_open(
    programme: Programme, union: "Union", person: "Person | None", at: datetime
) -> None:
    """Refuse what is not offered there, to her, once more, or now."""
    require_offered(programme, union)
    if programme.effect is not None and person is None:
        raise PersonMissing(field="person_id", title=programme.title)
    _require_eligible(programme, person, at)
    _require_first(programme, person, at)
    _require_room(programme, union, person, at)


def _new_case(
    *,
    programme: Programme,
    union: "Union",
    person: "Person | None",
    actor: Actor,
    at: datetime,
    line: list[Place],
) -> Case:
    day = at.date()
    serial = loose_number(f"cases:{union.region[:6]}:{day:%Y%m%d}")
    return Case(
        number=number_of(union.region, day, serial),
        programme_code=programme.code,
        version=version_of(programme, at),
        title=programme.title,
        person=person,
        union_id=union.pk if programme.home is Level.OWN else union_at(programme.home, line),
        is_confidential=programme.is_confidential,
        data_key=wrap(new_data_key()),
        opened_at=at,
        opened_on=day,
        opened_by_id=actor.user_id,
        promised_on=promised_on(programme, line, began_on=day, calendar=calendar_of(union.region)),
    )


def version_of(
    programme: Programme, at: datetime, *, union_id: int | None = None, by: int | None = None
) -> ProgrammeVersion:
    """Return the stored version of a programme, written with its first case.

    A contract that has grown since then is no change: what is stored is read with its presets.

    :param union_id: who composed it, and ``by`` who publishes it; none of a built-in one.

    :raises ProgrammeChangedSilently: it is stored, and was declared otherwise then.
    """
    definition, digest = _declared(_This(programme))
    stored, _ = ProgrammeVersion.objects.get_or_create(
        code=programme.code,
        version=programme.version,
        defaults={
            "definition": definition,
            "digest": digest,
            "first_used_at": at,
            "union_id": union_id,
            "published_by_id": by,
        },
    )
    if stored.digest != digest and definition_of(programme_of(stored.definition)) != definition:
        raise ProgrammeChangedSilently(f"{programme.code} v{programme.version}")
    return stored


@dataclass(frozen=True, eq=False, slots=True)
class _This:
    """A programme by identity: what it declares cannot be hashed, and never changes."""

    programme: Programme

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and self.programme is other.programme

    def __hash__(self) -> int:
        return id(self.programme)


@lru_cache(maxsize=500)
def _declared(this: _This) -> tuple[Any, str]:
    """Return a programme's declaration as it is stored, and its digest."""
    definition = definition_of(this.programme)
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True)
    return definition, hashlib.sha256(text.encode()).hexdigest()


def _require_room(
    programme: Programme, union: "Union", person: "Person | None", at: datetime
) -> None:
    """Refuse a case out of season, or beyond the quota; who comes at once waits for her turn."""
    season, day = programme.season, at.date()
    if season is not None and not season.holds(day):
        why = why_not_now(programme=programme, union_id=None, person_id=None, on=day)
        raise NotNow(title=programme.title, why=why)
    if programme.quota is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('cases_quota'), hashtext(%s))", [programme.code]
        )
    left = left_of(
        programme=programme,
        union_id=home_of(programme, union, on=day),
        person_id=person.pk if person else None,
        on=day,
    )
    if left.used_up:
        raise NotNow(title=programme.title, why=used_up_in_words(programme, left))


def _require_eligible(programme: Programme, person: "Person | None", at: datetime) -> None:
    """Refuse what a strict programme's conditions plainly rule out."""
    if not programme.is_strict:
        return
    verdict = verdict_for_person(programme=programme, person=person, on=at.date())
    if why := refusal_of(programme, verdict):
        raise NotForYou(title=programme.title, why=why)


def _require_first(programme: Programme, person: "Person | None", at: datetime) -> None:
    """Refuse a second case where one person may have one, while open or in a year."""
    if not programme.once_per or person is None:
        return
    type(person)._base_manager.select_for_update().get(pk=person.pk)
    rows = Case.objects.trusted("to refuse a second one").filter(
        person=person, programme_code=programme.code
    )
    if programme.once_per == "open":
        rows = rows.open()
    else:
        rows = rows.filter(opened_on__year=at.year).exclude(
            state__in=("refused", "not_accepted", "withdrawn", "ended")
        )
    if (known := rows.first()) is not None:
        raise CaseUnderWay(title=programme.title, number=known.number)


class CaseHasEnded(UserError):
    """Nothing is added to what has ended."""

    code = "case_has_ended"
    text = "办件 {number} 已经结束，不能再补充材料。"
    status = 409


class PaperIsFull(UserError):
    """A paper consists of so many files at most."""

    code = "too_many_files"
    text = "「{paper}」最多{most}个文件，已经齐了。"


@operation("cases.add_paper")
def add_paper(
    *, actor: Actor, at: datetime, case: Case, code: str, document: "Document"
) -> CasePaper:
    """Add a document to an open case of which the caller holds the door.

    :raises CaseHasEnded: it is not open.
    """
    case = CASE.lock(case)
    if not case.is_open:
        raise CaseHasEnded(number=case.number)
    added: CasePaper = CasePaper._base_manager.create(
        case=case, code=code, document=document, added_at=at
    )
    note(case, "paper_added", actor=actor, at=at)
    return added


def add_file(*, actor: Actor, at: datetime, case: Case, paper: Paper, file: Any) -> CasePaper:
    """Store a file and add it to an open case, for a paper its programme asks for.

    :raises CaseHasEnded, PaperIsFull: as they say.
    :raises UserError: the file is none of the kind; see ``documents.operations``.
    """
    with transaction.atomic():
        case = CASE.lock(case)
        given = CasePaper._base_manager.filter(case=case, code=paper.code).count()
        if given >= paper.most:
            raise PaperIsFull(field="file", paper=paper.title, most=paper.most)
        if not case.is_open:
            raise CaseHasEnded(number=case.number)
        document = store_document(
            file=file,
            kind=paper.kind,
            title=file.name,
            union=case.union,
            at=at,
            actor=actor,
            person_id=case.person_id,
        )
        return add_paper(actor=actor, at=at, case=case, code=paper.code, document=document)
