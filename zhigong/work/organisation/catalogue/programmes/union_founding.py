"""组建工会: from the first visit to a firm to its union's administrator."""

from zhigong.engines.cases.contract import Programme
from zhigong.work.organisation.catalogue.programmes._steps import SECTIONS, route_of
from zhigong.work.organisation.contract import LED_BY, PAGE

UNION_FOUNDING = Programme(
    code="union_founding",
    title="组建工会",
    purpose="帮助还没有工会的单位依法成立工会，从摸底约谈到授权管理员。",
    version=1,
    category="组织建设",
    words=("建会", "成立工会", "组建工会", "筹备组"),
    icon="building-community",
    order=160,
    audience="staff",
    where="单位所在地工会",
    result="工会成立批复、法人资格证书",
    sections=SECTIONS,
    route=route_of("founding"),
    is_rated=False,
    led_by=LED_BY,
    page=PAGE,
)
