"""What the service centre does: the platform's own rows put right, and the supervision box."""

from zhigong.work.service_centre.operations.box import (
    CodeUnknown,
    FormForeign,
    answer_letter,
    close_letter,
    offered_code,
    open_letter,
    read_letter,
    write_again,
    write_letter,
)
from zhigong.work.service_centre.operations.correcting import correct_record
from zhigong.work.service_centre.operations.openings import (
    add_item,
    confirm_opening,
    open_box,
    settle_item,
)
from zhigong.work.service_centre.operations.stations import (
    APPEAL,
    change_station,
    choose_station,
    close_station,
    follow_appeal,
    follow_stations,
    register_station,
)

__all__ = [
    "APPEAL",
    "CodeUnknown",
    "FormForeign",
    "add_item",
    "answer_letter",
    "change_station",
    "choose_station",
    "close_letter",
    "close_station",
    "confirm_opening",
    "correct_record",
    "follow_appeal",
    "follow_stations",
    "offered_code",
    "open_box",
    "open_letter",
    "read_letter",
    "register_station",
    "settle_item",
    "write_again",
    "write_letter",
]
