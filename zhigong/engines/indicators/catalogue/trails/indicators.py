"""覆盖指标 in the audit: its operations in words."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

INDICATORS = Trail(
    code="indicators",
    title=N_("覆盖指标"),
    order=80,
    verbs={"indicators.repair_facts": N_("重算并修正指标")},
    things={"indicators.fact": N_("指标数据")},
)
