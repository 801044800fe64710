"""The code by which somebody lets another act for her; sent to a phone, never into an inbox."""

from zhigong.kernel.text import N_
from zhigong.registry.accounts.contract import CODE_LIVES
from zhigong.registry.messaging.contract import Notice

CONSENT_CODE_NOTICE = Notice(
    code="consent_code",
    title=N_("代办授权码"),
    text=N_(
        "有人申请替您办理工会事项，同意的请把授权码{code}告诉对方，5分钟内有效。没有委托他人的请勿提供。"
    ),
    channels=("sms",),
    in_inbox=False,
    valid_for=CODE_LIVES,
    is_secret=True,
)
