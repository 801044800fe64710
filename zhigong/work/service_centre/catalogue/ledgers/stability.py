"""信访稳定台账: petitions, their reviews, and complaints."""

from zhigong.work.service_centre.contract import Ledger

STABILITY = Ledger(
    code="stability",
    title="信访稳定台账",
    purpose="来信来访、复查复核和投诉举报；保密办件只有承办人员看得到，不显示姓名和内容。",
    programmes=("petition", "petition_review", "petition_recheck", "complaint"),
    content="信访事项",
    order=30,
)
