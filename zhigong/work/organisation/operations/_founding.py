"""What the replies and papers of a building do to the tree, the firms and the people."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.registry.employers.operations import affiliate
from zhigong.registry.people import operations as people
from zhigong.registry.people.queries import find_person_id, officers_in
from zhigong.registry.unions import operations as unions
from zhigong.registry.unions.contract import BODY_POSTS, term_years
from zhigong.work.organisation.contract import BuildingKind, Engagement
from zhigong.work.organisation.models import Building, BuildingFirm, Candidate, Placement
from zhigong.work.organisation.operations._common import FigureMissing
from zhigong.work.organisation.operations._electing import id_of

if TYPE_CHECKING:
    from zhigong.registry.people.models import Officer
    from zhigong.registry.unions.models import Union
    from zhigong.work.organisation.operations.stepping import Done

# Certificates of grassroots unions carry no end of their own; a term is the usual one.
ONE_DAY = timedelta(days=1)


class TermYearsWrong(UserError):
    """A term of this kind of union has other lengths."""

    code = "organisation_term_years_wrong"
    text = "该类工会每届任期为{allowed}年，请按规定填写。"


def confirm(*, building: Building, done: "Done", actor: Actor, at: datetime) -> None:
    """Put the approved result into force: the union, its committees, term and officers, at once.

    The registry tells it: ``UnionOpened``, ``EmployerCovered``, ``TermSet``, ``CommitteeSet``.

    :raises TermYearsWrong: the term has a length this kind of union may not have.
    :raises UserError: whatever the registry refuses; nothing is kept then.
    """
    years = int(done.facts.get("term_years") or building.term_years)
    if years not in term_years(building.union_kind):
        raise TermYearsWrong(
            field="term_years", allowed="、".join(map(str, term_years(building.union_kind)))
        )
    building.term_years = years
    union = building.union
    if union is None:
        union = _open(building, done, actor=actor)
    elif building.kind == BuildingKind.RENEWAL:
        _end_offices(building, union, done.done_on, actor=actor)
    if building.kind != BuildingKind.BY_ELECTION:
        _renew(building, union, done.done_on, actor=actor)
    _seat(building, union, done.done_on, actor=actor, at=at)


def _open(building: Building, done: "Done", *, actor: Actor) -> "Union":
    """Open the union and let it cover its firms."""
    firms = list(BuildingFirm._base_manager.filter(building=building).select_related("employer"))
    main = firms[0].employer
    parent = building.parent
    assert parent is not None  # an election has its union
    union = unions.open_union(
        actor=actor,
        name=building.name,
        kind=building.union_kind,
        parent=parent,
        established_on=done.done_on,
        approval_number=done.number.strip(),
        region=main.region or parent.region,
        sector=main.sector,
        category=main.category,
        address=main.address,
    )
    for firm in firms:
        affiliate(actor=actor, employer=firm.employer, union=union, on=done.done_on)
    BuildingFirm._base_manager.filter(building=building).update(is_open=False)
    building.union, building.founded_on = union, done.done_on
    return union


def _renew(building: Building, union: "Union", on: date, *, actor: Actor) -> None:
    """Begin the term, and record the committees in the form they were elected in."""
    unions.end_term(actor=actor, union=union, on=on)
    unions.set_term(
        actor=actor,
        union=union,
        number=building.term_number,
        starts_on=on,
        years=building.term_years,
    )
    for kind, form, seats in (
        ("audit", building.audit_form, building.audit_seats),
        ("women", building.women_form, building.women_seats),
    ):
        if form and seats:
            unions.set_committee(actor=actor, union=union, kind=kind, form=form, on=on)


def _end_offices(building: Building, union: "Union", on: date, *, actor: Actor) -> None:
    """End the offices of the committees elected anew; other posts are not elected."""
    elected = {post for posts in BODY_POSTS.values() for post in posts}
    for office in officers_in(union=union, on=on):
        if office.post in elected and office.ends_before is None:
            _leave(office, on, actor=actor)


def _leave(office: "Officer", on: date, *, actor: Actor) -> None:
    # Taken up that very day, it lasts until the next: an office is never empty.
    people.end_office(actor=actor, officer=office, on=max(on, office.starts_on + ONE_DAY))


def _seat(building: Building, union: "Union", on: date, *, actor: Actor, at: datetime) -> None:
    """Record everybody elected as a member of the union, and her office with how she serves."""
    rows = Candidate._base_manager.filter(building=building, is_elected=True)
    for one in rows.order_by("pk"):
        _enrol(one, union, on, actor=actor, at=at)
        assert one.person is not None  # enrolled just now
        if one.post == "chair":
            for office in officers_in(union=union, on=on):
                if office.post == "chair" and office.ends_before is None:
                    _leave(office, on, actor=actor)
        office = people.appoint_officer(
            actor=actor,
            person=one.person,
            union=union,
            post=one.post,
            starts_on=on,
            full_time=one.engagement == Engagement.FULL_TIME,
            front_line=one.front_line,
            model_worker=one.model_worker,
        )
        Placement.objects.create(officer=office, kind=one.engagement)


def _enrol(one: Candidate, union: "Union", on: date, *, actor: Actor, at: datetime) -> None:
    """Make an elected candidate a member, or find that she is; from elsewhere she comes over."""
    number = id_of(one)
    try:
        people.enrol_person(
            actor=actor,
            at=at,
            particulars=people.Particulars(name=one.name, id_number=number),
            union=union,
            terms=people.Terms(join_way="collective"),
            transfer=True,
            starts_on=on,
        )
    except (people.AlreadyMember, people.TransferUnderWay):
        # She is a member here, or on her way here: the office needs no more.
        one.person_id = find_person_id(id_number=number)
    else:
        one.person_id = find_person_id(id_number=number)
    one.save(update_fields=["person"])


def register(*, building: Building, done: "Done", actor: Actor, at: datetime) -> None:
    """Record the union as a legal person with its certificate.

    :raises FigureMissing: the certificate's number is not there.
    """
    facts = done.facts
    if not facts.get("credit_code"):
        raise FigureMissing(field="credit_code", what="工会统一社会信用代码")
    assert building.union is not None
    unions.change_union(
        actor=actor,
        union=building.union,
        legal_person=True,
        credit_code=str(facts["credit_code"]),
        certificate_number=str(facts.get("certificate_number") or ""),
        certificate_from=facts.get("certificate_from") or done.done_on,
        certificate_until=facts.get("certificate_until") or None,
    )


def open_account(*, building: Building, done: "Done", actor: Actor, at: datetime) -> None:
    """Keep the bank and, encrypted, the number of the union's account.

    :raises FigureMissing: one of them is not there.
    """
    for name, what in (("bank", "开户银行"), ("account", "银行账号")):
        if not str(done.facts.get(name) or "").strip():
            raise FigureMissing(field=name, what=what)
    assert building.union is not None
    unions.set_account(
        actor=actor,
        union=building.union,
        bank=str(done.facts["bank"]),
        account=str(done.facts["account"]),
    )


def settle_dues(*, building: Building, done: "Done", actor: Actor, at: datetime) -> None:
    """Record how the union's contributions are collected.

    :raises FigureMissing: it was not said.
    """
    if not done.facts.get("dues_collection"):
        raise FigureMissing(field="dues_collection", what="经费收缴方式")
    assert building.union is not None
    unions.change_union(
        actor=actor, union=building.union, dues_collection=str(done.facts["dues_collection"])
    )
