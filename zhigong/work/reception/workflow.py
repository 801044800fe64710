"""The states of numbers and appointments, and the moves between them."""

from zhigong.base.workflow import Move, Workflow
from zhigong.kernel.text import N_
from zhigong.work.reception.contract import AppointmentState, TicketState

_T = TicketState

# Who may make a move is asked by the pages, at the hall.
TICKET = Workflow(
    states=TicketState,
    start=(_T.BOOKED, _T.WAITING),
    moves=[
        Move("check_in", (_T.BOOKED,), _T.WAITING, label=N_("签到")),
        Move("call", (_T.WAITING,), _T.CALLED, label=N_("叫号")),
        Move("pass_over", (_T.CALLED,), _T.WAITING, label=N_("过号")),
        Move("send_on", (_T.CALLED,), _T.WAITING, label=N_("转窗口")),
        Move("give_up", (_T.CALLED,), _T.LEFT, label=N_("放弃叫号")),
        Move("finish", (_T.CALLED,), _T.DONE, label=N_("办结")),
        Move("cancel", (_T.BOOKED, _T.WAITING), _T.CANCELLED, label=N_("取消")),
        Move("expire", (_T.BOOKED, _T.WAITING), _T.EXPIRED, label=N_("作废")),
    ],
)

_A = AppointmentState

APPOINTMENT = Workflow(
    states=AppointmentState,
    start=_A.BOOKED,
    moves=[
        Move("receive", (_A.BOOKED,), _A.RECEIVED, label=N_("登记接待")),
        Move("miss", (_A.BOOKED,), _A.MISSED, label=N_("登记未到")),
        Move("cancel", (_A.BOOKED,), _A.CANCELLED, label=N_("取消")),
    ],
)
