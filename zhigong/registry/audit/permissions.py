"""Abilities of the audit."""

from zhigong.base.abilities import Ability, declare

declare(
    Ability("audit.view", "查看审计记录", roles=("auditor", "security_officer")),
    Ability("audit.seal", "核验与导出审计封存", roles=("auditor",)),
)
