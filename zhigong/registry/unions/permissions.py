"""Abilities of the union tree, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")
READERS = (*STAFF, "union_viewer", "leader", "window_clerk", "auditor")

declare(
    Ability("unions.view", "查看工会组织", roles=READERS),
    Ability("unions.open", "新建工会组织", roles=("province_admin", "county_admin")),
    Ability("unions.change", "修改工会组织信息", roles=STAFF),
    Ability("unions.declare", "填报申报数", roles=STAFF),
    Ability("unions.move", "调整隶属关系", roles=("province_admin", "county_admin")),
    Ability("unions.end", "合并、拆分与撤销工会", roles=("province_admin", "county_admin")),
    Ability("unions.export", "导出工会组织名单", roles=STAFF),
)

declare_menu(
    MenuItem(
        "desk",
        "unions.tree",
        "组织树",
        "hierarchy-2",
        "unions:tree",
        ability="unions.view",
        group="组织",
        order=20,
        hint="按隶属关系逐级查看",
    ),
    MenuItem(
        "desk",
        "unions.list",
        "工会组织名单",
        "sitemap",
        "unions:list",
        ability="unions.view",
        group="组织",
        order=21,
        hint="查询、导出、批量调整隶属",
    ),
)
