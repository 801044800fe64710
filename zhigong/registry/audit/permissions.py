"""Abilities of the audit, and its entry in the menu."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

declare(
    Ability("audit.view", "查看审计记录", roles=("auditor", "security_officer")),
    Ability("audit.seal", "核验与导出审计封存", roles=("auditor",)),
)

declare_menu(
    MenuItem(
        "desk",
        "audit",
        "操作审计",
        "history",
        "audit:list",
        ability="audit.view",
        group="安全管理",
        order=900,
        hint="谁在什么时候做了什么",
    ),
)
