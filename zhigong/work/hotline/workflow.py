"""The chain of a ticket: 派单 → 签收 → 联系 → 办理 → 回访 → 质检 → 办结, and its ways back."""

from zhigong.base.workflow import Move, Workflow
from zhigong.kernel.text import N_
from zhigong.work.hotline.contract import WAITING_STATES, TicketState

_S = TicketState
_BEFORE_ANSWER = (_S.DISPATCH, _S.SIGN, _S.CONTACT, _S.HANDLE)

TICKET = Workflow(
    states=TicketState,
    start=(_S.DISPATCH, _S.CLOSED),
    moves=[
        Move("dispatch", _BEFORE_ANSWER, _S.SIGN, label=N_("派单")),
        Move("keep", (_S.DISPATCH,), _S.CONTACT, label=N_("本级办理")),
        Move("sign", (_S.SIGN,), _S.CONTACT, label=N_("签收")),
        Move("turn_back", (_S.SIGN,), _S.DISPATCH, label=N_("退单")),
        Move("reach", (_S.CONTACT,), _S.HANDLE, label=N_("登记联系情况")),
        Move("feed_back", (_S.HANDLE,), _S.CALL_BACK, label=N_("反馈")),
        Move("raise", (_S.CONTACT, _S.HANDLE, _S.CALL_BACK), _S.DISPATCH, label=N_("提级")),
        Move("redo", (_S.CALL_BACK, _S.CHECK), _S.HANDLE, label=N_("退回重办")),
        Move("check", (_S.CALL_BACK,), _S.CHECK, label=N_("送质检")),
        Move("close", (_S.CALL_BACK, _S.CHECK), _S.CLOSED, label=N_("办结")),
        Move("merge", _BEFORE_ANSWER, _S.MERGED, label=N_("并单")),
        Move("withdraw", WAITING_STATES, _S.WITHDRAWN, label=N_("撤回")),
        Move("reopen", (_S.CLOSED,), _S.DISPATCH, label=N_("重新办理")),
    ],
)
