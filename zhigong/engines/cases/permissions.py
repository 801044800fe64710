"""The abilities of cases, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")
COMPOSERS = ("province_admin", "county_admin")
DECIDERS = ("province_admin", "county_admin", "union_admin")

declare(
    Ability("cases.view", "查看办件", (*STAFF, "union_viewer", "leader", "window_clerk")),
    Ability("cases.register", "代职工登记办件", (*STAFF, "window_clerk")),
    Ability("cases.handle", "审核、办理、退回补正", (*STAFF, "window_clerk")),
    Ability("cases.decide", "审批、不予批准", DECIDERS),
    Ability("cases.move", "转办、提级和下派办件", STAFF),
    Ability("cases.supervise", "督办", ("province_admin", "county_admin")),
    Ability("programmes.compose", "编制服务事项", COMPOSERS),
    Ability("programmes.publish", "发布、停办服务事项", COMPOSERS),
    Ability("cases.confidential", "办理保密办件", ("county_admin",), sensitive=True),
)

declare_menu(
    MenuItem(
        "desk",
        "cases.inbox",
        "待办件",
        "inbox",
        "cases:inbox",
        ability="cases.handle",
        group="办件",
        order=20,
        hint="审核、审批和办理",
    ),
    MenuItem(
        "desk",
        "cases.all",
        "办件查询",
        "folder",
        "cases:list",
        ability="cases.view",
        group="办件",
        order=21,
        hint="范围内的全部办件",
    ),
    MenuItem(
        "desk",
        "cases.register",
        "登记办件",
        "pencil",
        "cases:register",
        ability="cases.register",
        group="办件",
        order=22,
        hint="窗口、来电、来信、走访",
    ),
    MenuItem(
        "desk",
        "cases.compose",
        "事项编制",
        "puzzle",
        "cases:compose",
        ability="programmes.compose",
        group="办件",
        order=28,
        hint="自己做一个服务事项，发布给本区县职工",
    ),
    MenuItem(
        "portal",
        "cases.services",
        "服务清单",
        "list-details",
        "cases:services",
        group="办事",
        order=20,
        hint="可以办理的全部事项",
    ),
    MenuItem(
        "portal",
        "cases.mine",
        "我的办件",
        "folder",
        "cases:mine",
        group="办事",
        order=21,
        member=True,
        hint="进度、补正、评价",
    ),
    MenuItem(
        "portal",
        "cases.ask",
        "办件查询",
        "search",
        "cases:ask",
        group="办事",
        order=22,
        hint="不用登录，凭编号和手机号查进度",
    ),
    MenuItem(
        "kiosk",
        "cases.kiosk_services",
        "我要办事",
        "list-details",
        "cases:kiosk_services",
        order=10,
        hint="全部服务事项，在这里开始申请",
    ),
    MenuItem(
        "kiosk",
        "cases.kiosk_ask",
        "查办件进度",
        "search",
        "cases:kiosk_ask",
        order=20,
        hint="凭编号和手机号，或扫回执上的码",
    ),
)
