"""Every write of the employer register."""

from zhigong.registry.employers.operations.cover import (
    AlreadyCovered,
    CoverDateWrong,
    NotCovered,
    UnionCannotCover,
    affiliate,
    affiliate_many,
    change_cover,
    follow_dissolution,
    follow_merger,
    leave_union,
)
from zhigong.registry.employers.operations.record import (
    CreditCodeNotReadable,
    CreditCodeTaken,
    EmployerNameMissing,
    HeadCountWrong,
    StatedFields,
    add_worksite,
    change_employer,
    close_employer,
    open_employer,
    record_head_count,
    remove_worksite,
)
from zhigong.registry.employers.operations.register import (
    RegisterOutcome,
    RegisterRow,
    merge_register_rows,
)

__all__ = [
    "AlreadyCovered",
    "CoverDateWrong",
    "CreditCodeNotReadable",
    "CreditCodeTaken",
    "EmployerNameMissing",
    "HeadCountWrong",
    "NotCovered",
    "RegisterOutcome",
    "RegisterRow",
    "StatedFields",
    "UnionCannotCover",
    "add_worksite",
    "affiliate",
    "affiliate_many",
    "change_cover",
    "change_employer",
    "close_employer",
    "follow_dissolution",
    "follow_merger",
    "leave_union",
    "merge_register_rows",
    "open_employer",
    "record_head_count",
    "remove_worksite",
]
