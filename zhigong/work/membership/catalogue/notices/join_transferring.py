"""Somebody who applied to join is a member elsewhere and was accepted from there."""

from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

JOIN_TRANSFERRING = Notice(
    code="join_transferring",
    title=N_("入会申请已转为会籍接转"),
    text=N_("您的入会申请（编号尾号{tail}）已受理，会籍正在从原工会接转，登录后查看进度。"),
    channels=("sms", "wechat"),
)
