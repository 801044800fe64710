"""Every write of cases."""

from zhigong.engines.cases.operations.aftercare import (
    CalledBackAlready,
    HandledIt,
    record_call,
    why_no_call,
)
from zhigong.engines.cases.operations.batches import Outcome, decide_steps
from zhigong.engines.cases.operations.closing import rate_case, reopen_case
from zhigong.engines.cases.operations.deciding import (
    ConflictOfInterest,
    NotYourStep,
    Seal,
    StepDecidedAlready,
    decide_step,
    decisions_for,
    why_not,
)
from zhigong.engines.cases.operations.declaring import declare_relative, end_relative
from zhigong.engines.cases.operations.drafting import discard_draft, save_draft
from zhigong.engines.cases.operations.extending import extend_step
from zhigong.engines.cases.operations.glass import break_glass
from zhigong.engines.cases.operations.moving import (
    dispatch_down,
    escalate,
    refuse_transfer,
    supervise_step,
    transfer_step,
)
from zhigong.engines.cases.operations.opening import (
    CaseUnderWay,
    NotForYou,
    PapersMissing,
    add_file,
    add_paper,
    open_case,
)
from zhigong.engines.cases.operations.own import resubmit_case, urge_case, withdraw_case
from zhigong.engines.cases.operations.publicity import (
    close_due_publicity,
    object_to_case,
    settle_objection,
)
from zhigong.engines.cases.operations.reminding import remind_of_limits
from zhigong.engines.cases.operations.revealing import OPENS
from zhigong.engines.cases.operations.sweeping import keep_loose, sweep_given_up

__all__ = [
    "OPENS",
    "CalledBackAlready",
    "CaseUnderWay",
    "ConflictOfInterest",
    "HandledIt",
    "NotForYou",
    "NotYourStep",
    "Outcome",
    "PapersMissing",
    "Seal",
    "StepDecidedAlready",
    "add_file",
    "add_paper",
    "break_glass",
    "close_due_publicity",
    "decide_step",
    "decide_steps",
    "decisions_for",
    "declare_relative",
    "discard_draft",
    "dispatch_down",
    "end_relative",
    "escalate",
    "extend_step",
    "keep_loose",
    "object_to_case",
    "open_case",
    "rate_case",
    "record_call",
    "refuse_transfer",
    "remind_of_limits",
    "reopen_case",
    "resubmit_case",
    "save_draft",
    "settle_objection",
    "supervise_step",
    "sweep_given_up",
    "transfer_step",
    "urge_case",
    "why_no_call",
    "why_not",
    "withdraw_case",
]
