"""会员业务 in the audit: its operations in words."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

MEMBERSHIP = Trail(
    code="membership",
    title=N_("上报与对账"),
    order=55,
    verbs={
        "membership.take_over_unions": N_("按上级的表补录工会"),
        "membership.mark_missing": N_("标记名册中没有的会员"),
        "membership.make_point": N_("制作入会码"),
        "membership.revoke_point": N_("停用入会码"),
        "membership.apply_to_join": N_("申请入会"),
        "membership.ask_for_transfer": N_("本人申请接转会籍"),
        "membership.withdraw_application": N_("撤回入会申请"),
        "membership.approve_applications": N_("批准入会申请"),
        "membership.reject_application": N_("退回入会申请"),
        "membership.remind_of_joins": N_("提醒逾期的入会申请"),
        "membership.tell_joiners": N_("通知入会申请人"),
        "membership.report_up": N_("导出上报表"),
        "membership.compare_with_superior": N_("与上级的表对账"),
    },
    things={
        "membership.joinpoint": N_("入会码"),
        "membership.joinapplication": N_("入会申请"),
    },
    codes={
        "submitted": N_("待审批"),
        "doubled": N_("同证件另有申请"),
        "rejected": N_("未通过"),
        "in_place": N_("代审批件数"),
        "joins": N_("申请件数"),
        "union": N_("工会"),
        "employer": N_("用人单位"),
        "event": N_("集中入会活动"),
        "area": N_("区域工会接收"),
        "point": N_("扫码工会接收"),
    },
)
