"""Candidates and votes: who is put on the ballots of which committee, and whom the votes elect."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index, new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal, reveal
from zhigong.base.operations import act, operation
from zhigong.kernel.resident_id import BadId, ResidentId
from zhigong.registry.unions.contract import (
    BODY_TITLES,
    Body,
    audits_own_books,
    committee_due,
    committee_size,
    women_committee_due,
)
from zhigong.work.organisation import rules
from zhigong.work.organisation.contract import Assembly, BuildingKind, CommitteeForm
from zhigong.work.organisation.models import Building, Candidate
from zhigong.work.organisation.operations._common import FigureMissing, locked, step_of

if TYPE_CHECKING:
    from zhigong.work.organisation.operations.stepping import Done

BODIES: tuple[Body, ...] = ("union", "audit", "women")
SEATS = {"union": "seats", "audit": "audit_seats", "women": "women_seats"}
FORMS = {"audit": "audit_form", "women": "women_form"}


class CandidateNotAllowed(UserError):
    """She may not stand, by what she is in the firm."""

    code = "candidate_not_allowed"
    text = "{why}（《工会法》第十条、《工会基层组织选举工作条例》）"


class CandidateKnown(UserError):
    """She stands for this committee already."""

    code = "candidate_known"
    text = "{name}已是该机构的候选人。"


class IdNotReadable(UserError):
    """The text is no identity number."""

    code = "candidate_id_not_readable"
    text = "身份证件号码有误，请核对后重新填写。"


class WomanWanted(UserError):
    """The women's committee is of women."""

    code = "woman_wanted"
    text = "女职工委员会的候选人应为女职工。"


class AuditsOwnBooks(UserError):
    """Who keeps the books does not audit them."""

    code = "candidate_audits_own_books"
    text = "{name}同时是主席人选和经审委员会人选，经审人员应与之分开。"


class CandidatesTooFew(UserError):
    """There are fewer candidates than the seats of a committee want."""

    code = "candidates_too_few"
    text = "{body}名额{seats}人，按差额选举至少需要{least}名候选人，现有{count}名。"


class SeatsDoNotFit(UserError):
    """The number of seats is outside what the rules allow for so many members."""

    code = "seats_do_not_fit"
    text = "会员{members}人，{body}应为{low}至{high}人，请核对名额。"


class CommitteeWanted(UserError):
    """There are enough members for a committee; one person is not enough."""

    code = "committee_wanted"
    text = "{who}已达{count}人，应设{body}，不能只设一名委员。"


class NoQuorum(UserError):
    """Too few came."""

    code = "no_quorum"
    text = "应到{due}人，实到{present}人，不足三分之二，选举不能进行，请另行召开。"


class BallotsVoid(UserError):
    """More ballots came back than were issued."""

    code = "ballots_void"
    text = "收回选票{returned}张，多于发出的{issued}张，选举无效，请重新选举。"


class VotesWrong(UserError):
    """More votes than ballots."""

    code = "votes_wrong"
    text = "{name}得票{votes}张，多于收回的选票，请核对。"


class TiedVotes(UserError):
    """A tie at the last seat is voted on again."""

    code = "tied_votes"
    text = "{body}最后名额票数相等：{names}。请就票数相等者重新投票，并填写重新投票的得票数。"


class ChairMissing(UserError):
    """Nobody was elected who is to be chair."""

    code = "chair_missing"
    text = "当选人员中没有主席人选，请选择“重新选举”，另行酝酿候选人。"


@operation("organisation.add_candidate")
def add_candidate(
    *, actor: Actor, at: datetime, building: Building, particulars: dict[str, Any]
) -> Candidate:
    """Put somebody on the ballot of a committee.

    :param particulars: name, id_number, body, post, engagement, standing (what she is in the
        firm), front_line, model_worker.
    :raises CandidateNotAllowed, CandidateKnown, IdNotReadable, WomanWanted: as they say.
    """
    building = locked(building)
    step_of(building, "candidates", actor=actor, at=at)
    given = dict(particulars)
    if why := rules.why_not_candidate(given.pop("standing", "")):
        raise CandidateNotAllowed(field="standing", why=why)
    number = _parsed(given.pop("id_number"), at.date())
    if given["body"] == "women" and number.sex == "1":
        raise WomanWanted(field="body")
    _require_new(building, given["body"], number.number, given["name"])
    key = wrap(new_data_key())
    added: Candidate = Candidate.objects.create(
        building=building,
        sex=number.sex or "",
        data_key=key,
        id_cipher=conceal(key, number.number),
        **given,
    )
    act().on(building, node_id=building.case.union_id, stage=building.stage)
    return added


