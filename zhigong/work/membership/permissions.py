"""The abilities of membership work, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability("membership.import_roster", "导入会员花名册", (*STAFF, "window_clerk")),
    Ability("membership.import_employers", "导入企业名录", ("province_admin", "county_admin")),
    Ability("membership.reconcile", "全量核对会员", STAFF),
)

declare_menu(
    MenuItem(
        "desk",
        "imports",
        "导入名册",
        "file-import",
        "membership:imports",
        ability="exchange.view",
        group="会员",
        order=140,
    ),
    MenuItem(
        "desk",
        "report_up",
        "上报与对账",
        "file-export",
        "membership:report_up",
        ability="exchange.report_up",
        group="会员",
        order=150,
    ),
)
