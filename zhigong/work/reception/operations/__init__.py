"""What is done with halls, numbers, duty, receptions and teams."""

from zhigong.work.reception.operations.calling import (
    begin_case,
    call_again,
    call_next,
    close_days,
    finish_number,
    pass_over,
    send_on,
)
from zhigong.work.reception.operations.halls import (
    add_hours,
    change_hall,
    open_hall,
    remove_day,
    remove_hours,
    set_day,
    set_group,
    set_window,
    switch_window,
)
from zhigong.work.reception.operations.taking import (
    book_number,
    booking_with,
    cancel_number,
    check_in,
    take_number,
)

__all__ = [
    "add_hours",
    "begin_case",
    "book_number",
    "booking_with",
    "call_again",
    "call_next",
    "cancel_number",
    "change_hall",
    "check_in",
    "close_days",
    "finish_number",
    "open_hall",
    "pass_over",
    "remove_day",
    "remove_hours",
    "send_on",
    "set_day",
    "set_group",
    "set_window",
    "switch_window",
    "take_number",
]
