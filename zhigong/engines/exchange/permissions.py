"""The abilities of the exchange of tables, and who holds them."""

from zhigong.base.abilities import Ability, declare

STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability("exchange.view", "查看导入记录", (*STAFF, "window_clerk")),
    Ability("exchange.roll_back", "撤回导入批次", STAFF),
    Ability("exchange.report_up", "按上报口径导出和对账", STAFF, sensitive=True),
)
