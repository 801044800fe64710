"""Abilities of coverages, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability("indicators.view", "查看覆盖指标", roles=(*STAFF, "union_viewer", "leader", "auditor")),
    Ability("indicators.view_gap", "查看未覆盖名单", roles=(*STAFF, "union_viewer", "leader")),
    Ability("indicators.export", "导出未覆盖名单", roles=STAFF),
)

declare_menu(
    MenuItem(
        "cockpit",
        "coverage",
        "覆盖",
        "chart-bar",
        "indicators:board",
        ability="indicators.view",
        order=10,
    ),
    MenuItem(
        "desk",
        "coverage",
        "覆盖与缺口",
        "chart-bar",
        "indicators:overview",
        ability="indicators.view",
        group="统计",
        order=200,
    ),
)
