"""Subscription messages of a WeChat mini programme (小程序订阅消息)."""

from dataclasses import dataclass

from zhigong.registry.messaging.catalogue.gateways._wechat import call
from zhigong.registry.messaging.contract import Gateway, Options, Parcel, Rejected

PATH = "/cgi-bin/message/subscribe/send"
THING_LENGTH = 20  # WeChat refuses longer values of a ``thing`` field


@dataclass(frozen=True)
class WechatMini(Gateway):
    """Options: ``appid secret page stage``, ``[mini.templates.<notice>]`` with ``id, fields``."""

    def send(self, parcel: Parcel, options: Options) -> str:
        """Send to somebody who subscribed once for it."""
        template = options.get("templates", {}).get(parcel.notice)
        if not template:
            raise Rejected("没有为这类通知配置订阅消息模板")
        known = {**parcel.values, "text": parcel.text, "title": parcel.title}
        fields = template.get("fields", {"thing1": "title"})
        body = {
            "touser": parcel.address,
            "template_id": template["id"],
            "page": str(options.get("page", "")),
            "miniprogram_state": str(options.get("stage", "formal")),
            "lang": "zh_CN",
            "data": {
                name: {"value": _fitting(name, known.get(value, ""))}
                for name, value in fields.items()
            },
        }
        return str(call(PATH, body, options).get("msgid", ""))


def _fitting(name: str, value: str) -> str:
    if not name.startswith("thing") or len(value) <= THING_LENGTH:
        return value
    return value[: THING_LENGTH - 1] + "…"


WECHAT_MINI = WechatMini(code="wechat_mini", channels=("mini",))
