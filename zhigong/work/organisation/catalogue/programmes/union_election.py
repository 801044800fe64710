"""换届、补选: the election of a union there is, by the same steps as a founding."""

from zhigong.engines.cases.contract import Programme
from zhigong.work.organisation.catalogue.programmes._steps import SECTIONS, route_of
from zhigong.work.organisation.contract import LED_BY, PAGE

UNION_ELECTION = Programme(
    code="union_election",
    title="换届、补选",
    purpose="工会届满换届，或委员空缺时补选、增补。",
    version=1,
    category="组织建设",
    words=("换届", "补选", "增补", "选举", "主席空缺"),
    icon="users-group",
    order=161,
    audience="staff",
    where="本单位工会",
    result="选举结果批复",
    sections=SECTIONS,
    route=route_of("renewal"),
    is_rated=False,
    led_by=LED_BY,
    page=PAGE,
)
