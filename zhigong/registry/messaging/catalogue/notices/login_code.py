"""The code with which somebody logs in; sent to a phone, never into an inbox."""

from zhigong.kernel.text import N_
from zhigong.registry.accounts.contract import CODE_LIVES
from zhigong.registry.messaging.contract import Notice

LOGIN_CODE_NOTICE = Notice(
    code="login_code",
    title=N_("登录验证码"),
    text=N_("验证码{code}，5分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。"),
    channels=("sms",),
    in_inbox=False,
    valid_for=CODE_LIVES,
    is_secret=True,
)
