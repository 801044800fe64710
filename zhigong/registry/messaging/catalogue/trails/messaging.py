"""消息 in the audit: its operations in words."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

MESSAGING = Trail(
    code="messaging",
    title=N_("消息"),
    order=70,
    verbs={
        "messaging.notify": N_("发送消息"),
        "messaging.tell_address": N_("答复来信地址"),
        "messaging.retry": N_("重新发送消息"),
        "messaging.read": N_("阅读消息"),
        "messaging.bind_address": N_("绑定或解绑接收渠道"),
    },
    things={"messaging.message": N_("消息"), "messaging.delivery": N_("消息发送")},
    codes={"notice": N_("通知种类"), "channel": N_("渠道"), "bound": N_("已绑定")},
)
