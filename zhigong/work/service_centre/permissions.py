"""The abilities of the service centre, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

OPEN_BOX = "service_centre.open_box"

declare(Ability(OPEN_BOX, "开启监督信箱", ("county_admin", "union_admin"), sensitive=True))

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
        "portal",
        "service_centre.box",
        "监督信箱",
        "shield-lock",
        "service_centre:box",
        group="办事",
        order=27,
        hint="不用登录，不留姓名",
    ),
)
