"""An application to join was refused; the reason stands on its page."""

from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

JOIN_REJECTED = Notice(
    code="join_rejected",
    title=N_("入会申请需要补正"),
    text=N_("您的入会申请（编号尾号{tail}）未通过，登录后查看原因，补正后可重新申请。"),
    channels=("sms", "wechat"),
)
