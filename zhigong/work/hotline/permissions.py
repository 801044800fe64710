"""The abilities of the hotline, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")
LEADING = ("province_admin", "county_admin")
SEATS = (*LEADING, "window_clerk")

VIEW, TAKE, DISPATCH, HANDLE = "hotline.view", "hotline.take", "hotline.dispatch", "hotline.handle"
CALL_BACK, CHECK, SECRET = "hotline.call_back", "hotline.check", "hotline.secret"
CALLER, KNOW, SETTLE = "hotline.caller", "hotline.edit_articles", "hotline.settle"
EXCHANGE = "hotline.exchange"

declare(
    Ability(VIEW, "查看热线工单", (*STAFF, "union_viewer", "leader", "window_clerk")),
    Ability(TAKE, "接听热线、登记工单", SEATS),
    Ability(DISPATCH, "派单、并单、审批延期", STAFF),
    Ability(HANDLE, "签收、联系、办理、退单", STAFF),
    Ability(CALL_BACK, "热线回访", SEATS),
    Ability(CHECK, "热线质检", LEADING),
    Ability(SECRET, "办理保密工单", (*STAFF, "window_clerk"), sensitive=True),
    Ability(CALLER, "查看保密工单来电人", SEATS, sensitive=True),
    Ability(KNOW, "维护热线知识库", LEADING),
    Ability(SETTLE, "设置热线办理规则", LEADING),
    Ability(EXCHANGE, "导入外部热线工单、导出答复", LEADING),
)

declare_menu(
    MenuItem(
        "desk",
        "hotline.seat",
        "接听坐席",
        "headset",
        "hotline:seat",
        ability=TAKE,
        group="12351 热线",
        order=60,
        hint="来电人、知识库、登记工单",
    ),
    MenuItem(
        "desk",
        "hotline.tickets",
        "热线工单",
        "phone",
        "hotline:tickets",
        ability=VIEW,
        group="12351 热线",
        order=61,
        hint="派单、签收、联系、办理、回访、质检",
    ),
    MenuItem(
        "desk",
        "hotline.articles",
        "热线知识库",
        "book",
        "hotline:articles",
        ability=VIEW,
        group="12351 热线",
        order=62,
        hint="答复口径、依据和复核日期",
    ),
    MenuItem(
        "desk",
        "hotline.figures",
        "热线统计",
        "report-analytics",
        "hotline:figures",
        ability=VIEW,
        group="12351 热线",
        order=63,
        hint="按时率、满意率、重办率",
    ),
    MenuItem(
        "desk",
        "hotline.outside",
        "外部工单",
        "file-import",
        "hotline:outside",
        ability=EXCHANGE,
        group="12351 热线",
        order=64,
        hint="导入外部热线工单、导出答复",
    ),
)