@operation("organisation.remove_candidate")
def remove_candidate(*, actor: Actor, at: datetime, building: Building, candidate_id: int) -> None:
    """Take somebody from the ballot before it is approved.

    :raises Candidate.DoesNotExist: she is on no ballot of this building.
    """
    building = locked(building)
    step_of(building, "candidates", actor=actor, at=at)
    Candidate._base_manager.get(building=building, pk=candidate_id).delete()
    act().on(building, node_id=building.case.union_id, stage=building.stage)


def _parsed(text: str, on: date) -> ResidentId:
    try:
        return ResidentId.parse(text, today=on)
    except BadId as error:
        raise IdNotReadable(field="id_number") from error


def _require_new(building: Building, body: str, number: str, name: str) -> None:
    blind = blind_index("id", number)
    for one in Candidate._base_manager.filter(building=building, body=body):
        if blind_index("id", id_of(one)) == blind:
            raise CandidateKnown(field="id_number", name=name)


def id_of(candidate: Candidate) -> str:
    """Return the identity number of a candidate in clear, for what records her."""
    return reveal(bytes(candidate.data_key), bytes(candidate.id_cipher)) or ""


def settle_candidates(*, building: Building, done: "Done", actor: Actor, at: datetime) -> None:
    """Settle seats and forms of the committees, and require enough candidates for them."""
    _settle_seats(building, done, on=at.date())
    found = list(Candidate._base_manager.filter(building=building))
    is_partial = building.kind == BuildingKind.BY_ELECTION
    for body in BODIES:
        seats = getattr(building, SEATS[body]) or 0
        standing = [one for one in found if one.body == body]
        if not seats and not standing:
            continue
        least = _least(building, body, seats, on=at.date())
        if len(standing) < least or not seats:
            raise CandidatesTooFew(
                body=BODY_TITLES[body], seats=seats, least=max(least, 1), count=len(standing)
            )
    if not is_partial and not any(one.post == "chair" for one in found):
        raise ChairMissing
    _require_apart(found)


def _least(building: Building, body: Body, seats: int, *, on: date) -> int:
    """Return how many candidates seats need; one person in place of a committee has no rival."""
    alone = body in FORMS and getattr(building, FORMS[body]) == CommitteeForm.SINGLE
    # Women's committees come about by consultation; a single seat filled again has one candidate.
    if alone or body == "women" or (building.kind == BuildingKind.BY_ELECTION and seats == 1):
        return seats
    return rules.least_candidates(seats=seats, on=on, place=_place(building))


def _settle_seats(building: Building, done: "Done", *, on: date) -> None:
    for body in BODIES:
        if done.facts.get(SEATS[body]) not in (None, ""):
            setattr(building, SEATS[body], int(done.facts[SEATS[body]]))
    if building.kind == BuildingKind.BY_ELECTION:
        return
    members, place = building.members or 0, _place(building)
    low, high = committee_size(members=members, on=on, place=place)
    if not building.seats or not low <= building.seats <= high:
        raise SeatsDoNotFit(
            field="seats", members=members, body=BODY_TITLES["union"], low=low, high=high
        )
    women = building.women_members or 0
    lines: tuple[tuple[Body, str, Any], ...] = (
        ("audit", "会员", committee_due(members=members, on=on, place=place)),
        ("women", "女会员", women_committee_due(women_members=women, on=on, place=place)),
    )
    for body, who, due in lines:
        form = str(done.facts.get(FORMS[body]) or due.form)
        if due.form == "committee" and form != "committee":
            raise CommitteeWanted(
                field=FORMS[body], who=who, count=due.threshold, body=BODY_TITLES[body]
            )
        setattr(building, FORMS[body], form)
        if form == CommitteeForm.SINGLE:
            setattr(building, SEATS[body], 0 if body == "women" and not women else 1)
        elif not getattr(building, SEATS[body]):
            raise FigureMissing(field=SEATS[body], what=f"{BODY_TITLES[body]}名额")


def _place(building: Building) -> str | None:
    union = building.case.union
    return union.region or None


