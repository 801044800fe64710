"""Cases of the demo: what people asked for in the last weeks, and how far each of it is.

They go through the operations a real one goes through, so numbers, limits, inboxes, messages and
the audit are as they would be. Nothing is drawn: the same scale and day give the same cases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import cycle, islice
from typing import Any

from PIL import Image

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor, Power, use_actor
from zhigong.engines.cases import operations
from zhigong.engines.cases.contract import (
    CallBackResult,
    CaseState,
    Channel,
    Decision,
    Programme,
    StepKind,
    StepState,
)
from zhigong.engines.cases.forms import ProgrammeForm
from zhigong.engines.cases.models import CallBack, Case, CaseStep
from zhigong.engines.cases.queries import list_programmes
from zhigong.engines.cases.queries.aftercare import handlers_of
from zhigong.engines.cases.rules.samples import typed_for
from zhigong.registry.accounts.models import Grant, User
from zhigong.registry.documents.operations import store_document
from zhigong.registry.people.models import Membership
from zhigong.work.service_centre.operations import record_gift

DETAILS = {
    "policy_advice": "入职满一年后带薪年休假怎么计算，换了单位以后以前的工龄还算不算。",
    "petition": "三名家属工来访，反映一九九八年以前的工龄认定和养老补缴问题，希望书面答复。",
    "appeal": "二车间夏季温度高，风扇数量不够，希望加装排风设备并调整高温时段的作业时间。",
    "suggestion": "建议在东门外卖取餐点增设遮雨棚和充电桩，方便骑手和夜班职工。",
    "complaint": "单位连续两个月没有按时发放工资，涉及同班组的其他同事，希望工会帮助协调。",
    "legal_advice": "合同到期前一个月被口头通知不再续签，没有书面材料，想了解补偿怎么计算。",
    "hardship_grant": "爱人住院手术，自付费用较多，孩子还在上学，家庭近期生活有困难。",
}
CORRECTED = {"education": "30", "reason": "今年取得大专毕业证书"}
"""What members of the demo correct: nothing that tells people apart."""
FATES = ("new", "returned", "done", "new", "late", "county", "rated", "refused", "not_accepted")
OPINIONS = {
    Decision.PASS: "情况属实，同意上报。",
    Decision.RETURN: "请补充有关证明材料后重新提交。",
    Decision.REFUSE: "经核实，不符合本事项规定的条件。",
    Decision.NOT_ACCEPT: "该事项应向用人单位所在地的劳动仲裁机构申请，已电话告知。",
}
MISSING = ("收入证明",)
AMOUNTS = {
    "hospital_visit": "800",
    "funeral_visit": "1000",
    "family_event": "600",
    "retirement_farewell": "500",
}
CASES = {"small": 45, "district": 150, "province": 150}
CHANNELS = (Channel.PORTAL, Channel.PORTAL, Channel.WINDOW, Channel.HOTLINE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A case to be: of whom, about what, since when, and how far it is to come."""

    membership: Membership
    programme: Programme
    opened_on: date
    fate: str
    channel: Channel


def open_cases(*, scale: str, on: date) -> int:
    """Open the demo's cases and send them on their ways; return how many there are."""
    opened = 0
    for wish in _wishes(scale, on):
        case = _open(wish)
        _send(case, wish, on)
        opened += 1
    operations.close_due_publicity(today=on, at=clock.now())
    _call_back(on)
    return opened


def _call_back(on: date) -> None:
    """Make every second call-back that a colleague can make; the others wait."""
    waiting = CallBack._base_manager.filter(result="").select_related("case", "unit")
    for call_back in list(waiting.order_by("asked_at", "pk"))[::2]:
        users = User._base_manager.filter(
            grants__union_id=call_back.unit_id, grants__ends_before__isnull=True, kind="staff"
        )
        handlers = handlers_of(call_back.case)
        user = users.exclude(pk__in=handlers).order_by("pk").first()
        if user is None:
            continue
        power = Power(call_back.unit_id, frozenset({"cases.call_back"}))
        actor = Actor(user_id=user.pk, name=user.name, powers=(power,))
        at = _moment(min(call_back.asked_at.date() + timedelta(days=2), on), 10)
        with clock.use_clock(at), use_actor(actor):
            operations.record_call(
                actor=actor,
                at=at,
                call_back=call_back,
                result=CallBackResult.SATISFIED,
                words="职工表示问题已经解决。",
            )


def _wishes(scale: str, on: date) -> Iterator[Wish]:
    asked = [p for p in list_programmes() if p.code != "petition" and not p.barred]
    members = _members(CASES[scale])
    fates, channels = cycle(FATES), cycle(CHANNELS)
    for number, membership in enumerate(members):
        programme = asked[number % len(asked)]
        fate = next(fates)
        days = 2 + number % 5 if fate == "new" else 12 + number * 3 % 40
        yield Wish(membership, programme, on - timedelta(days=days), fate, next(channels))


