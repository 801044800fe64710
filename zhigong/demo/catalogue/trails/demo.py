"""演示数据 in the audit: its operation in words."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

DEMO = Trail(code="demo", title=N_("演示数据"), order=95, verbs={"demo.load": N_("生成演示数据")})
