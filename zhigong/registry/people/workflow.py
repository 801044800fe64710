"""The states of a membership and of a transfer, and the moves between them."""

from zhigong.base.workflow import Move, Workflow
from zhigong.kernel.text import N_
from zhigong.registry.people.contract import (
    OPEN_TRANSFER_STATES,
    MembershipState,
    TransferState,
)

_S = MembershipState

# Abilities are checked by the operations, at the union concerned; "restore" is rules.md 1.4,
# 保留 → 在籍, and the moves to TRANSFERRING and back belong to the transfer below.
MEMBERSHIP = Workflow(
    states=MembershipState,
    start=(_S.PENDING, _S.ACTIVE),
    moves=[
        Move("approve", (_S.PENDING,), _S.ACTIVE, label=N_("批准入会")),
        Move("refuse", (_S.PENDING,), _S.LEFT, reason_required=True, label=N_("不予批准")),
        Move("retain", (_S.ACTIVE,), _S.RETAINED, label=N_("保留会籍")),
        Move("restore", (_S.RETAINED,), _S.ACTIVE, label=N_("恢复会籍")),
        Move("leave", (_S.ACTIVE, _S.RETAINED), _S.LEFT, label=N_("办理退会")),
        Move(
            "leave_automatically",
            (_S.ACTIVE,),
            _S.LEFT_AUTOMATICALLY,
            reason_required=True,
            label=N_("认定自动退会"),
        ),
        Move(
            "expel",
            (_S.ACTIVE, _S.RETAINED),
            _S.EXPELLED,
            reason_required=True,
            label=N_("开除会籍"),
        ),
        Move(
            "die",
            (_S.PENDING, _S.ACTIVE, _S.RETAINED, _S.TRANSFERRING),
            _S.DECEASED,
            label=N_("登记去世"),
        ),
        Move("pass_on", (_S.PENDING,), _S.LEFT, label=N_("随接转撤销申请")),
        Move("start_transfer", (_S.ACTIVE, _S.RETAINED), _S.TRANSFERRING, label=N_("开始接转")),
        Move("stop_transfer", (_S.TRANSFERRING,), _S.ACTIVE, label=N_("停止接转")),
        Move("stop_transfer_retained", (_S.TRANSFERRING,), _S.RETAINED, label=N_("停止接转")),
        Move("transfer", (_S.TRANSFERRING,), _S.TRANSFERRED, label=N_("转出")),
    ],
)

_T = TransferState
TRANSFER = Workflow(
    states=TransferState,
    start=_T.OFFERED,
    moves=[
        Move("accept", (_T.OFFERED,), _T.ACCEPTED, label=N_("接收")),
        Move("object", (_T.ACCEPTED,), _T.OBJECTED, reason_required=True, label=N_("提出异议")),
        Move("complete", (_T.ACCEPTED,), _T.COMPLETED, label=N_("完成接转")),
        Move("withdraw", OPEN_TRANSFER_STATES, _T.WITHDRAWN, label=N_("撤回")),
        Move("uphold", (_T.OBJECTED,), _T.DECIDED, reason_required=True, label=N_("支持异议")),
        Move("overrule", (_T.OBJECTED,), _T.COMPLETED, reason_required=True, label=N_("驳回异议")),
    ],
)
