"""Who is called next, who stands before whom, and what becomes of somebody who did not come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from zhigong.kernel.legal import LegalSource

AGED_SOURCE = LegalSource("中华人民共和国老年人权益保障法", "58", "2018-12-29", "general knowledge")
DISABLED_SOURCE = LegalSource(
    "中华人民共和国无障碍环境建设法", "42", "2023-09-01", "general knowledge"
)
PRIORITY_SOURCES = (AGED_SOURCE, DISABLED_SOURCE)

AGED_FROM_YEARS = 70
# Whoever is one of these is called before others, unless a hall leaves some out.
PRIORITIES = ("aged", "disabled", "pregnant", "model_worker", "soldier")
# After so many calls of people who come first, one who waited in turn is called.
PRIORITY_RUN = 2
# Who did not come when called comes back after so many calls of others.
CALLS_BEFORE_RETURN = 3
# Called in vain so often, a number is given up.
CALLS_IN_VAIN = 3
# Beforehand and afterwards, in which somebody who booked may say that she is there.
CHECK_IN_MINUTES = 30
# Fewer finished services tell nothing about how long the next will take.
LEAST_SERVICES = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody with a number.

    :param place: in the order of coming, unique.
    :param is_first: called before others: by priority, or because her booked time has come.
    :param not_before: number of calls made in the hall that day before she may be called again.
    :param window: the only window that may call her; ``None`` = every one of her matter.
    """

    key: int
    place: int
    is_first: bool = False
    not_before: int = 0
    window: int | None = None


def next_called(
    waiting: Iterable[Waiting], *, calls: int, run: int, window: int | None = None
) -> Waiting | None:
    """Return whom a window calls next; ``None`` when nobody it may call waits.

    Who was sent to this window comes first of all. Otherwise those who come first, but after
    ``PRIORITY_RUN`` of them one who waited in turn. Who was called in vain comes back after
    ``CALLS_BEFORE_RETURN`` others, or at once when nobody else is there.

    :param calls: made in the hall that day.
    :param run: how many of the last calls in a row were of people who come first.
    """
    mine = [one for one in waiting if one.window in (None, window)]
    if sent := [one for one in mine if window is not None and one.window == window]:
        return min(sent, key=lambda one: one.place)
    ready = [one for one in mine if one.not_before <= calls]
    if not ready:
        return min(mine, key=lambda one: (one.not_before, one.place), default=None)
    first = [one for one in ready if one.is_first]
    others = [one for one in ready if not one.is_first]
    chosen = first if first and (run < PRIORITY_RUN or not others) else others
    return min(chosen, key=lambda one: one.place)


def order_of(waiting: Sequence[Waiting], *, calls: int, run: int) -> list[int]:
    """Return the keys in the order in which they would be called if nobody else came."""
    left, found = list(waiting), []
    while left:
        window = next((one.window for one in left if one.window is not None), None)
        called = next_called(left, calls=calls, run=run, window=window)
        assert called is not None
        left.remove(called)
        found.append(called.key)
        calls += 1
        run = run + 1 if called.is_first else 0
    return found


def is_given_up(calls_in_vain: int) -> bool:
    """Whether a number called in vain so often is given up."""
    return calls_in_vain >= CALLS_IN_VAIN


def expected_minutes(ahead: int, *, services: Sequence[float], windows: int) -> int | None:
    """Return in how many minutes somebody may be called; ``None`` when nothing tells it.

    :param services: minutes the latest services of the matter took.
    :param windows: open ones that serve it.
    """
    if windows <= 0 or len(services) < LEAST_SERVICES:
        return None
    return ceil(median(services) * ahead / windows)


def number_of(prefix: str, serial: int) -> str:
    """Return a number as it is printed and called, such as ``A012``."""
    return f"{prefix}{serial:03d}"
