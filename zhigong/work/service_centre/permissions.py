"""The abilities of the service centre, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

OPEN_BOX = "service_centre.open_box"

VIEW = "service_centre.view"
KEEP_STATIONS = "service_centre.keep_stations"
STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability(OPEN_BOX, "开启监督信箱", ("county_admin", "union_admin"), sensitive=True),
    Ability(VIEW, "查看诉求站、台账和服务统计", (*STAFF, "union_viewer", "leader")),
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
        group="办件",
        order=27,
        hint="匿名来信、答复和开箱记录",
    ),
    MenuItem(
        "desk",
        "service_centre.stations",
        "员工诉求站",
        "building-community",
        "service_centre:stations",
        ability=VIEW,
        group="办件",
        order=28,
        hint="诉求中心和工作站、站内办件",
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
