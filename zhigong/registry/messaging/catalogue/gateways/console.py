"""The preset: what would be sent is written to the console, and nothing leaves the machine."""

import logging
from dataclasses import dataclass

from django.conf import settings

from zhigong.kernel.phone import mask_phone
from zhigong.registry.messaging.contract import Gateway, Options, Parcel, Rejected

log = logging.getLogger("zhigong.messages")


@dataclass(frozen=True)
class Console(Gateway):
    """Write to the log; secrets only where everything is for show."""

    def send(self, parcel: Parcel, options: Options) -> str:
        """Log the parcel with a masked address.

        :raises Rejected: a secret in production, where nobody would ever receive it.
        """
        if parcel.secret and settings.ZHIGONG.env == "prod":
            raise Rejected("未配置短信网关")
        log.info("[%s] %s: %s", parcel.title, mask_phone(parcel.address), parcel.text)
        return str(parcel.key)


CONSOLE = Console(
    code="console", channels=("sms", "email", "wechat", "mini", "group"), remembers_keys=True
)
