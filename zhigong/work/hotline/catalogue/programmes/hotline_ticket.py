"""12351 热线工单: questions, requests for help, suggestions; seen where taken and handled."""

from zhigong.engines.cases.contract import Level, Programme
from zhigong.work.hotline.catalogue.programmes._chain import ROUTE, SECTIONS
from zhigong.work.hotline.contract import LED_BY

HOTLINE_TICKET = Programme(
    code="hotline_ticket",
    title="12351 热线工单",
    purpose="职工拨打 12351 的咨询、求助和建议，登记、派单、回访、办结。",
    version=1,
    category="12351 热线",
    words=("热线", "12351", "打电话", "咨询", "求助"),
    icon="headset",
    order=150,
    audience="staff",
    where="拨打 12351",
    result="电话回访并告知办理结果",
    home=Level.COUNTY,
    sections=SECTIONS,
    route=ROUTE,
    led_by=LED_BY,
    page="hotline:ticket",
)
