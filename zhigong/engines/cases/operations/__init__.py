"""Every write of cases."""

from zhigong.engines.cases.operations.batches import Outcome, decide_steps
from zhigong.engines.cases.operations.closing import rate_case, reopen_case
from zhigong.engines.cases.operations.deciding import (
    ConflictOfInterest,
    NotYourStep,
    StepDecidedAlready,
    decide_step,
    decisions_for,
    why_not,
)
from zhigong.engines.cases.operations.drafting import discard_draft, save_draft
from zhigong.engines.cases.operations.moving import (
    dispatch_down,
    escalate,
    supervise_step,
    transfer_step,
)
from zhigong.engines.cases.operations.opening import (
    CaseUnderWay,
    NotForYou,
    PapersMissing,
    add_paper,
    open_case,
)
from zhigong.engines.cases.operations.own import resubmit_case, urge_case, withdraw_case
from zhigong.engines.cases.operations.publicity import (
    close_due_publicity,
    object_to_case,
    settle_objection,
)

__all__ = [
    "CaseUnderWay",
    "ConflictOfInterest",
    "NotForYou",
    "NotYourStep",
    "Outcome",
    "PapersMissing",
    "StepDecidedAlready",
    "add_paper",
    "close_due_publicity",
    "decide_step",
    "decide_steps",
    "decisions_for",
    "discard_draft",
    "dispatch_down",
    "escalate",
    "object_to_case",
    "open_case",
    "rate_case",
    "reopen_case",
    "resubmit_case",
    "save_draft",
    "settle_objection",
    "supervise_step",
    "transfer_step",
    "urge_case",
    "why_not",
    "withdraw_case",
]
