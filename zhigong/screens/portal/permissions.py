"""The tabs at the bottom of the phone."""

from zhigong.base.navigation import MenuItem, declare_menu

TABS = "底部"
GUIDES = "办事指南"

declare_menu(
    MenuItem("portal", "home", "首页", "home", "portal:home", group=TABS, order=1),
    MenuItem("portal", "services", "办事", "layout-grid", "portal:services", group=TABS, order=2),
    MenuItem("portal", "events", "活动", "calendar-event", "portal:events", group=TABS, order=3),
    MenuItem("portal", "me", "我的", "user", "portal:me", group=TABS, order=4),
    MenuItem(
        "portal",
        "joining",
        "怎样入会",
        "user-plus",
        "portal:joining",
        group=GUIDES,
        order=800,
        hint="谁可以加入，怎么申请",
    ),
    MenuItem(
        "portal",
        "moving",
        "换了单位",
        "arrows-exchange",
        "portal:moving",
        group=GUIDES,
        order=810,
        hint="会籍怎样跟着走",
    ),
)
