"""数据导入 in the audit: its operations in words."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

EXCHANGE = Trail(
    code="exchange",
    title=N_("数据导入"),
    order=50,
    verbs={
        "exchange.open_batch": N_("上传导入文件"),
        "exchange.commit_batch": N_("确认导入"),
        "exchange.roll_back_batch": N_("撤回导入"),
        "exchange.discard_batch": N_("放弃导入"),
    },
    things={"exchange.importbatch": N_("导入批次")},
    codes={
        "mode": N_("方式"),
        "incremental": N_("增量导入"),
        "reconcile": N_("全量核对"),
        "roster": N_("会员花名册"),
        "employers": N_("企业名录"),
        "undone": N_("已撤回"),
        "sha256": N_("文件摘要"),
        "create": N_("新增"),
        "update": N_("更新"),
        "transfer": N_("转入"),
        "skip": N_("不变"),
    },
)
