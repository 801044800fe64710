"""The abilities of windows, duty and reception, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

VIEW = "reception.view"
SERVE = "reception.serve"
MANAGE = "reception.manage"

STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability(VIEW, "查看窗口、值班和接待", (*STAFF, "union_viewer", "leader", "window_clerk")),
    Ability(SERVE, "窗口叫号、代取号", (*STAFF, "window_clerk")),
    Ability(MANAGE, "设置大厅窗口、排班和接待日", STAFF),
)

GROUP = "窗口接待"

declare_menu(
    MenuItem(
        "desk",
        "reception.windows",
        "窗口叫号",
        "speakerphone",
        "reception:windows",
        ability=SERVE,
        group=GROUP,
        order=50,
        hint="叫号、登记和代取号",
    ),
    MenuItem(
        "desk",
        "reception.tickets",
        "排队记录",
        "ticket",
        "reception:tickets",
        ability=VIEW,
        group=GROUP,
        order=51,
        hint="取号、等候和办理时间",
    ),
    MenuItem(
        "desk",
        "reception.figures",
        "等候统计",
        "chart-histogram",
        "reception:figures",
        ability=VIEW,
        group=GROUP,
        order=55,
        hint="等候时长、各窗口办理量",
    ),
    MenuItem(
        "desk",
        "reception.roster",
        "值班排班",
        "calendar-event",
        "reception:rosters",
        ability=VIEW,
        group=GROUP,
        order=52,
        hint="律师、咨询师、志愿者坐班",
    ),
    MenuItem(
        "portal",
        "reception.on_duty",
        "谁在值班",
        "user-heart",
        "reception:on_duty",
        group="办事",
        order=23,
        hint="律师、咨询师、志愿者坐班时间",
    ),
    MenuItem(
        "kiosk",
        "reception.kiosk_duty",
        "谁在值班",
        "user-heart",
        "reception:kiosk_duty",
        order=40,
        hint="律师、咨询师、志愿者",
    ),
    MenuItem(
        "desk",
        "reception.receptions",
        "接待日",
        "calendar-time",
        "reception:receptions",
        ability=MANAGE,
        group=GROUP,
        order=53,
        hint="主席信访接待日、预约和记录",
    ),
    MenuItem(
        "portal",
        "reception.open_receptions",
        "主席接待日",
        "messages",
        "reception:open_receptions",
        group="办事",
        order=24,
        hint="当面反映情况，先预约",
    ),
    MenuItem(
        "desk",
        "reception.teams",
        "专家团队",
        "users-group",
        "reception:teams",
        ability=MANAGE,
        group=GROUP,
        order=54,
        hint="三师团队、分给他们的办件",
    ),
    MenuItem(
        "desk",
        "reception.halls",
        "大厅和窗口",
        "building-community",
        "reception:halls",
        ability=MANAGE,
        group=GROUP,
        order=56,
        hint="开放时间、事项分组、窗口",
    ),
    MenuItem(
        "portal",
        "reception.open_halls",
        "预约取号",
        "ticket",
        "reception:open_halls",
        group="办事",
        order=22,
        hint="服务大厅、开放时间、排队人数",
    ),
    MenuItem(
        "kiosk",
        "reception.take",
        "取号",
        "ticket",
        "reception:kiosk",
        order=10,
        hint="到窗口办事，先取号",
    ),
)
