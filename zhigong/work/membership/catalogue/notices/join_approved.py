"""Somebody who applied to join is a member now."""

from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

JOIN_APPROVED = Notice(
    code="join_approved",
    title=N_("欢迎加入工会"),
    text=N_("您的入会申请（编号尾号{tail}）已批准，登录后可出示电子会员证。"),
    channels=("sms", "wechat"),
)
