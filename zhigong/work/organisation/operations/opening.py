"""Open a founding for firms without a union, or an election of a union there is."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import PROGRAMMES, Channel
from zhigong.engines.cases.operations import leading
from zhigong.registry.unions.contract import may_stand_below
from zhigong.work.organisation import queries
from zhigong.work.organisation.contract import ELECTION, ENDS, FOUNDING, BuildingKind
from zhigong.work.organisation.models import Building, BuildingFirm
from zhigong.work.organisation.operations._common import tell
from zhigong.work.organisation.rules import STAGES

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case
    from zhigong.registry.employers.models import Employer
    from zhigong.registry.unions.models import Union

FOUNDED_KINDS = ("grassroots", "joint")


class FirmHasUnion(UserError):
    """A union covers the firm."""

    code = "firm_has_union"
    text = "“{firm}”已有工会覆盖，不需要再建会。"
    status = 409


class FirmNotWorking(UserError):
    """The firm is gone from the register, or suspended."""

    code = "firm_not_working"
    text = "“{firm}”已停业、吊销或注销，不能建会。"


class FirmInBuilding(UserError):
    """A union is being set up for the firm already."""

    code = "firm_in_building"
    text = "“{firm}”已在建会办理中（{number}），不能重复发起。"
    status = 409


class FirmsDoNotFit(UserError):
    """A grassroots union is of one firm, a joint union of two or more."""

    code = "firms_do_not_fit"
    text = "单独基层工会对应一个单位，联合基层工会至少对应两个单位，请核对。"


class PlaceDoesNotFit(UserError):
    """The union to be cannot stand there."""

    code = "place_does_not_fit"
    text = "基层工会不能设在“{parent}”之下，请另选上级工会。"


class ElectionUnderWay(UserError):
    """An election of this union is under way."""

    code = "election_under_way"
    text = "该工会已有选举正在办理（{number}），请先办结。"
    status = 409


class NobodyAbove(UserError):
    """There is no union above that could approve."""

    code = "nobody_above"
    text = "该工会没有上级工会，不能在这里办理选举报批。"


class UnionIsOver(UserError):
    """The union was dissolved or merged."""

    code = "organisation_union_is_over"
    text = "该工会已撤销或合并。"


@operation("organisation.open_founding")
def open_founding(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    firms: "Sequence[Employer]",
    name: str,
    union_kind: str,
    parent: "Union",
    key: UUID | None = None,
) -> Building:
    """Begin to set up a union for firms without one; the case is the coaching union's.

    :param union: who coaches and asks for approval, as a rule the street's union.
    :param parent: the union above the one to be.
    :param key: the same for every sending of one form: what the first opened is returned.
    :raises FirmHasUnion, FirmNotWorking, FirmInBuilding: as they say.
    :raises FirmsDoNotFit, PlaceDoesNotFit: as they say.
    """
    if (known := _sent_before(key)) is not None:
        act().unchanged()
        return known
    firms = _locked(firms)
    if union_kind not in FOUNDED_KINDS or (len(firms) > 1) != (union_kind == "joint"):
        raise FirmsDoNotFit(field="union_kind")
    if parent.has_ended or not may_stand_below(kind=union_kind, parent_kind=parent.kind):
        raise PlaceDoesNotFit(field="parent", parent=parent.name)
    for firm in firms:
        _require_bare(firm)
    case = _open_case(
        FOUNDING, actor=actor, at=at, union=union, key=key, name=name,
        kind=BuildingKind.FOUNDING, firms=firms,
    )  # fmt: skip
    building: Building = Building.objects.create(
        case=case,
        kind=BuildingKind.FOUNDING,
        stage=STAGES["founding"][0],
        name=name.strip(),
        union_kind=union_kind,
        parent=parent,
        approver=queries.approver_of(parent=parent, is_founding=True, on=at.date()),
        workers=sum(firm.workers or 0 for firm in firms) or None,
    )
    BuildingFirm.objects.bulk_create(BuildingFirm(building=building, employer=f) for f in firms)
    tell(building, "building_opened", actor=actor, at=at, text=building.name)
    return building


@operation("organisation.open_election")
def open_election(
    *, actor: Actor, at: datetime, union: "Union", kind: str, key: UUID | None = None
) -> Building:
    """Begin the election of a union: of a new committee (换届), or to fill seats (补选).

    :raises ElectionUnderWay, NobodyAbove, UnionIsOver: as they say.
    """
    if (known := _sent_before(key)) is not None:
        act().unchanged()
        return known
    union = type(union)._base_manager.select_for_update().get(pk=union.pk)
    if union.has_ended:
        raise UnionIsOver
    if union.parent is None:
        raise NobodyAbove
    under_way = Building._base_manager.filter(union=union).exclude(stage__in=ENDS)
    if (other := under_way.select_related("case").first()) is not None:
        raise ElectionUnderWay(number=other.case.number)
    case = _open_case(
        ELECTION, actor=actor, at=at, union=union, key=key, name=union.name, kind=kind, firms=()
    )
    last = queries.last_term(union)
    number = (last.number if last else 0) + (1 if kind == BuildingKind.RENEWAL else 0)
    members = queries.members_of(union, on=at.date())
    building: Building = Building.objects.create(
        case=case,
        kind=kind,
        stage=STAGES[kind][0],
        name=union.name,
        union_kind=union.kind,
        parent=union.parent,
        approver=queries.approver_of(parent=union.parent, is_founding=False, on=at.date()),
        union=union,
        term_number=max(number, 1),
        **members,
    )
    tell(building, "building_opened", actor=actor, at=at, text=building.name)
    return building


def _sent_before(key: UUID | None) -> Building | None:
    if key is None:
        return None
    rows = Building.objects.trusted("the same form, sent again").select_related("case")
    found: Building | None = rows.filter(case__submission_key=key).first()
    return found


def _open_case(
    code: str,
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    key: UUID | None,
    name: str,
    kind: str,
    firms: "Sequence[Employer]",
) -> "Case":
    answers = {"name": name.strip(), "kind": str(BuildingKind(kind).label)}
    if firms:
        answers["firms"] = "\n".join(firm.name for firm in firms)
    case = cases.open_case(
        actor=actor,
        at=at,
        programme=PROGRAMMES.get(code),
        union=union,
        answers=answers,
        channel=Channel.VISIT,
        key=key,
    )
    leading.promise(case, leading.waiting_step(case).due_on)  # type: ignore[union-attr]
    return case


def _locked(firms: "Sequence[Employer]") -> "list[Employer]":
    """Return firms freshly read and locked, in one order, so that two who begin at once meet."""
    if not firms:
        raise FirmsDoNotFit(field="firms")
    table = type(firms[0])
    rows = table._base_manager.select_for_update().filter(pk__in={firm.pk for firm in firms})
    found = {firm.pk: firm for firm in rows.order_by("pk")}
    return [found[pk] for pk in dict.fromkeys(firm.pk for firm in firms)]


def _require_bare(firm: "Employer") -> None:
    if firm.covered_by_id is not None:
        raise FirmHasUnion(field="firms", firm=firm.name)
    if firm.status != "active":
        raise FirmNotWorking(field="firms", firm=firm.name)
    held = BuildingFirm._base_manager.filter(employer=firm, is_open=True)
    if (other := held.select_related("building__case").first()) is not None:
        raise FirmInBuilding(field="firms", firm=firm.name, number=other.building.case.number)