def _require_apart(found: list[Candidate]) -> None:
    """Refuse one person for the chair and for the audit of her books."""
    posts: dict[str, set[str]] = {}
    names = {}
    for one in found:
        number = id_of(one)
        posts.setdefault(number, set()).add(one.post)
        names[number] = one.name
    for number, held in posts.items():
        if audits_own_books(frozenset(held)):
            raise AuditsOwnBooks(name=names[number])


def count_votes(*, building: Building, done: "Done", actor: Actor, at: datetime) -> None:
    """Judge an assembly: quorum, ballots, votes; mark who is elected.

    :raises NoQuorum, BallotsVoid, VotesWrong, TiedVotes, ChairMissing: as they say.
    """
    figures = {}
    for name, what in (("voters", "应到会人数"), ("present", "实到会人数"),
                       ("issued", "发出选票"), ("returned", "收回选票")):  # fmt: skip
        if done.facts.get(name) in (None, ""):
            raise FigureMissing(field=name, what=what)
        figures[name] = int(done.facts[name])
    due, present = figures["voters"], figures["present"]
    if not rules.has_quorum(due=due, present=present) or present > due:
        raise NoQuorum(field="present", due=due, present=present)
    issued, returned = figures["issued"], figures["returned"]
    if issued > present or not rules.ballots_are_valid(issued=issued, returned=returned):
        raise BallotsVoid(field="returned", returned=returned, issued=min(issued, present))
    building.voters, building.elected_on = due, done.done_on
    building.assembly = done.facts.get("assembly") or Assembly.MEMBERS
    found = list(Candidate._base_manager.select_for_update().filter(building=building))
    for body in BODIES:
        standing = [one for one in found if one.body == body]
        _elect(building, body, standing, done=done, due=due, returned=returned)
    chair = any(one.is_elected and one.post == "chair" for one in found)
    if building.kind != BuildingKind.BY_ELECTION and not chair:
        raise ChairMissing


def _elect(
    building: Building,
    body: Body,
    standing: list[Candidate],
    *,
    done: "Done",
    due: int,
    returned: int,
) -> None:
    """Mark who is elected into one committee, by the votes and, of the tied, the second votes."""
    seats = getattr(building, SEATS[body]) or 0
    for one in standing:
        votes = done.facts.get(f"votes_{one.pk}")
        if votes in (None, ""):
            raise FigureMissing(field=f"votes_{one.pk}", what=f"{one.name}的得票数")
        one.votes = int(votes)
        if one.votes > returned:
            raise VotesWrong(field=f"votes_{one.pk}", name=one.name, votes=one.votes)
    first = rules.result_of(
        candidates=[rules.Candidate(one.pk, one.votes or 0) for one in standing],
        seats=seats,
        due=due,
    )
    elected = {*first.elected, *_second(standing, first, done, body)}
    for one in standing:
        one.is_elected = one.pk in elected
        one.save(update_fields=["votes", "is_elected"])


def _second(
    standing: list[Candidate], first: rules.Result, done: "Done", body: Body
) -> tuple[int, ...]:
    """Return who of the tied won the seats left, by the second vote.

    :raises TiedVotes: it was not held, or ended in a tie again.
    """
    if not first.tied:
        return ()
    tied = [one for one in standing if one.pk in first.tied]
    again = {one.pk: done.facts.get(f"again_{one.pk}") for one in tied}
    ranked = sorted(again, key=lambda pk: -int(again[pk] or 0))
    left = first.empty
    is_open = any(value in (None, "") for value in again.values()) or int(
        again[ranked[left - 1]] or 0
    ) == int(again[ranked[left]] or 0)
    if is_open:
        raise TiedVotes(
            field=f"again_{tied[0].pk}",
            body=BODY_TITLES[body],
            names="、".join(one.name for one in tied),
        )
    return tuple(ranked[:left])


__all__ = [
    "AuditsOwnBooks",
    "BallotsVoid",
    "CandidateKnown",
    "CandidateNotAllowed",
    "CandidatesTooFew",
    "ChairMissing",
    "CommitteeWanted",
    "IdNotReadable",
    "NoQuorum",
    "SeatsDoNotFit",
    "TiedVotes",
    "VotesWrong",
    "WomanWanted",
    "add_candidate",
    "count_votes",
    "id_of",
    "remove_candidate",
    "settle_candidates",
]
