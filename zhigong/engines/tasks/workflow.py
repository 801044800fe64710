"""The way of a task: 交办 → 办理 → 反馈 → 审核 → 办结, and back."""

from zhigong.base.workflow import Move, Workflow
from zhigong.engines.tasks.contract import UNDER_WAY, WITH_OWNER, TaskState
from zhigong.kernel.text import N_

_S = TaskState

TASK = Workflow(
    states=TaskState,
    start=_S.OPEN,
    moves=[
        Move("reply", WITH_OWNER, _S.REPLIED, label=N_("反馈结果")),
        Move("return", (_S.REPLIED,), _S.RETURNED, reason_required=True, label=N_("退回再办")),
        Move("accept", (_S.REPLIED,), _S.DONE, label=N_("审核通过")),
        Move("close", UNDER_WAY, _S.DONE, label=N_("销号")),
        Move("withdraw", UNDER_WAY, _S.WITHDRAWN, reason_required=True, label=N_("撤回")),
    ],
)
