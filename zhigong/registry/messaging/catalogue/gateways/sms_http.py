r"""SMS over HTTP with approved templates: the contract a union's SMS platform or bridge fulfils.

``POST url`` with JSON ``{template, phone, values, sign, key}``, signed: ``X-Signature`` is the
HMAC-SHA256 of ``timestamp + "\n" + body`` in hex under the shared secret, ``X-Timestamp`` is in
seconds, ``Idempotency-Key`` names the message. The answer ``{"id": …}`` means taken.
"""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass

from zhigong.registry.messaging.catalogue.gateways._http import exchange
from zhigong.registry.messaging.contract import Gateway, Options, Parcel, Rejected


@dataclass(frozen=True)
class SmsHttp(Gateway):
    """Options: ``url, secret, sign`` and ``[sms.templates]`` with the approved code per notice."""

    def send(self, parcel: Parcel, options: Options) -> str:
        """Send by template; the text itself never leaves, only its values do."""
        template = options.get("templates", {}).get(parcel.notice)
        if not template:
            raise Rejected("没有为这类通知配置短信模板")
        content = json.dumps(
            {
                "template": template,
                "phone": parcel.address,
                "values": dict(parcel.values),
                "sign": options.get("sign", ""),
                "key": str(parcel.key),
            },
            ensure_ascii=False,
        ).encode()
        stamp = str(int(time.time()))
        secret = str(options["secret"]).encode()
        signature = hmac.new(secret, stamp.encode() + b"\n" + content, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": str(parcel.key),
            "X-Timestamp": stamp,
            "X-Signature": signature,
        }
        return str(exchange(str(options["url"]), content, headers).get("id", ""))


SMS_HTTP = SmsHttp(code="sms_http", channels=("sms",), remembers_keys=True)
