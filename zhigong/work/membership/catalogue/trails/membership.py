"""会籍业务 in the audit: its operations in words."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

MEMBERSHIP = Trail(
    code="membership",
    title=N_("上报与对账"),
    order=55,
    verbs={
        "membership.take_over_unions": N_("按上级的表补录工会"),
        "membership.mark_missing": N_("标记名册中没有的会员"),
        "membership.report_up": N_("导出上报表"),
        "membership.compare_with_superior": N_("与上级的表对账"),
    },
)
