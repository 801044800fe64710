"""系统设置 in the audit: what an installation sets for all apps."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

TRAIL = Trail(
    code="base",
    title=N_("系统设置"),
    verbs={"base.load_holidays": N_("登记节假日安排")},
    things={"base.setting": N_("设置")},
    codes={"place": N_("地区")},
)
