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
from zhigong.work.reception.operations.roster import (
    answer_swap,
    ask_swap,
    cancel_duty,
    note_visit,
    plan_duty,
    set_adviser,
    sign_duty,
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
    "answer_swap",
    "ask_swap",
    "begin_case",
    "book_number",
    "booking_with",
    "call_again",
    "call_next",
    "cancel_duty",
    "cancel_number",
    "change_hall",
    "check_in",
    "close_days",
    "finish_number",
    "note_visit",
    "open_hall",
    "pass_over",
    "plan_duty",
    "remove_day",
    "remove_hours",
    "send_on",
    "set_adviser",
    "set_day",
    "set_group",
    "set_window",
    "sign_duty",
    "switch_window",
    "take_number",
]
