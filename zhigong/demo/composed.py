"""Programmes the demo's county composed in the browser: one that is offered, one in the making."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from zhigong.base import clock
from zhigong.base.actor import Actor, use_actor
from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    Programme,
    Question,
    Quota,
    Season,
    Section,
    Step,
    StepKind,
)
from zhigong.engines.cases.models import ComposedProgramme
from zhigong.engines.cases.operations import composing
from zhigong.engines.cases.rules.composing import with_question
from zhigong.registry.accounts.models import Grant
from zhigong.registry.accounts.queries import actor_of
from zhigong.registry.unions.models import Union

COOLING = (
    Section(
        "岗位情况",
        (
            Question("post", "所在班组和岗位", example="三车间炉前"),
            Question(
                "kind",
                "作业环境",
                AnswerKind.CHOICE,
                choices=(("outdoor", "露天作业"), ("hot", "高温车间"), ("other", "其他")),
            ),
            Question("people", "一起申领的人数", AnswerKind.NUMBER, unit="人", least=1, most=200),
            Question("note", "需要说明的情况", AnswerKind.LONG_TEXT, required=False),
        ),
    ),
)
ROUTE = (
    Step("review", "基层工会核实", Level.OWN, days=3),
    Step("deliver", "区县总工会发放", Level.COUNTY, StepKind.DELIVER, days=5),
)


def compose_programmes(*, on: date) -> int:
    """Compose the programmes as the county's administrator; return how many there are."""
    rows = Grant._base_manager.filter(role__code="county_admin", ends_before__isnull=True)
    grant = rows.select_related("user", "union").order_by("union__code", "pk").first()
    if grant is None:
        return 0
    county = actor_of(user=grant.user, on=on)
    day = on - timedelta(days=30)
    with use_actor(county):
        made = _composed(county, grant.union, day, "防暑降温用品申领")
        composing.publish_programme(actor=county, at=_at(day, 11), composed=made)
        draft = composing.compose_programme(
            actor=county,
            at=_at(on - timedelta(days=1), 16),
            union=grant.union,
            title="困难职工子女助学",
        )
        question = Question("q1", "子女就读的学校")
        composing.change_programme(
            actor=county,
            at=_at(on - timedelta(days=1), 17),
            composed=draft,
            change=lambda p: with_question(p, question, place=0),
        )
    return 2


def _composed(county: Actor, union: Union, day: date, title: str) -> ComposedProgramme:
    made = composing.compose_programme(actor=county, at=_at(day, 9), union=union, title=title)
    return composing.change_programme(
        actor=county, at=_at(day, 10), composed=made, change=lambda p: _cooling(p, day.year)
    )


def _cooling(programme: Programme, year: int) -> Programme:
    """Return what the county offers: all the year round, a thousand times."""
    return replace(
        programme,
        purpose="高温和露天岗位的职工申领防暑降温用品。",
        category="会员服务",
        words=("高温", "防暑", "清凉", "降温", "中暑"),
        where="网上，或您所在的工会",
        result="防暑降温用品一份，由所在工会发放",
        icon="gift",
        sections=COOLING,
        route=ROUTE,
        season=Season(date(year, 1, 1), date(year, 12, 31), is_yearly=True),
        quota=Quota(total=1_000, per_person=1),
        order=150,
    )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 10), clock.ZONE)
