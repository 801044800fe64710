"""困难帮扶台账: what was asked for and given in hardship and at the turns of life."""

from zhigong.work.service_centre.contract import Ledger

HARDSHIP = Ledger(
    code="hardship",
    title="困难帮扶台账",
    purpose="临时补助和慰问的申请、审批和发放，一件一行。",
    programmes=(
        "hardship_grant",
        "hospital_visit",
        "funeral_visit",
        "family_event",
        "retirement_farewell",
        "training_subsidy",
    ),
    content="困难情况",
    has_amounts=True,
    order=10,
)
