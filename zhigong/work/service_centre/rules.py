"""Limits of the service centre, by day and place: condolences, complaints, the hotline."""

from collections.abc import Mapping
from datetime import date

from zhigong.kernel.legal import DatedParameter, DatedValue, LegalSource
from zhigong.kernel.money import Money
from zhigong.kernel.working_calendar import WorkingCalendar

PETITIONS = "信访工作条例"
PETITION_TOLD_SOURCE = LegalSource(PETITIONS, "23", "2022-05-01")
PETITION_DONE_SOURCE = LegalSource(PETITIONS, "34", "2022-05-01")
PETITION_VISIT_SOURCE = LegalSource(PETITIONS, "20", "2022-05-01")
PETITION_REVIEW_SOURCE = LegalSource(PETITIONS, "35", "2022-05-01")
PETITION_RECHECK_SOURCE = LegalSource(PETITIONS, "36", "2022-05-01")
# 弹性退休: at the earliest at the age that held before the limits began to move.
RETIREMENT_SOURCE = LegalSource(
    "国务院关于渐进式延迟法定退休年龄的办法", "5", "2025-01-01", "general knowledge"
)
MEN_RETIRE_FROM = 60
WOMEN_RETIRE_FROM = 50
SPENDING_SOURCE = LegalSource("基层工会经费收支管理办法", "", "2017", "general knowledge")
ANHUI_2018_SOURCE = LegalSource("安徽省基层工会经费收支管理实施细则", "", "2018")
ANHUI_2025_SOURCE = LegalSource("安徽省基层工会经费收支管理实施细则", "", "2025")
HOTLINE_SOURCE = LegalSource("12351职工服务热线工作规范", "", "2023-09-27", "general knowledge")

_ALWAYS = date(2017, 1, 1)
ANHUI = "34"

# Calendar days in which a petitioner is told whether and how her matter is taken up.
PETITION_TOLD_DAYS = 15
# Calendar days, counted from acceptance, in which it is finished; thirty more with approval.
PETITION_DONE_DAYS = 60
PETITION_EXTENSION_DAYS = 30
# Working days in which a unit says that an item passed on to it is not its own.
PETITION_OBJECTION_DAYS = 5
# Calendar days to ask for a review (复查) or a recheck (复核), and to answer one.
REVIEW_ASKED_DAYS = 30
REVIEW_DONE_DAYS = 30
# Several people who visit about one matter choose representatives, at most so many.
MOST_REPRESENTATIVES = 5

# Working days by difficulty of a call to 12351.
HOTLINE_DAYS = {"consult": 1, "plain": 5, "difficult": 15, "complex": 30}

