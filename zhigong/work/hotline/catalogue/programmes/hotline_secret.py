"""12351 保密工单: complaints, reports, unpaid wages; below the county the caller is a number."""

from zhigong.engines.cases.contract import Level, Programme
from zhigong.work.hotline.catalogue.programmes._chain import ROUTE, SECTIONS
from zhigong.work.hotline.contract import LED_BY

HOTLINE_SECRET = Programme(
    code="hotline_secret",
    title="12351 保密工单",
    purpose="职工拨打 12351 的投诉、举报和欠薪反映，来电人身份保密。",
    version=1,
    category="12351 热线",
    words=("热线", "12351", "投诉", "举报", "欠薪"),
    icon="shield-lock",
    order=151,
    audience="staff",
    where="拨打 12351",
    result="电话回访并告知办理结果",
    home=Level.COUNTY,
    is_confidential=True,
    sections=SECTIONS,
    route=ROUTE,
    led_by=LED_BY,
    page="hotline:ticket",
)
