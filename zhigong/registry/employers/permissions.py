"""Abilities of the employer register, and who holds them."""

from zhigong.base.abilities import Ability, declare

STAFF = ("province_admin", "county_admin", "union_admin")
READERS = (*STAFF, "union_viewer", "leader", "window_clerk", "auditor")

declare(
    Ability("employers.view", "查看用人单位", roles=READERS),
    Ability("employers.open", "登记用人单位", roles=STAFF),
    Ability("employers.change", "修改用人单位信息", roles=STAFF),
    Ability("employers.affiliate", "登记单位由哪个工会覆盖", roles=STAFF),
    Ability("employers.merge_register", "导入企业名录", roles=("province_admin", "county_admin")),
)
