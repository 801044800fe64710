"""Decide about calls: limits, secrecy, who may learn of the caller, what is checked. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhigong.kernel.legal import LegalSource

HOTLINE_SOURCE = LegalSource("12351职工服务热线工作规范", "", "2023-09-27", "general knowledge")
# 检举人身份 is never shown to the accused, nor to whoever might tell.
ACCUSER_SOURCE = LegalSource("信访工作条例", "30", "2022-05-01")
WAGES_SOURCE = LegalSource("保障农民工工资支付条例", "38", "2020-05-01", "general knowledge")
PRIVACY_SOURCE = LegalSource(
    "中华人民共和国个人信息保护法", "13", "2021-11-01", "general knowledge"
)

# 保密工单 unless somebody decides otherwise for one of them.
SECRET_KINDS = frozenset({"complaint", "report", "arrears"})
# 咨询 帮扶 投诉 法援 建议: the five kinds figures are counted in.
FIVE_KINDS = {
    "consult": "consult",
    "help": "help",
    "complaint": "complaint",
    "report": "complaint",
    "arrears": "complaint",
    "legal": "legal",
    "suggestion": "suggestion",
}

TRIES_NEEDED = 3
TRY_GAP = timedelta(hours=2)  # three tries within a quarter of an hour are one
MOST_REDOS = 2
MOST_EXTENSIONS = 1
LEAST_SHOWN = 5
"""Fewer secret tickets than this are never told as a number: they would point at somebody."""

GOOD_FROM = 3
FEDERATION = "federation"
GRASSROOTS_KINDS = frozenset({"grassroots", "branch", "group", "joint"})
MASK = "来电人"
MASKED_PHONE = "〔电话〕"
MASKED_ID = "〔证件号〕"


@dataclass(frozen=True, slots=True)
class Practice:
    """How a place works the hotline; a union sets it, those below follow it.

    :param consult_days: working days for a ticket of that difficulty; ``sign_days`` and
        ``contact_days`` to sign for it and to reach the caller, within the whole.
    :param check_percent: of closed tickets that are checked, 0 to 100; some are checked always.
    """

    consult_days: int = 1
    plain_days: int = 5
    difficult_days: int = 15
    complex_days: int = 30
    sign_days: int = 1
    contact_days: int = 1
    call_back_days: int = 3
    check_days: int = 3
    check_percent: int = 20

    def days_for(self, difficulty: str) -> int:
        """Return the working days of a whole ticket.

        :legal: 12351职工服务热线工作规范 (``HOTLINE_SOURCE``).
        """
        return {
            "consult": self.consult_days,
            "plain": self.plain_days,
            "difficult": self.difficult_days,
            "complex": self.complex_days,
        }[difficulty]


def is_secret_by_default(kind: str) -> bool:
    """Whether a call of this kind is a 保密工单 unless the caller wants otherwise.

    :legal: 信访工作条例 art. 30 (``ACCUSER_SOURCE``).
    """
    return kind in SECRET_KINDS


# What is said, and what it is about; what must be kept secret is looked for first.
_SAID = (
    ("arrears", ("欠薪", "拖欠", "工资没发", "不发工资", "没发工资", "克扣工资", "讨薪")),
    ("report", ("举报", "检举", "违规", "违法")),
    ("complaint", ("投诉", "不公", "辱骂", "打骂", "骚扰", "强迫")),
    ("legal", ("仲裁", "起诉", "律师", "法律援助", "打官司")),
    ("help", ("困难", "补助", "帮扶", "救助", "大病", "住院")),
    ("suggestion", ("建议", "希望工会", "能不能增加")),
)


def guess_kind(text: str) -> str:
    """Return the kind a text most likely is of, by the words in it; a question when none fits."""
    for kind, words in _SAID:
        if any(word in text for word in words):
            return kind
    return "consult"


def why_not_sent_there(
    *,
    is_secret: bool,
    target_path: Collection[int],
    target_kind: str,
    accused_id: int | None,
    is_decided: bool,
) -> str:
    """Return why a ticket may not be laid before a union: ``accused``, ``unknown``, or nothing.

    The accused's own union and all below it never get a secret ticket, unless the county decided
    so. Where nobody knows whom it is about, any firm's union might be the one.

    :param target_path: the union's ancestors, itself included.
    :param accused_id: the union of the accused; ``None`` = not known.
    :legal: 信访工作条例 art. 30 (``ACCUSER_SOURCE``).
    """
    if not is_secret or is_decided:
        return ""
    if accused_id is not None:
        return "accused" if accused_id in target_path else ""
    return "unknown" if target_kind in GRASSROOTS_KINDS else ""


def may_know_caller(
    *, is_secret: bool, has_consent: bool, is_handler: bool, is_trusted: bool
) -> bool:
    """Whether somebody may learn the caller's name and telephone.

    :param is_handler: works the ticket at a union it waits or waited at.
    :param is_trusted: holds the right at the county or above, where the ticket was handled, and
        outside the accused's own house.
    """
    if is_secret and not has_consent:
        return is_trusted
    return is_handler or is_trusted


# Eighteen or fifteen digits of an identity number; eleven of a mobile, with blanks or hyphens
# between; a fixed line with its area.
_NUMBERS = re.compile(
    r"(?<!\d)(?:(?P<id>\d{17}[\dXx]|\d{15})"
    r"|(?P<mobile>(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d){8})"
    r"|(?P<line>0\d{2,3}[- ]?\d{7,8}))(?!\d)"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")


def masked_text(text: str, *, names: Sequence[str] = (), numbers: Sequence[str] = ()) -> str:
    """Return text without numbers of people, and without the caller's own name and telephone.

    Nothing of a number stays: a firm that knows its people's telephones tells them by four digits.

    :param names: what the caller is called; a name of one letter would hide too much.
    """
    found = text.translate(_FULL_WIDTH)
    for number in numbers:
        if len(number) >= 7:
            found = found.replace(number, MASKED_PHONE)
    found = _NUMBERS.sub(_masked, found)
    for name in sorted((n.strip() for n in names), key=len, reverse=True):
        if len(name) > 1:
            found = found.replace(name, MASK)
    return found


def _masked(match: "re.Match[str]") -> str:
    return MASKED_ID if match["id"] else MASKED_PHONE


def may_give_up(tries: Sequence[datetime], *, at: datetime) -> bool:
    """Whether a caller counts as not reached with a try at ``at``, given the earlier ones.

    :legal: three tries at different times (``HOTLINE_SOURCE``).
    """
    counted = 0
    last: datetime | None = None
    for one in [*sorted(tries), at]:
        if last is None or one - last >= TRY_GAP:
            counted, last = counted + 1, one
    return counted >= TRIES_NEEDED


def is_checked(
    *, number: str, percent: int, is_secret: bool, was_redone: bool, is_late: bool
) -> bool:
    """Whether a closed ticket is checked: by a sample of its numbers, or because it went wrong."""
    if is_secret or was_redone or is_late:
        return True
    return int(number[-6:]) * 37 % 100 < percent


def is_good(satisfaction: str) -> bool:
    """Whether the caller is content, 基本满意 included."""
    return satisfaction.isdecimal() and int(satisfaction) >= GOOD_FROM


def share(part: int, whole: int) -> float | None:
    """Return a rate in 0..1; ``None`` of nothing."""
    return part / whole if whole else None


def guarded(count: int, *, is_guarded: bool) -> int | None:
    """Return a count as it may be told: small ones of secret tickets are not."""
    return None if is_guarded and 0 < count < LEAST_SHOWN else count
