"""Template messages of a WeChat official account (公众号模板消息)."""

from dataclasses import dataclass

from zhigong.registry.messaging.catalogue.gateways._wechat import call
from zhigong.registry.messaging.contract import Gateway, Options, Parcel, Rejected

PATH = "/cgi-bin/message/template/send"


@dataclass(frozen=True)
class WechatOfficial(Gateway):
    """Options: ``appid secret site``, ``[wechat.templates.<notice>]`` with ``id`` and ``fields``.

    ``fields`` maps the template's own field names to the notice's values, or ``text``.
    """

    def send(self, parcel: Parcel, options: Options) -> str:
        """Send; WeChat drops a repeated ``client_msg_id``."""
        template = options.get("templates", {}).get(parcel.notice)
        if not template:
            raise Rejected("没有为这类通知配置公众号模板")
        known = {**parcel.values, "text": parcel.text, "title": parcel.title}
        fields = template.get("fields", {"thing1": "text"})
        body = {
            "touser": parcel.address,
            "template_id": template["id"],
            "client_msg_id": parcel.key.hex,
            "data": {name: {"value": known.get(value, "")} for name, value in fields.items()},
        }
        if parcel.url and options.get("site"):
            body["url"] = str(options["site"]).rstrip("/") + parcel.url
        return str(call(PATH, body, options).get("msgid", ""))


WECHAT_OFFICIAL = WechatOfficial(code="wechat_official", channels=("wechat",), remembers_keys=True)
