"""What the robots of group chats share: text in, an error code out."""

from typing import Any

from zhigong.registry.messaging.catalogue.gateways._http import request_json
from zhigong.registry.messaging.contract import Parcel, Rejected, Unreachable


def words(parcel: Parcel) -> str:
    """Return what stands in the chat."""
    return f"【{parcel.title}】{parcel.text}"


def post(url: str, body: dict[str, Any], *, busy: tuple[int, ...]) -> str:
    """Post to a robot.

    :param busy: error codes that mean too many messages a minute.
    """
    answer = request_json(url, body)
    code = int(answer.get("errcode", 0))
    if code in busy:
        raise Unreachable(f"机器人 {code}")
    if code:
        raise Rejected(f"机器人 {code}")
    return ""
