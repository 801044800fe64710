"""意见建议: an idea for the union or the employer."""

from zhigong.engines.cases.contract import Level, Programme, Section
from zhigong.work.service_centre.contract import DETAILS, reply

SUGGESTION = Programme(
    code="suggestion",
    title="意见建议",
    purpose="对工会工作和单位管理的意见、建议，件件有回音。",
    version=1,
    category="咨询求助",
    words=("提建议", "意见", "金点子"),
    icon="message",
    order=50,
    audience="member",
    where="网上、意见箱",
    result="书面回复",
    sections=(Section("您的建议", (DETAILS,)),),
    papers=(),
    route=(reply(Level.OWN, "工会研究回复", 10),),
)
