"""The API of programmes and cases: the same doors, operations and refusals as the pages."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID, uuid5

from django.http import HttpRequest
from ninja import Header, Query, Status

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.api import MOST_ROWS, ROWS, Page, acting, cut, door
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of
from zhigong.engines.cases import operations, queries
from zhigong.engines.cases.api._router import router
from zhigong.engines.cases.api._shown import UnknownPaper, case_detail, case_line
from zhigong.engines.cases.contract import CaseState, Channel, Decision, Programme, definition_of
from zhigong.engines.cases.forms import TABLE_ROWS, ProgrammeForm
from zhigong.engines.cases.queries.applying import NotReturned
from zhigong.engines.cases.queries.ratings import ratings_of, ratings_of_case
from zhigong.engines.cases.queries.targets import union_to_move_to
from zhigong.engines.cases.schemas import (
    CaseDetail,
    CaseLine,
    Correction,
    GivenPaper,
    MoveLine,
    NewCase,
    NewDecision,
    NewMove,
    ProgrammeDetail,
    ProgrammeLine,
    RatingLine,
    RatingSummary,
    as_typed,
    misfits,
)
from zhigong.registry.people.queries import get_person_for
from zhigong.registry.unions.queries import get_union_for

VIEW, HANDLE, MOVE = "cases.view", "cases.handle", "cases.move"
REGISTER = "cases.register"
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]


class AnswersInvalid(UserError):
    """Answers do not fit their questions; every one is named."""

    code = "answers_invalid"
    text = "{what}"

    def __init__(self, faults: Mapping[str, tuple[str, str]]) -> None:
        """:param faults: title and reason, by code of the question."""
        self._fields = tuple((code, why) for code, (_title, why) in faults.items())
        what = "；".join(f"“{title}”：{why}".rstrip("。") for title, why in faults.values())
        super().__init__(field=next(iter(faults)), what=f"{what}。")

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Pairs of code and reason."""
        return self._fields


class PaperNotThere(UserError):
    """The document is none that waits for a case: unknown, used already, or of another union."""

    code = "paper_not_there"
    text = "没有找到待提交的材料 {document}：可能已用于别的办件、已清理，或不是为这个工会上传的。"


class TooManyOfPaper(UserError):
    """A paper consists of so many files at most."""

    code = "too_many_files"
    text = "「{paper}」最多{most}个文件，现有{given}个。"


class UnionToMoveToMissing(UserError):
    """A step is laid before some union."""

    code = "union_missing"
    text = "请填写要转往的工会编号。"


@router.get("/programmes", response=list[ProgrammeLine], **door(VIEW, "服务清单"))
def list_programmes(request: HttpRequest) -> Any:
    """List the programmes in the catalogue's order."""
    return queries.programmes_within(actor=actor_of(request), ability=VIEW)


@router.get("/programmes/{programme}", response=ProgrammeDetail, **door(VIEW, "读取一个事项的定义"))
def read_programme(request: HttpRequest, programme: str) -> Any:
    """Return a programme with its questions, papers and route."""
    found = queries.programme_within(programme, actor=actor_of(request), ability=VIEW)
    definition = definition_of(found)
    return {**definition, "definition": definition}


@router.get("/programmes/{programme}/ratings", response=RatingSummary, **door(VIEW, "好差评汇总"))
def read_ratings(request: HttpRequest, programme: str) -> Any:
    """Return how applicants rated a programme, within the caller's scope."""
    found = queries.programme_within(programme, actor=actor_of(request), ability=VIEW)
    return ratings_of(actor=actor_of(request), programme=found)


@router.get("/cases", response=Page[CaseLine], **door(VIEW, "列出办件"))
def list_cases(
    request: HttpRequest,
    *,
    programme: str = "",
    state: CaseState | None = None,
    cursor: str | None = None,
    limit: Limit = ROWS,
) -> Any:
    """List the cases the caller sees, by the time they were opened."""
    rows = queries.cases_for(actor=actor_of(request))
    if programme:
        rows = rows.filter(programme_code=programme)
    if state:
        rows = rows.filter(state=state)
    found, following = cut(rows, by=("pk",), cursor=cursor, limit=limit)
    return {"items": [case_line(case) for case in found], "next": following}


@router.get("/cases/{number}", response=CaseDetail, **door(VIEW, "读取一件办件"))
def read_case(request: HttpRequest, number: str) -> Any:
    """Return a case with its answers, papers and steps."""
    return case_detail(queries.get_case_for(actor=actor_of(request), number=number))


@router.post("/cases", response={201: CaseDetail}, **door("cases.register", "提交办件"))
def submit_case(
    request: HttpRequest,
    asked: NewCase,
    idempotency_key: Annotated[UUID | None, Header()] = None,
) -> Any:
    """Open a case for a person in scope, or for somebody who is no member.

    The same ``Idempotency-Key`` returns the case the first request opened.
    """
    with acting(request) as actor:
        union = get_union_for(actor=actor, code=asked.union, ability="cases.register")
        programme = queries.get_programme(asked.programme, union=union)
        person = None
        if asked.person_id is not None:
            person = get_person_for(actor=actor, person_id=asked.person_id)
        answers = _clean(programme, asked.answers)
        papers = _given(actor, programme, asked.papers, union=union)
        case = operations.open_case(
            actor=actor,
            at=clock.now(),
            programme=programme,
            union=union,
            answers=answers,
            channel=Channel.MACHINE,
            person=person,
            contact=asked.contact,
            papers=papers,
            key=_own_key(actor, idempotency_key),
        )
        return Status(201, case_detail(case))