def _members(count: int) -> list[Membership]:
    """Return members of unions in which somebody works: the demo's member and her union first."""
    roles = ("union_admin",)
    staffed = Grant._base_manager.filter(role__code__in=roles, ends_before__isnull=True)
    unions = list(dict.fromkeys(staffed.order_by("union_id").values_list("union_id", flat=True)))
    hers = User._base_manager.get(kind="member", person_id__isnull=False).person_id or 0
    own = Membership._base_manager.get(person_id=hers, ends_before__isnull=True)
    rows = Membership._base_manager.filter(state="active").select_related("person", "union")
    found = list(rows.filter(person_id=hers)) * 3
    found += rows.filter(union_id=own.union_id).exclude(person_id=hers).order_by("id")[:9]
    for union_id in islice(cycle(unions), len(unions) * 4):
        if len(found) >= count:
            break
        known = {one.pk for one in found}
        found += rows.filter(union_id=union_id).exclude(pk__in=known).order_by("id")[:1]
    return found[:count]


def _open(wish: Wish) -> Case:
    typed = typed_for(wish.programme)
    if wish.programme.code == "member_correction":
        typed = dict(CORRECTED)
    if text := DETAILS.get(wish.programme.code):
        typed["details"] = text
    form = ProgrammeForm(typed, programme=wish.programme)
    if not form.is_valid():
        raise ValueError(f"{wish.programme.code}: {form.errors.as_json()}")
    at = _moment(wish.opened_on, 9)
    applicant = Actor(
        person_id=wish.membership.person_id, name=wish.membership.person.name, kind="member"
    )
    with clock.use_clock(at), use_actor(applicant):
        return operations.open_case(
            actor=applicant,
            at=at,
            programme=wish.programme,
            union=wish.membership.union,
            answers=form.answers(),
            channel=wish.channel,
            person=wish.membership.person,
            papers=list(_papers(wish, applicant, at)),
        )


def _papers(wish: Wish, applicant: Actor, at: datetime) -> Iterator[tuple[str, Any]]:
    """Hand in a picture for every paper the programme asks for."""
    for paper in wish.programme.handed_in:
        if paper.required:
            yield (
                paper.code,
                store_document(
                    file=BytesIO(_picture()),
                    kind=paper.kind,
                    title=f"{paper.title}.png",
                    union=wish.membership.union,
                    at=at,
                    actor=applicant,
                    person_id=wish.membership.person_id,
                ),
            )


@cache
def _picture() -> bytes:
    """Return a grey sheet: the demo has no papers of real people."""
    body = BytesIO()
    Image.new("RGB", (420, 594), "#f2f2f2").save(body, "PNG")
    return body.getvalue()


def _send(case: Case, wish: Wish, on: date) -> None:
    """Let a case go as far as its fate says."""
    if wish.fate in ("new", "late"):
        return
    endings = {
        "returned": Decision.RETURN,
        "not_accepted": Decision.NOT_ACCEPT,
        "refused": Decision.REFUSE,
    }
    for number in range(len(wish.programme.route)):
        step = _waiting(case)
        if step is None or step.kind == StepKind.PUBLICITY:
            break
        wanted = endings.get(wish.fate, Decision.PASS)
        is_last = wanted in operations.decisions_for(step)
        decision = wanted if is_last else Decision.PASS
        handler = _handler(step, number)
        if handler is None:
            break
        at = _moment(min(wish.opened_on + timedelta(days=1 + 2 * number), on), 15)
        _decide(step, decision, handler, at)
        if wish.fate == "county" or decision is not Decision.PASS:
            break
    case.refresh_from_db()
    if wish.fate == "rated" and case.state == CaseState.DONE:
        stars = 2 if case.pk % 7 == 0 else 4 + case.pk % 2
        at = (case.closed_at or clock.now()) + timedelta(hours=4)
        conduct = {"response": stars > 3, "attitude": True, "patience": stars > 2}
        operations.rate_case(actor=SYSTEM, at=at, case=case, stars=stars, conduct=conduct)


def _waiting(case: Case) -> CaseStep | None:
    rows = CaseStep._base_manager.filter(case=case, state=StepState.WAITING)
    return rows.select_related("case", "unit").order_by("id").first()


def _decide(step: CaseStep, decision: Decision, actor: Actor, at: datetime) -> None:
    with clock.use_clock(at), use_actor(actor):
        if step.kind == StepKind.DELIVER and decision is Decision.PASS:
            record_amount(step.case, actor=actor, at=at)
        operations.decide_step(
            actor=actor,
            at=at,
            step=step,
            decision=decision,
            reason=OPINIONS[decision],
            missing=MISSING if decision is Decision.RETURN else (),
        )


def record_amount(case: Case, *, actor: Actor, at: datetime) -> None:
    """Record what a condolence comes to, before it is handed over; other cases have none."""
    amount = AMOUNTS.get(case.programme_code)
    if amount is not None:
        record_gift(actor=actor, at=at, case=case, amount=Decimal(amount))


def _handler(step: CaseStep, number: int) -> Actor | None:
    """Return somebody of a step's union who had no earlier step of the case; None if nobody is left."""
    earlier = CaseStep._base_manager.filter(case=step.case_id, decided_by__isnull=False)
    rows = User._base_manager.filter(
        grants__union_id=step.unit_id, grants__ends_before__isnull=True, kind="staff"
    ).exclude(pk__in=earlier.values("decided_by"))
    users = list(rows.order_by("pk").distinct())
    if not users:
        return None
    user = users[number % len(users)]
    abilities = frozenset({step.ability, "cases.handle", "cases.decide", "people.change"})
    return Actor(user_id=user.pk, name=user.name, powers=(Power(step.unit_id, abilities),))


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), clock.ZONE)