# What a grassroots union may give from its own funds, at most; once per illness and year.
HOSPITAL_GIFT = DatedParameter[Money](
    "hospital_gift",
    [
        (_ALWAYS, None, Money.of(1_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(1_000), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
FUNERAL_GIFT = DatedParameter[Money](
    "funeral_gift",
    [
        (_ALWAYS, None, Money.of(2_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(2_000), ANHUI_2018_SOURCE),
    ],
)
RELATIVE_FUNERAL_GIFT = DatedParameter[Money](
    "relative_funeral_gift",
    [
        (_ALWAYS, None, Money.of(1_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(1_000), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
WEDDING_GIFT = DatedParameter[Money](
    "wedding_gift",
    [
        (_ALWAYS, None, Money.of(600), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(600), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
RETIREMENT_GIFT = DatedParameter[Money](
    "retirement_gift",
    [
        (_ALWAYS, None, Money.of(1_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(1_000), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
HARDSHIP_GIFT = DatedParameter[Money](
    "hardship_gift", [(_ALWAYS, None, Money.of(2_000), SPENDING_SOURCE)]
)

# Whether the union above may approve more than the limit, with a reason.
GIFT_EXCESS = DatedParameter[bool]("gift_excess", [(_ALWAYS, None, False, SPENDING_SOURCE)])

_GIFTS = {
    "hospital_visit": HOSPITAL_GIFT,
    "family_event": WEDDING_GIFT,
    "retirement_farewell": RETIREMENT_GIFT,
}
GIFTS = ("hospital_visit", "funeral_visit", "family_event", "retirement_farewell")


def gift_limit(
    programme: str, answers: Mapping[str, object], *, on: date, place: str
) -> DatedValue[Money]:
    """Return what may be given at most, with its source.

    :raises KeyError: the programme gives nothing.
    """
    if programme == "funeral_visit":
        own = answers.get("who", "member") == "member"
        return (FUNERAL_GIFT if own else RELATIVE_FUNERAL_GIFT).found(on, place)
    return _GIFTS[programme].found(on, place)


def gift_refused(
    amount: Money, limit: Money, *, may_exceed: bool, is_above: bool, reason: str
) -> str:
    """Return why an amount is refused: ``limit``, ``above``, ``reason``; or nothing.

    :param may_exceed: the place lets the union above approve more.
    :param is_above: it is the union above that asks.
    """
    if not limit < amount:
        return ""
    if not may_exceed:
        return "limit"
    if not is_above:
        return "above"
    return "" if reason.strip() else "reason"


def told_by(received_on: date, calendar: WorkingCalendar) -> date:
    """Return by when a petitioner is told whether her matter is taken up.

    :legal: 信访工作条例 art. 23.
    """
    return calendar.add_calendar_days(received_on, PETITION_TOLD_DAYS)


def done_by(accepted_on: date, calendar: WorkingCalendar, *, extension_days: int = 0) -> date:
    """Return by when an accepted petition is finished.

    :param extension_days: granted by a leader, at most ``PETITION_EXTENSION_DAYS``.
    :raises ValueError: more than that.
    :legal: 信访工作条例 art. 34.
    """
    if not 0 <= extension_days <= PETITION_EXTENSION_DAYS:
        raise ValueError(extension_days)
    return calendar.add_calendar_days(accepted_on, PETITION_DONE_DAYS + extension_days)


def objected_by(passed_on: date, calendar: WorkingCalendar) -> date:
    """Return by when a unit may say that an item passed on to it is not its own.

    :legal: 信访工作条例 art. 23.
    """
    return calendar.add_working_days(passed_on, PETITION_OBJECTION_DAYS)


def review_asked_by(answered_on: date, calendar: WorkingCalendar) -> date:
    """Return by when a review or recheck may be asked for.

    :legal: 信访工作条例 art. 35, 36.
    """
    return calendar.add_calendar_days(answered_on, REVIEW_ASKED_DAYS)


def needs_representatives(people: int) -> bool:
    """Whether so many visitors have to choose representatives.

    :legal: 信访工作条例 art. 20.
    """
    return people > MOST_REPRESENTATIVES


# No figure is shown of fewer ratings or letters than this: it would point at somebody.
LEAST_SHOWN = 5


def shown_groups(counts: Mapping[str, int], *, least: int = LEAST_SHOWN) -> frozenset[str]:
    """Return the groups whose figures may be shown beside the total of all.

    Small groups are hidden; and where what is hidden could be had by subtraction (one group alone,
    or together fewer than ``least``), further groups are hidden, the smallest first.
    """
    large = sorted((n, name) for name, n in counts.items() if n >= least)
    hidden = [n for n in counts.values() if 0 < n < least]
    while hidden and large and (len(hidden) < 2 or sum(hidden) < least):
        hidden.append(large.pop(0)[0])
    return frozenset(name for _, name in large)


# From this day of a month on, a box not opened in it is due.
BOX_DUE_DAY = 20


def opening_due(last_on: date, *, on: date) -> str:
    """Return how a box stands on a day: ``late`` (a month went by), ``due``, or nothing.

    :legal: 监督信箱每月开箱收集一次信息.
    """
    months = (on.year - last_on.year) * 12 + on.month - last_on.month
    if months >= 2:
        return "late"
    return "due" if months == 1 and on.day >= BOX_DUE_DAY else ""
