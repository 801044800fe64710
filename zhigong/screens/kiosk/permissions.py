"""Who keeps the hall screens; what is on them comes from the apps."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

MANAGE = "kiosk.manage"

declare(Ability(MANAGE, "登记和停用自助终端", ("province_admin", "county_admin", "union_admin")))

declare_menu(
    MenuItem(
        "desk",
        "kiosk.list",
        "自助终端",
        "device-desktop",
        "kiosks:list",
        ability=MANAGE,
        group="窗口接待",
        order=57,
        hint="大厅终端的登记、在线和停用",
    )
)
