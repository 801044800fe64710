"""What WeChat's two message interfaces share: the access token and the meaning of error codes."""

import time
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache

from zhigong.registry.messaging.catalogue.gateways._http import request_json
from zhigong.registry.messaging.contract import Options, Rejected, Unreachable

PRESET_BASE = "https://api.weixin.qq.com"
_EXPIRED = (40001, 40014, 42001)  # the token, not the message
_BUSY = (-1, 45009, 45011)
_MARGIN_SECONDS = 300


def base_of(options: Options) -> str:
    """Return the address of the interface; an installation may go through a proxy of its own."""
    return str(options.get("base", PRESET_BASE)).rstrip("/")


def token_of(options: Options, *, fresh: bool = False) -> str:
    """Return the access token of the account, asked for again when it is about to end."""
    name = f"messaging.wechat.{options['appid']}"
    known = None if fresh else cache.get(name)
    if known and known[1] > time.time():
        return str(known[0])
    query = urlencode(
        {
            "grant_type": "client_credential",
            "appid": options["appid"],
            "secret": options["secret"],
        }
    )
    answer = request_json(f"{base_of(options)}/cgi-bin/token?{query}")
    if "access_token" not in answer:
        raise Unreachable(f"微信 {answer.get('errcode')}")
    lives = int(answer.get("expires_in", 7200)) - _MARGIN_SECONDS
    cache.set(name, (answer["access_token"], time.time() + lives), lives)
    return str(answer["access_token"])


def call(path: str, body: dict[str, Any], options: Options) -> dict[str, Any]:
    """Send to an interface of the account; a token that ended is asked for once more.

    :raises Rejected: the user does not follow or did not subscribe, or the template is wrong.
    :raises Unreachable: WeChat is busy or the quota of the day is used up.
    """
    for fresh in (False, True):
        token = token_of(options, fresh=fresh)
        answer = request_json(f"{base_of(options)}{path}?access_token={token}", body)
        code = int(answer.get("errcode", 0))
        if code == 0:
            return answer
        if code not in _EXPIRED:
            break
    if code in _BUSY or code in _EXPIRED:
        raise Unreachable(f"微信 {code}")
    raise Rejected(f"微信 {code}")
