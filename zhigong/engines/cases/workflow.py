"""The states of a case, of its steps and of a composed programme, and the moves between them."""

from zhigong.base.workflow import Move, Workflow
from zhigong.engines.cases.contract import OPEN_STATES, CaseState, ComposedState, StepState
from zhigong.kernel.text import N_

_C = CaseState

# Who may make a move is asked by the operations, at the union of the step.
CASE = Workflow(
    states=CaseState,
    start=_C.HANDLING,
    moves=[
        Move("pass_on", (_C.HANDLING, _C.PUBLICISED), _C.HANDLING, label=N_("进入下一环节")),
        Move("publicise", (_C.HANDLING,), _C.PUBLICISED, label=N_("开始公示")),
        Move("return", (_C.HANDLING,), _C.RETURNED, reason_required=True, label=N_("退回补正")),
        Move("resubmit", (_C.RETURNED,), _C.HANDLING, label=N_("补正后重新提交")),
        Move("finish", (_C.HANDLING, _C.PUBLICISED), _C.DONE, label=N_("办结")),
        Move(
            "refuse",
            (_C.HANDLING, _C.PUBLICISED),
            _C.REFUSED,
            reason_required=True,
            label=N_("不予批准"),
        ),
        Move(
            "not_accept",
            (_C.HANDLING,),
            _C.NOT_ACCEPTED,
            reason_required=True,
            label=N_("不予受理"),
        ),
        Move("withdraw", OPEN_STATES, _C.WITHDRAWN, label=N_("撤回")),
        Move("end", OPEN_STATES, _C.ENDED, reason_required=True, label=N_("终止")),
        Move("reopen", (_C.DONE,), _C.HANDLING, reason_required=True, label=N_("重新办理")),
    ],
)

_S = StepState
STEP = Workflow(
    states=StepState,
    start=_S.WAITING,
    moves=[
        Move("pass", (_S.WAITING,), _S.DONE, label=N_("办理")),
        Move("return", (_S.WAITING,), _S.RETURNED, reason_required=True, label=N_("退回补正")),
        Move("move", (_S.WAITING,), _S.MOVED, reason_required=True, label=N_("转办")),
        Move("cancel", (_S.WAITING,), _S.CANCELLED, label=N_("取消")),
    ],
)

_P = ComposedState
COMPOSED = Workflow(
    states=ComposedState,
    start=_P.DRAFT,
    moves=[
        Move("publish", (_P.DRAFT, _P.OPEN, _P.CLOSED), _P.OPEN, label=N_("发布")),
        Move("close", (_P.OPEN,), _P.CLOSED, reason_required=True, label=N_("停办")),
    ],
)
