"""Decide who may apply to join, which union decides, and when a superior may decide in its place.

Pure decisions: no database, no clock. Dates, ids and calendars are passed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhigong.kernel.legal import DatedParameter, LegalSource
from zhigong.kernel.resident_id import age_on
from zhigong.kernel.working_calendar import WorkingCalendar

AGE_SOURCE = LegalSource("中华人民共和国劳动法", "15", "1995-01-01")
AREA_SOURCE = LegalSource("中华人民共和国工会法", "11", "2022-01-01")
LIMIT_SOURCE = LegalSource("工会会员会籍管理办法", "", "2016-12-12", "general knowledge")
GROUPS_SOURCE = LegalSource("推进货车司机等群体入会工作方案", "", "2018-03-01", "general knowledge")

LEAST_AGE: DatedParameter[int] = DatedParameter(
    "joining_least_age", [(date(1995, 1, 1), None, 16, AGE_SOURCE)]
)
# Working days a union has for an application; then the union above may decide in its place.
DECIDING_WORKING_DAYS: DatedParameter[int] = DatedParameter(
    "joining_deciding_working_days", [(date(2016, 12, 12), None, 3, LIMIT_SOURCE)]
)
# 新就业形态劳动者 is the list by default; a place that counts by another one names its code.
GROUP_LIST: DatedParameter[str] = DatedParameter(
    "joining_group_list", [(date(2018, 3, 1), None, "new_form", GROUPS_SOURCE)]
)
GROUP_LISTS: dict[str, tuple[str, ...]] = {
    "new_form": (
        "truck_driver", "ride_hailing_driver", "courier", "food_rider", "domestic_worker",
        "streamer", "other_new_form",
    ),
    "eight_groups": (
        "truck_driver", "courier", "carer", "domestic_worker", "shop_clerk", "food_rider",
        "estate_agent", "security_guard",
    ),
    "nine_groups": (
        "truck_driver", "courier", "carer", "domestic_worker", "shop_clerk", "food_rider",
        "estate_agent", "security_guard", "ride_hailing_driver",
    ),
}  # fmt: skip

# What a script would need to be of any use; a crowd behind one address at a joining event fits in.
PER_ACCOUNT_AND_DAY = 5
PER_ADDRESS_AND_HOUR = 600
PER_POINT_AND_HOUR = 30_000

Way = Literal["employer", "area", "point"]
Place = Literal["own", "in_place", "early"]
Remark = Literal["elsewhere", "name_differs", "phone_differs", "deceased", "here", "aged"]


@dataclass(frozen=True, slots=True)
class Route:
    """Which union decides, and why it.

    :param joins_list: the employer has no union, and belongs on the list of those to be organised.
    """

    union_id: int
    way: Way
    joins_list: bool = False


def is_old_enough(*, birth_on: date, on: date, place: str) -> bool:
    """Say whether somebody may work, and so join.

    :legal: 劳动法 art. 15.
    """
    return age_on(birth_on, on) >= LEAST_AGE.on(on, place)


def route(
    *,
    receiving_id: int,
    receiving_path: Iterable[int],
    covered_by: int | None,
    area_id: int | None,
    area_joint_id: int | None,
) -> Route:
    """Return which union decides over an application.

    The union of the employer, if it has one. Without one, the union the code was of, when it lies
    in the area that answers for the employer; elsewhere the joint union of that area.

    :param receiving_id: the union that takes those the scanned code brings.
    :param receiving_path: its ids from the root down.
    :param covered_by: the union of the employer; None without one, or without an employer.
    :param area_id: the union that answers for the employer; None without an employer.
    :param area_joint_id: the joint union below that one; None when there is none.
    :legal: 工会法 art. 11; the worker of a firm without a union joins that of the area or trade.
    """
    if covered_by is not None:
        return Route(covered_by, "employer")
    if area_id is None:
        return Route(receiving_id, "point")
    if area_id in receiving_path or area_joint_id is None:
        return Route(receiving_id, "area", joins_list=True)
    return Route(area_joint_id, "area", joins_list=True)


def deciding_until(*, submitted_on: date, place: str, calendar: WorkingCalendar) -> date:
    """Return the last day on which only the union itself decides."""
    days = DECIDING_WORKING_DAYS.on(submitted_on, place)
    return calendar.add_working_days(submitted_on, days)


def place_of_decision(*, is_own: bool, until: date, today: date, is_administered: bool) -> Place:
    """Say whether somebody decides for her own union, in its place (代审批), or too early.

    :param is_own: she holds her office in the union that is to decide.
    :param is_administered: that union has somebody who could decide.
    """
    if is_own:
        return "own"
    return "in_place" if today > until or not is_administered else "early"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded of the owner of an identity number, as far as an application meets it.

    :param phone_matches: None where no phone is recorded.
    :param union_id: the union of the open membership; None without one.
    """

    name: str
    phone_matches: bool | None
    deceased: bool
    union_id: int | None


def remarks(*, name: str, union_id: int, recorded: Recorded | None) -> tuple[Remark, ...]:
    """Return what the deciding union is to know of an applicant, the gravest first.

    Somebody recorded under another name or phone is not admitted unseen: whoever holds the phone of
    an account reads the record it leads to.
    """
    if recorded is None:
        return ()
    found: list[Remark] = []
    if recorded.deceased:
        found.append("deceased")
    if recorded.name != name:
        found.append("name_differs")
    if recorded.phone_matches is False:
        found.append("phone_differs")
    if recorded.union_id is not None:
        found.append("here" if recorded.union_id == union_id else "elsewhere")
    return tuple(found)


def wants_a_look(found: Iterable[Remark]) -> bool:
    """Say whether an application is decided singly, with the identity card at hand."""
    return not {"deceased", "name_differs", "phone_differs"}.isdisjoint(found)
