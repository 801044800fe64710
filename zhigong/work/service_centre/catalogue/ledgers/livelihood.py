"""民生诉求台账: what workers ask, want and propose."""

from zhigong.work.service_centre.contract import Ledger

LIVELIHOOD = Ledger(
    code="livelihood",
    title="民生诉求台账",
    purpose="职工诉求、意见建议和咨询，件件有落实、事事有回音。",
    programmes=("appeal", "suggestion", "policy_advice", "legal_advice"),
    content="诉求内容",
    order=20,
)
