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

__all__ = [
    "CodeUnknown",
    "FormForeign",
    "add_item",
    "answer_letter",
    "close_letter",
    "confirm_opening",
    "correct_record",
    "offered_code",
    "open_box",
    "open_letter",
    "read_letter",
    "settle_item",
    "write_again",
    "write_letter",
]
