"""Abilities of coverages, and who holds them."""

from zhigong.base.abilities import Ability, declare

STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability("indicators.view", "查看覆盖指标", roles=(*STAFF, "union_viewer", "leader", "auditor")),
    Ability("indicators.view_gap", "查看未覆盖名单", roles=(*STAFF, "union_viewer", "leader")),
    Ability("indicators.export", "导出未覆盖名单", roles=STAFF),
)
