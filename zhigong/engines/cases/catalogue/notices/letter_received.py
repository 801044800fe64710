"""Tells who wrote by mail that it arrived; the address is the mail's own."""

from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

LETTER_RECEIVED = Notice(
    code="letter_received",
    title=N_("来信已收到"),
    text=N_(
        "您的来信《{subject}》已收到，{union}会尽快登记办理。急事请拨打 12351。"
        "本邮件自动发出，请勿回复。"
    ),
    channels=("email",),
    in_inbox=False,
)
