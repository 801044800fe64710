"""Abilities of the union tree, and who holds them."""

from zhigong.base.abilities import Ability, declare

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
