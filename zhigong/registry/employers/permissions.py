"""Abilities of the employer register, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")
READERS = (*STAFF, "union_viewer", "leader", "window_clerk", "auditor")

declare(
    Ability("employers.view", "查看用人单位", roles=READERS),
    Ability("employers.open", "登记用人单位", roles=STAFF),
    Ability("employers.change", "修改用人单位信息", roles=STAFF),
    Ability("employers.affiliate", "登记单位由哪个工会覆盖", roles=STAFF),
    Ability("employers.merge_register", "按名录更新单位", roles=("province_admin", "county_admin")),
)

declare_menu(
    MenuItem(
        "desk",
        "employers.list",
        "用人单位",
        "building",
        "employers:list",
        ability="employers.view",
        group="组织",
        order=22,
        hint="有工会和未建会的单位",
    ),
)
