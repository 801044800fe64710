"""Decide who is called back after the end of a case, by whom, and how often it is tried. Pure."""

from collections.abc import Collection

from zhigong.kernel.legal import LegalSource

# 差评回访: whoever rated badly is called back, all of them.
RATING_SOURCE = LegalSource(
    "国务院办公厅关于建立政务服务“好差评”制度提高政务服务水平的意见",
    "",
    "2019-12-03",
    "general knowledge",
)
WORST_STARS = 2  # 不满意, 非常不满意
CALL_BACK_DAYS = 5  # working days, from the day after the case was done
MOST_TRIES = 3


def is_chosen(share: int, serial: int) -> bool:
    """Whether the case with this serial number is called back, spread evenly over all.

    :param share: of a hundred cases, 0 to 100.
    """
    return serial * share // 100 != (serial - 1) * share // 100


def asks_for_call_back(stars: int) -> bool:
    """Whether a rating wants a call-back (``RATING_SOURCE``)."""
    return stars <= WORST_STARS


def may_call_back(
    *,
    caller_user_id: int | None,
    caller_person_id: int | None,
    applicant_person_id: int | None,
    handlers: Collection[int],
) -> bool:
    """Whether somebody may ask how it went: nobody who handled the case, nor its applicant."""
    if caller_user_id is None or caller_user_id in handlers:
        return False
    return caller_person_id is None or caller_person_id != applicant_person_id
