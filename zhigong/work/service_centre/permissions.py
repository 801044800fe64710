"""The abilities of the service centre, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

OPEN_BOX = "service_centre.open_box"

VIEW = "service_centre.view"
KEEP_STATIONS = "service_centre.keep_stations"
GIVE = "service_centre.give"
KEEP_GROUPS = "service_centre.keep_groups"
EXTEND = "service_centre.extend_petition"
STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability(OPEN_BOX, "开启监督信箱", ("county_admin", "union_admin"), sensitive=True),
    Ability(VIEW, "查看诉求站、台账和服务统计", (*STAFF, "union_viewer", "leader")),
    Ability(GIVE, "登记慰问金额、制作签收表", STAFF),
    Ability(KEEP_GROUPS, "登记群体诉求档案和走访", STAFF),
    Ability(EXTEND, "批准信访事项延期", ("province_admin", "county_admin", "leader")),
    Ability(KEEP_STATIONS, "登记员工诉求中心（站）", STAFF),
)

declare_menu(
    MenuItem(
        "desk",
        "service_centre.letters",
        "监督信箱",
        "shield-lock",
        "service_centre:letters",
        ability=OPEN_BOX,
        group="诉求信访",
        order=41,
        hint="匿名来信、答复和开箱记录",
    ),
    MenuItem(
        "desk",
        "service_centre.stations",
        "员工诉求站",
        "building-community",
        "service_centre:stations",
        ability=VIEW,
        group="诉求信访",
        order=42,
        hint="诉求中心和工作站、站内办件",
    ),
    MenuItem(
        "desk",
        "service_centre.petitions",
        "信访事项",
        "letter-case",
        "service_centre:petitions",
        ability="cases.view",
        group="诉求信访",
        order=40,
        hint="法定期限、延期、复查复核和文书",
    ),
    MenuItem(
        "desk",
        "service_centre.ledgers",
        "三本台账",
        "book",
        "service_centre:ledgers",
        ability=VIEW,
        group="统计",
        order=190,
        hint="困难帮扶、民生诉求、信访稳定",
    ),
    MenuItem(
        "desk",
        "service_centre.gifts",
        "慰问发放",
        "gift",
        "service_centre:gifts",
        ability=VIEW,
        group="办件",
        order=15,
        hint="金额、签收表和归档照片",
    ),
    MenuItem(
        "desk",
        "service_centre.statistics",
        "服务统计",
        "chart-bar",
        "service_centre:statistics",
        ability=VIEW,
        group="统计",
        order=191,
        hint="收到、按时办结、评价，按事项和工会",
    ),
    MenuItem(
        "desk",
        "service_centre.groups",
        "群体诉求和走访",
        "users-group",
        "service_centre:group_files",
        ability=VIEW,
        group="诉求信访",
        order=43,
        hint="历史遗留问题、群体诉求、走访意见",
    ),
    MenuItem(
        "portal",
        "service_centre.box",
        "监督信箱",
        "shield-lock",
        "service_centre:box",
        group="办事",
        order=27,
        hint="不用登录，不留姓名",
    ),
    MenuItem(
        "portal",
        "service_centre.station",
        "员工诉求站",
        "building-community",
        "service_centre:own_stations",
        group="办事",
        order=26,
        member=True,
        hint="向本单位的诉求中心提诉求",
    ),
    MenuItem(
        "portal",
        "service_centre.ratings",
        "服务评价公开",
        "star",
        "service_centre:ratings",
        group="办事",
        order=28,
        hint="职工怎样评价工会的服务",
    ),
)