def _own_key(actor: Actor, key: UUID | None) -> UUID | None:
    """Return a key that is no other caller's: two who count alike do not meet in one case."""
    caller = f"{actor.kind}:{actor.user_id or ''}:{actor.machine_id or ''}"
    return None if key is None else uuid5(key, caller)


def _clean(
    programme: Programme, given: Mapping[str, Any], *, stored: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return clean answers.

    :param stored: those of before, which hold where nothing new is given.
    :raises AnswersInvalid: it names every one that does not fit, and every one not asked for.
    """
    wrong = misfits(programme, given, rows=TABLE_ROWS)
    fitting = {code: value for code, value in given.items() if code not in wrong}
    form = ProgrammeForm(as_typed(programme, {**(stored or {}), **fitting}), programme=programme)
    faults = {code: (code, why) for code, why in wrong.items()}
    for code, errors in form.errors.items():
        title = form.fields[code].label if code in form.fields else code
        faults.setdefault(code, (str(title), " ".join(map(str, errors))))
    if faults:
        raise AnswersInvalid(faults)
    return form.answers()


def _given(
    actor: Actor, programme: Programme, papers: list[GivenPaper], *, union: Any
) -> list[tuple[str, Any]]:
    """Return the stored files named for the papers of a programme.

    :raises UnknownPaper, TooManyOfPaper, PaperNotThere: as they say.
    """
    if not papers:
        return []
    keeper = queries.keeper_of_papers(
        actor=actor, programme=programme, union=union, on=clock.today()
    )
    declared = {one.code: one for one in programme.handed_in}
    counted = Counter(one.code for one in papers)
    for code, given in counted.items():
        if code not in declared:
            raise UnknownPaper(field="papers", known="、".join(declared))
        if given > (most := declared[code].most):
            title = declared[code].title
            raise TooManyOfPaper(field="papers", paper=title, most=most, given=given)
    found = queries.waiting_documents(
        actor=actor, ids=[one.document for one in papers], keeper=keeper
    )
    for one in papers:
        if one.document not in found:
            raise PaperNotThere(field="papers", document=one.document)
    return [(one.code, found[one.document]) for one in papers]


@router.post(
    "/cases/{number}/correction",
    response=CaseDetail,
    **door(REGISTER, "补正后重新提交退回的办件"),
)
def correct(request: HttpRequest, number: str, asked: Correction) -> Any:
    """Send a returned case back to the union that returned it; 409 when it was not returned."""
    with acting(request) as actor:
        case = queries.get_case_for(actor=actor, number=number, ability=REGISTER)
        if case.state != CaseState.RETURNED:
            raise NotReturned(number=case.number)
        programme = queries.programme_of_case(case)
        answers = _clean(programme, asked.answers, stored=queries.answers_of(case))
        papers = _given(actor, programme, asked.papers, union=case.union)
        done = operations.resubmit_case(
            actor=actor, at=clock.now(), case=case, answers=answers, papers=papers
        )
        return case_detail(done)


@router.post(
    "/cases/{number}/steps/{step_id}/decision",
    response=CaseDetail,
    **door(HANDLE, "办理一个环节：通过、退回补正、不予批准、不予受理"),
)
def decide(request: HttpRequest, number: str, step_id: int, asked: NewDecision) -> Any:
    """End a waiting step; 409 when somebody else was faster."""
    with acting(request, reason=asked.reason) as actor:
        step = _step(request, number, step_id)
        case = operations.decide_step(
            actor=actor,
            at=clock.now(),
            step=step,
            decision=Decision(asked.decision),
            reason=asked.reason,
            missing=asked.missing,
        )
        return case_detail(case)


@router.post(
    "/cases/{number}/steps/{step_id}/move",
    response=CaseDetail,
    **door(MOVE, "转办、下派、提级或退回转来的一个环节"),
)
def move(request: HttpRequest, number: str, step_id: int, asked: NewMove) -> Any:
    """Lay a waiting step before another union, below, or the federation above."""
    with acting(request, reason=asked.reason) as actor:
        step = _step(request, number, step_id)
        common = {"actor": actor, "at": clock.now(), "step": step, "reason": asked.reason}
        if asked.way == "escalate":
            operations.escalate(**common)
        elif asked.way == "refuse":
            operations.refuse_transfer(**common)
        else:
            if not asked.union:
                raise UnionToMoveToMissing(field="union")
            target = union_to_move_to(actor=actor, step=step, code=asked.union)
            act = operations.dispatch_down if asked.way == "dispatch" else operations.transfer_step
            act(to_union=target, **common)
        return case_detail(queries.get_case_for(actor=actor, number=number))


@router.get("/cases/{number}/moves", response=list[MoveLine], **door(VIEW, "一件办件的办理过程"))
def list_moves(request: HttpRequest, number: str) -> Any:
    """List what happened to a case, oldest first."""
    case = queries.get_case_for(actor=actor_of(request), number=number)
    return [
        {
            "at": one.at,
            "verb": one.verb,
            "step": one.step_title,
            "unit": one.unit.code if one.unit else "",
            "note": one.note,
        }
        for one in queries.history_of(case)
    ]


@router.get(
    "/cases/{number}/ratings", response=list[RatingLine], **door(VIEW, "一件办件的历次评价")
)
def list_ratings(request: HttpRequest, number: str) -> Any:
    """List how the applicant rated a case, a line for each time it was done."""
    case = queries.get_case_for(actor=actor_of(request), number=number)
    return ratings_of_case(case)


def _step(request: HttpRequest, number: str, step_id: int) -> Any:
    case = queries.get_case_for(actor=actor_of(request), number=number)
    return queries.steps_of(case).get(pk=min(step_id, 2**63 - 1))
