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
from zhigong.work.service_centre.operations.gifts import (
    make_voucher,
    once_a_turn,
    record_gift,
    require_recorded,
    sign_voucher,
)
from zhigong.work.service_centre.operations.groups import (
    file_case,
    open_group_file,
    record_visit,
    take_measure,
)
from zhigong.work.service_centre.operations.openings import (
    add_item,
    confirm_opening,
    open_box,
    settle_item,
)
from zhigong.work.service_centre.operations.petitions import (
    ask_extension,
    check_petition,
    contest,
    contested_handlers,
    decide_extension,
    object_to_transfer,
    passed_on_by,
)
from zhigong.work.service_centre.operations.reminding import remind_openings
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
    "ask_extension",
    "change_station",
    "check_petition",
    "choose_station",
    "close_letter",
    "close_station",
    "confirm_opening",
    "contest",
    "contested_handlers",
    "correct_record",
    "decide_extension",
    "file_case",
    "follow_appeal",
    "follow_stations",
    "make_voucher",
    "object_to_transfer",
    "offered_code",
    "once_a_turn",
    "open_box",
    "open_group_file",
    "open_letter",
    "passed_on_by",
    "read_letter",
    "record_gift",
    "record_visit",
    "register_station",
    "remind_openings",
    "require_recorded",
    "settle_item",
    "sign_voucher",
    "take_measure",
    "write_again",
    "write_letter",
]
