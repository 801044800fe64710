"""审计 in the audit: readings, exports and verifications."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

AUDIT = Trail(
    code="audit",
    title=N_("查看与导出"),
    order=5,
    verbs={
        "audit.open_masked": N_("查看明文"),
        "audit.export_list": N_("导出名单"),
        "audit.verify": N_("校验审计记录"),
    },
    things={"audit.verification": N_("全部审计记录")},
    codes={
        "fields": N_("字段"),
        "title": N_("名单"),
        "ok": N_("完好"),
        "unsealed": N_("待封存"),
        "first_bad": N_("首处异常"),
        "kind": N_("种类"),
        "on": N_("生效日期"),
        "source": N_("来源"),
        "number": N_("编号"),
        "name": N_("名称"),
    },
)
