"""What a notice and a gateway declare: one file in ``catalogue/notices`` or ``catalogue/gateways``.

A notice says what is told, to whom and over which channels. A gateway carries a parcel over one
channel. Neither knows the other.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from zhigong.base.catalogue import Catalogue

Channel = Literal["sms", "email", "wechat", "mini", "group"]
Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something people are told.

    :param text: what is said, a format string over the values; short enough for an SMS.
    :param in_inbox: whether it lies in the inbox; the other channels come besides.
    :param valid_for: later than this nobody needs it any more, and it is not sent.
    :param is_secret: its values are never logged or shown outside the demo.
    :param event: the event it follows from, with ``recipients`` (ids of users), ``values``,
        ``subject`` (what makes it the same message) and ``union_id``; none when an operation calls
        ``notify`` itself.
    :param url: address of the page it leads to, from the event.
    """

    code: str
    title: str
    text: str
    channels: tuple[Channel, ...] = ()
    in_inbox: bool = True
    valid_for: timedelta | None = None
    is_secret: bool = False
    event: type | None = None
    recipients: Callable[[Any], Iterable[int]] | None = None
    values: Callable[[Any], dict[str, str]] = field(default=lambda event: {})
    subject: Callable[[Any], str] = field(default=repr)
    union_id: Callable[[Any], int | None] = field(default=lambda event: None)
    url: Callable[[Any], str] = field(default=lambda event: "")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way to one address.

    :param key: the same for every try, so that a gateway that remembers keys never repeats it.
    :param secret: whether the text must not be logged.
    """

    notice: str
    title: str
    text: str
    address: str
    values: Mapping[str, str]
    key: UUID
    url: str = ""
    secret: bool = False


class Unreachable(Exception):
    """The gateway did not take the parcel; it certainly was not sent; try again later."""


class Uncertain(Exception):
    """The connection broke after the parcel was handed over: it may have been sent."""


class Rejected(Exception):
    """The gateway refused for good; trying again would be refused again."""


@dataclass(frozen=True)
class Gateway:
    """A way to carry parcels over a channel.

    :param remembers_keys: the other side sends a parcel with a known key once only; only then is
        a try repeated whose end is unknown.
    """

    code: str
    channels: tuple[Channel, ...]
    remembers_keys: bool = False

    def send(self, parcel: Parcel, options: Options) -> str:
        """Hand a parcel over and return the number the other side gave it, or an empty text.

        :param options: the channel's table in ``gateways.toml``.
        :raises Unreachable, Uncertain, Rejected: as they say.
        """
        raise NotImplementedError


NOTICES = Catalogue(kind="notices", contract=Notice)
GATEWAYS = Catalogue(kind="gateways", contract=Gateway)
