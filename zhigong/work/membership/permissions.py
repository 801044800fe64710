"""The abilities of membership work, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")

JOIN_VIEW = "membership.view_joins"
KEEP_POINTS = "membership.keep_points"
APPROVE = "people.approve"

declare(
    Ability("membership.import_roster", "导入会员花名册", (*STAFF, "window_clerk")),
    Ability("membership.import_employers", "导入企业名录", ("province_admin", "county_admin")),
    Ability("membership.reconcile", "全量核对会员", STAFF),
    Ability(JOIN_VIEW, "查看入会申请和入会码", (*STAFF, "union_viewer", "window_clerk")),
    Ability(KEEP_POINTS, "制作和停用入会码", STAFF),
)

declare_menu(
    MenuItem(
        "desk",
        "membership.joins",
        "入会申请",
        "user-plus",
        "membership:joins",
        ability=JOIN_VIEW,
        group="会员",
        order=31,
        hint="审批、打印申请书和登记表、入会码",
    ),
    MenuItem(
        "portal",
        "membership.own_joins",
        "我的入会申请",
        "user-plus",
        "membership:own_joins",
        group="我的",
        order=12,
    ),
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
