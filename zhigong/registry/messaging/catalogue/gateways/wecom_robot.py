"""The robot of a WeCom group chat (企业微信群机器人)."""

from dataclasses import dataclass

from zhigong.registry.messaging.catalogue.gateways._robot import post, words
from zhigong.registry.messaging.contract import Gateway, Options, Parcel

PRESET_BASE = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True)
class WecomRobot(Gateway):
    """Options: ``base``; the address of a delivery is the robot's key."""

    def send(self, parcel: Parcel, options: Options) -> str:
        """Post a text into the chat."""
        base = str(options.get("base", PRESET_BASE)).rstrip("/")
        url = f"{base}/cgi-bin/webhook/send?key={parcel.address}"
        return post(url, {"msgtype": "text", "text": {"content": words(parcel)}}, busy=(45009, -1))


WECOM_ROBOT = WecomRobot(code="wecom_robot", channels=("group",))
