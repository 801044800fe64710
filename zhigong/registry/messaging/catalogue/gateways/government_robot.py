"""The robot of a chat in 政务微信: WeCom's interface on the government's own host."""

from dataclasses import dataclass

from zhigong.registry.messaging.catalogue.gateways._robot import post, words
from zhigong.registry.messaging.contract import Gateway, Options, Parcel, Rejected


@dataclass(frozen=True)
class GovernmentRobot(Gateway):
    """Options: ``base``, which has no preset; the address of a delivery is the robot's key."""

    def send(self, parcel: Parcel, options: Options) -> str:
        """Post a text into the chat."""
        if not options.get("base"):
            raise Rejected("未配置政务微信地址")
        url = f"{str(options['base']).rstrip('/')}/cgi-bin/webhook/send?key={parcel.address}"
        return post(url, {"msgtype": "text", "text": {"content": words(parcel)}}, busy=(45009, -1))


GOVERNMENT_ROBOT = GovernmentRobot(code="government_robot", channels=("group",))
