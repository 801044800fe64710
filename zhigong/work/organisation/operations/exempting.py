"""Ask that an employer leaves the due set, decide it, check it again; targets; approval rules."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.registry.documents.operations import store_document
from zhigong.registry.employers import operations as employers
from zhigong.work.organisation.contract import RequestState
from zhigong.work.organisation.models import ExemptionRequest, FoundingTarget, Practice
from zhigong.work.organisation.operations._common import require_words
from zhigong.work.organisation.permissions import EXEMPT

if TYPE_CHECKING:
    from zhigong.registry.employers.models import Employer
    from zhigong.registry.unions.models import Union


class AskedAlready(UserError):
    """A request waits."""

    code = "exemption_asked_already"
    text = "“{firm}”已有一份待审批的申请，请等待审批。"
    status = 409


class RecheckWrong(UserError):
    """The day of the next check is past."""

    code = "recheck_wrong"
    text = "复查日期应在今天之后，最长不超过一年。"


class DecidedAlready(UserError):
    """Somebody decided the request."""

    code = "exemption_decided_already"
    text = "这份申请已经审批，请刷新页面查看结果。"
    status = 409


class OwnRequest(UserError):
    """Nobody approves what she asked for herself."""

    code = "exemption_own_request"
    text = "不能审批自己提出的申请，请由其他审批人员办理。"
    status = 403


class NotYoursToExempt(UserError):
    """The employer is not in the area where the actor approves."""

    code = "exemption_not_yours"
    text = "该单位不在您的审批范围内。"
    status = 403


class PracticeInPast(UserError):
    """What holds from a past day would change what was decided."""

    code = "approval_rule_in_past"
    text = "审批规则只能从今天或以后的日期起用。"


DAYS_OF_A_YEAR = 366


@operation("organisation.ask_exemption")
def ask_exemption(
    *,
    actor: Actor,
    at: datetime,
    employer: "Employer",
    reason: str,
    evidence: str,
    recheck_on: date,
    scan: Any = None,
) -> ExemptionRequest:
    """Ask that an employer counts as 暂不具备建会条件, with what was found there.

    :raises AskedAlready, RecheckWrong: as they say.
    :raises employers.CoveredAlready, employers.ExemptAlready: it needs none.
    """
    require_words(evidence)
    locked = type(employer)._base_manager.select_for_update().get(pk=employer.pk)
    if locked.covered_by_id is not None:
        raise employers.CoveredAlready(employer=locked.name)
    if not 0 < (recheck_on - at.date()).days <= DAYS_OF_A_YEAR:
        raise RecheckWrong(field="recheck_on")
    rows = ExemptionRequest._base_manager.filter(employer=locked)
    if rows.filter(state=RequestState.ASKED).exists():
        raise AskedAlready(firm=locked.name)
    document = None
    if scan:
        document = store_document(
            file=scan,
            kind="paper",
            title=getattr(scan, "name", ""),
            union=locked.area_union,
            at=at,
            actor=actor,
        )
    asked: ExemptionRequest = ExemptionRequest.objects.create(
        employer=locked,
        reason=reason,
        evidence=evidence.strip()[:1_000],
        document=document,
        recheck_on=recheck_on,
        asked_at=at,
        asked_by_id=actor.user_id,
    )
    act().on(asked, node_id=locked.area_union_id, reason=reason)
    return asked


@operation("organisation.decide_exemption")
def decide_exemption(
    *, actor: Actor, at: datetime, request: ExemptionRequest, is_granted: bool, words: str
) -> ExemptionRequest:
    """Grant or refuse a request; what is granted leaves the due set from today on.

    :raises DecidedAlready, OwnRequest, NotYoursToExempt: as they say; ``WordsMissing`` of a
        refusal without a reason.
    """
    asked: ExemptionRequest = ExemptionRequest._base_manager.select_for_update().get(pk=request.pk)
    area = asked.employer.area_union
    if asked.state != RequestState.ASKED:
        raise DecidedAlready
    if not actor.scope(EXEMPT).covers(area.ancestors):
        raise NotYoursToExempt
    if actor.user_id is not None and actor.user_id == asked.asked_by_id:
        raise OwnRequest
    if not is_granted:
        require_words(words)
    else:
        employers.exempt_employer(
            actor=actor,
            employer=asked.employer,
            reason=asked.reason,
            on=at.date(),
            recheck_on=asked.recheck_on,
        )
    asked.state = RequestState.GRANTED if is_granted else RequestState.REFUSED
    asked.decided_at, asked.decided_by_id = at, actor.user_id
    asked.decided_words = words.strip()[:1_000]
    asked.save()
    act().on(asked, node_id=area.pk, state=asked.state)
    return asked


@operation("organisation.restore_employer")
def restore_employer(*, actor: Actor, at: datetime, employer: "Employer", words: str) -> None:
    """Take an employer back into the due set: a check found that a union can be set up.

    :raises employers.NotExempt: it is not exempt.
    """
    require_words(words)
    employers.end_exemption(actor=actor, employer=employer, on=at.date())
    ExemptionRequest._base_manager.filter(employer=employer, state=RequestState.GRANTED).update(
        state=RequestState.ENDED
    )
    act().on(employer, node_id=employer.area_union_id)


@operation("organisation.set_target")
def set_target(
    *, actor: Actor, union: "Union", year: int, unions: int, firms: int, members: int
) -> FoundingTarget:
    """Set how many unions, covered firms and members a union is to gain in a year."""
    target, _ = FoundingTarget.objects.trusted("opened by the door").update_or_create(
        union=union, year=year, defaults={"unions": unions, "firms": firms, "members": members}
    )
    act().on(target, node_id=union.pk, year=year, unions=unions, firms=firms, members=members)
    return target


@operation("organisation.settle_practice")
def settle_practice(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    starts_on: date,
    founding: str,
    election: str,
    reply_days: int,
) -> Practice:
    """Settle from a day on who approves foundings and elections below a union.

    :raises PracticeInPast: the day is past.
    """
    if starts_on < at.date():
        raise PracticeInPast(field="starts_on")
    settled, _ = Practice.objects.trusted("opened by the door").update_or_create(
        union=union,
        starts_on=starts_on,
        defaults={"founding": founding, "election": election, "reply_days": reply_days},
    )
    act().on(settled, node_id=union.pk, founding=founding, election=election)
    return settled
