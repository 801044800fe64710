"""The robot of a DingTalk group chat (钉钉群机器人), with its signature."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from urllib.parse import quote_plus

from zhigong.registry.messaging.catalogue.gateways._robot import post, words
from zhigong.registry.messaging.contract import Gateway, Options, Parcel

PRESET_BASE = "https://oapi.dingtalk.com"
_BUSY = (130101, 410100, -1)


@dataclass(frozen=True)
class DingtalkRobot(Gateway):
    """Options: ``base, secret``; the address of a delivery is the robot's access token."""

    def send(self, parcel: Parcel, options: Options) -> str:
        """Post a text into the chat."""
        base = str(options.get("base", PRESET_BASE)).rstrip("/")
        url = f"{base}/robot/send?access_token={parcel.address}"
        if options.get("secret"):
            stamp = str(int(time.time() * 1000))
            url += f"&timestamp={stamp}&sign={quote_plus(sign(stamp, str(options['secret'])))}"
        return post(url, {"msgtype": "text", "text": {"content": words(parcel)}}, busy=_BUSY)


def sign(stamp: str, secret: str) -> str:
    """Return DingTalk's signature: base64 of the HMAC-SHA256 of time and secret."""
    message = f"{stamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()


DINGTALK_ROBOT = DingtalkRobot(code="dingtalk_robot", channels=("group",))
