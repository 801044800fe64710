"""The states of an application to join, and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.workflow import Move, Workflow
from zhigong.kernel.text import N_


class JoinState(models.TextChoices):
    """Where an application to join stands (入会申请)."""

    SUBMITTED = "submitted", _("待审批")
    DOUBLED = "doubled", _("同证件另有申请")
    APPROVED = "approved", _("已入会")
    TRANSFERRING = "transferring", _("已转为会籍接转")
    REJECTED = "rejected", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_JOIN_STATES = (JoinState.SUBMITTED, JoinState.DOUBLED)

_S = JoinState
JOINING = Workflow(
    states=JoinState,
    start=OPEN_JOIN_STATES,
    moves=[
        Move("approve", (_S.SUBMITTED,), _S.APPROVED, label=N_("批准入会")),
        Move("transfer", (_S.SUBMITTED,), _S.TRANSFERRING, label=N_("转为会籍接转")),
        Move("promote", (_S.DOUBLED,), _S.SUBMITTED, label=N_("继续审批")),
        Move("reject", OPEN_JOIN_STATES, _S.REJECTED, reason_required=True, label=N_("不予批准")),
        Move("withdraw", OPEN_JOIN_STATES, _S.WITHDRAWN, label=N_("撤回申请")),
    ],
)
