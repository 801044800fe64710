# ruff: noqa: E501  tables of words
"""Checks of a register of employers: codes, states, head-counts, sectors, categories."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhigong.kernel.credit_code import BadCreditCode, CreditCode, normalise_credit_code
from zhigong.work.membership.rules import values
from zhigong.work.membership.rules.roster import text_of

NAME_MISSING = "error:name_missing"
CODE_MISSING = "error:credit_code_missing"
CODE_INVALID = "error:credit_code_invalid"
CODE_CHECK = "warning:credit_code_check"
DUPLICATE_IN_FILE = "error:duplicate_in_file"
HEADCOUNT_UNREADABLE = "warning:headcount_unreadable"
WOMEN_ABOVE_WORKERS = "warning:women_above_workers"
VALUE_UNKNOWN = "warning:value_unknown"
AREA_UNKNOWN = "warning:area_unknown"
OUTSIDE_SCOPE = "error:employer_outside_scope"

_BLANK_IN_HAN = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_ABOUT = re.compile(r"约?(\d+)(?:余|多|左右)?")  # 约120: the size is what counts
MOST_WORKERS = 2_000_000  # more than any employer has
LONGEST_NAME = 200

_STATUS_WORDS = (
    ("注销", "cancelled"), ("吊销", "revoked"), ("撤销", "revoked"), ("停业", "suspended"), ("歇业", "suspended"),
    ("非正常", "suspended"), ("迁出", "cancelled"), ("清算", "suspended"), ("存续", "active"), ("在业", "active"),
    ("在营", "active"), ("开业", "active"), ("正常", "active"), ("登记成立", "active"), ("参保", "active"), ("在册", "active"),
)  # fmt: skip
_SECTOR_WORDS = (
    ("农", "A"), ("林", "A"), ("牧", "A"), ("渔", "A"), ("采矿", "B"), ("制造", "C"), ("电力", "D"), ("热力", "D"),
    ("建筑", "E"), ("批发", "F"), ("零售", "F"), ("交通", "G"), ("运输", "G"), ("仓储", "G"), ("邮政", "G"), ("住宿", "H"),
    ("餐饮", "H"), ("信息", "I"), ("软件", "I"), ("金融", "J"), ("房地产", "K"), ("租赁", "L"), ("商务", "L"), ("科学研究", "M"),
    ("技术服务", "M"), ("水利", "N"), ("环境", "N"), ("居民服务", "O"), ("修理", "O"), ("教育", "P"), ("卫生", "Q"), ("社会工作", "Q"),
    ("文化", "R"), ("体育", "R"), ("娱乐", "R"), ("公共管理", "S"), ("社会组织", "S"), ("国际组织", "T"),
)  # fmt: skip
_CATEGORY_WORDS = (
    ("国有独资", "151"), ("国有控股", "161"), ("国有", "110"), ("全民所有制", "110"), ("集体", "120"), ("股份合作", "130"), ("联营", "140"),
    ("个体", "600"), ("个人独资", "170"), ("私营", "170"), ("民营", "170"), ("自然人", "170"), ("合伙", "170"), ("港", "200"), ("澳", "200"), ("台", "200"),
    ("外商", "300"), ("外资", "300"), ("中外", "300"), ("事业", "400"), ("机关", "500"), ("民办非", "700"), ("社会服务机构", "700"), ("社会团体", "800"),
    ("社团", "800"), ("股份有限", "169"), ("有限责任", "159"), ("有限公司", "159"), ("其他", "900"),
)  # fmt: skip
_CATEGORY_CODES = frozenset(code for _, code in _CATEGORY_WORDS) | {"190"}


@dataclass(slots=True)
class CheckedRegister:
    """A register in normal form.

    :param records: one for each row: ``credit_code``, ``name``, ``area`` and the stated fields.
    """

    rows: Sequence[int]
    findings: dict[int, list[str]] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)

    def add(self, place: int, code: str) -> None:
        """Note a finding of a row, each code once."""
        codes = self.findings.setdefault(place, [])
        if code not in codes:
            codes.append(code)

    def codes(self, place: int) -> list[str]:
        """Return the findings of a row, errors first."""
        return sorted(self.findings.get(place, ()))

    def is_refused(self, place: int) -> bool:
        """Return whether an error other than being a duplicate was found."""
        errors = (c for c in self.findings.get(place, ()) if c.startswith("error:"))
        return any(code != DUPLICATE_IN_FILE for code in errors)

    def is_duplicate(self, place: int) -> bool:
        """Return whether the same code stands in an earlier row."""
        return DUPLICATE_IN_FILE in self.findings.get(place, ())


def check_register(columns: Mapping[str, Sequence[Any]], *, rows: Sequence[int]) -> CheckedRegister:
    """Bring every row to its normal form and find what is wrong or odd."""
    checked = CheckedRegister(rows)
    seen: set[str] = set()
    for place in range(len(rows)):
        cells = {name: text_of(column[place]) for name, column in columns.items()}
        code = _code(checked, place, cells.get("credit_code", ""))
        if code and code in seen:
            checked.add(place, DUPLICATE_IN_FILE)
        seen.add(code)
        name = _name(cells.get("name", ""))
        if not name:
            checked.add(place, NAME_MISSING)
        record = {"credit_code": code, "name": name, "area": cells.get("area", "")}
        checked.records.append(record | _stated(checked, place, cells))
    return checked


def area_names(text: str) -> list[str]:
    """Return the names of unions a street or town may mean: lists say 蛟川街道 for its union."""
    word = text.strip()
    return [word, f"{word}总工会", f"{word}工会联合会"] if word else []


def _name(text: str) -> str:
    """Return a name without the blanks people put between Han characters."""
    return _BLANK_IN_HAN.sub("", " ".join(text.split()))[:LONGEST_NAME]


def _code(checked: CheckedRegister, place: int, text: str) -> str:
    if values.code_of(text, {}) == "":
        checked.add(place, CODE_MISSING)
        return ""
    try:
        code = CreditCode.parse(text)
    except BadCreditCode:
        checked.add(place, CODE_INVALID)
        return normalise_credit_code(text)[:18]
    if not code.is_valid:
        checked.add(place, CODE_CHECK)
    return code.number


def _stated(checked: CheckedRegister, place: int, cells: Mapping[str, str]) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "region": "".join(filter(str.isdigit, cells.get("region", "")))[:12],
        "address": cells.get("address", "")[:200],
    }
    for name, read in (("status", status_of), ("sector", sector_of), ("category", category_of)):
        word = cells.get(name, "")
        stated[name] = read(word)
        if stated[name] is None:
            checked.add(place, VALUE_UNKNOWN)
    for name in ("workers", "women_workers"):
        stated[name] = _number(checked, place, cells.get(name, ""))
    workers, women = stated["workers"], stated["women_workers"]
    if workers is not None and women is not None and women > workers:
        checked.add(place, WOMEN_ABOVE_WORKERS)
        stated["women_workers"] = None
    return {name: value for name, value in stated.items() if value not in (None, "")}


def _number(checked: CheckedRegister, place: int, text: str) -> int | None:
    plain = values.plain(text).replace(",", "").replace("人", "")
    if about := _ABOUT.fullmatch(plain):
        plain = about[1]
    if values.code_of(plain, {}) == "":
        return None
    try:
        number = int(float(plain))
    except (ValueError, OverflowError):
        number = -1
    if not 0 <= number <= MOST_WORKERS:
        checked.add(place, HEADCOUNT_UNREADABLE)
        return None
    return number


def _word(text: str, words: Sequence[tuple[str, str]]) -> str | None:
    plain = values.plain(text)
    if values.code_of(plain, {}) == "":
        return ""
    return next((code for word, code in words if word in plain), None)


def status_of(text: str) -> str | None:
    """Return the state in the register: "" when nothing is said, None when not understood."""
    return _word(text, _STATUS_WORDS)


def sector_of(text: str) -> str | None:
    """Return the section of GB/T 4754-2017 for its letter, a code beginning with it, or a name."""
    plain = values.plain(text).upper()
    if len(plain) <= 5 and plain[:1].isalpha() and plain[:1].isascii():
        return plain[0] if plain[0] <= "T" and (len(plain) == 1 or plain[1:].isdigit()) else None
    return _word(text, _SECTOR_WORDS)


def category_of(text: str) -> str | None:
    """Return the code of the category (单位类别) for a code or a name."""
    plain = values.plain(text)
    return plain if plain in _CATEGORY_CODES else _word(text, _CATEGORY_WORDS)
