"""A small tree with people who work in it, and a programme to send through it."""

from datetime import date, datetime
from itertools import count

from zhigong.base import clock
from zhigong.base.actor import Actor, Power
from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    Paper,
    Programme,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.registry.accounts.models import User
from zhigong.registry.people.tests.factories import make_member, make_union

TODAY = date(2026, 11, 20)  # a Friday
NOON = datetime(2026, 11, 20, 12, tzinfo=clock.ZONE)
_numbers = count(1)
ABILITIES = frozenset(
    f"cases.{verb}"
    for verb in "view register handle decide move supervise confidential call_back".split()
) | {"people.enrol", "people.approve", "people.change"}

REASON = Question("reason", "申请理由", AnswerKind.LONG_TEXT)


def make_programme(**changes):
    """Return a programme of two levels: the own union reviews, the county decides."""
    fields = {
        "code": f"aid{next(_numbers)}",
        "title": "临时困难补助",
        "purpose": "家庭临时遇到困难时的一次性补助。",
        "version": 1,
        "sections": (Section("申请", (REASON,)),),
        "route": (
            Step("review", "基层工会审核", Level.OWN, days=3),
            Step("decide", "区县总工会审批", Level.COUNTY, StepKind.DECIDE, "cases.decide", days=5),
        ),
    }
    return Programme(**{**fields, **changes})


def make_user(name="办理人"):
    number = next(_numbers)
    return User.objects.create(
        login=f"handler{number}", name=f"{name}{number}", kind="staff", created_at=NOON
    )


def make_handler(*unions, abilities=ABILITIES, person_id=None):
    """Return an actor who works in these unions."""
    powers = tuple(Power(union.pk, frozenset(abilities)) for union in unions)
    user = make_user()
    return Actor(user_id=user.pk, person_id=person_id, name=user.name, powers=powers)


def make_applicant(officer, union, **person):
    """Return a member and the actor she is."""
    held = make_member(officer, union, **person)
    user = make_user("会员")
    return held.person, Actor(
        user_id=user.pk, person_id=held.person_id, name=held.person.name, kind="member"
    )


PAPER = Paper("proof", "困难情况说明")

__all__ = [
    "NOON",
    "PAPER",
    "TODAY",
    "make_applicant",
    "make_handler",
    "make_programme",
    "make_union",
]
