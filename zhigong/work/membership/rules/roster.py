"""Checks of a member roster, column by column; a value that comes often is looked at once.

Errors refuse a row, because it cannot be stored as a person's membership; everything else that is
odd is a warning. Every check sees every row.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from zhigong.kernel.credit_code import BadCreditCode, CreditCode, normalise_credit_code
from zhigong.kernel.dates import DatePrecision, parse_date
from zhigong.kernel.person_name import normalise_name
from zhigong.kernel.phone import Phone, PhoneKind
from zhigong.kernel.resident_id import MIN_MEMBER_AGE, IdKind, age_on
from zhigong.work.membership.rules import values
from zhigong.work.membership.rules.identity import MISSING, Identity, identity_of

Cell = Any
Columns = Mapping[str, Sequence[Cell]]
T = TypeVar("T")

LONGEST_NAME = 60
LONGEST_TEXT = 200

NAME_MISSING = "error:name_missing"
NAME_TOO_LONG = "error:name_too_long"
NAME_UNUSUAL = "warning:name_unusual"
JOINED_IN_FUTURE = "error:joined_in_future"
JOINED_BEFORE_BIRTH = "warning:joined_before_birth"
JOINED_BELOW_16 = "warning:joined_below_16"
DATE_UNREADABLE = "warning:date_unreadable"
DUPLICATE_IN_FILE = "error:duplicate_in_file"
NAME_DIFFERS = "warning:same_id_other_name"
PHONE_SHARED = "warning:phone_shared"
PHONE_NOT_MOBILE = "warning:phone_not_mobile"
PHONE_INVALID = "warning:phone_invalid"
PHONE_MISSING = "warning:phone_missing"
SEX_CONTRADICTS_ID = "warning:sex_contradicts_id"
SEX_UNKNOWN = "warning:sex_unknown"
BIRTH_CONTRADICTS_ID = "warning:birth_contradicts_id"
CREDIT_CODE_CHECK = "warning:credit_code_check"
CREDIT_CODE_INVALID = "warning:credit_code_invalid"
VALUE_UNKNOWN = "warning:value_unknown"

# field -> words that are known; what is not known is left empty and said
CODED = {
    "ethnicity": values.ETHNICITY_WORDS,
    "political_status": values.POLITICAL_WORDS,
    "education": values.EDUCATION_WORDS,
    "household_kind": values.HOUSEHOLD_WORDS,
    "employment_form": values.EMPLOYMENT_WORDS,
    "new_form_group": values.GROUP_WORDS,
    "skill_level": values.SKILL_WORDS,
}
# What most cells look like; they are in their normal form already.
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}").fullmatch
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}").fullmatch

FREE_TEXT = ("employer", "union", "post", "household_region", "remark")


@dataclass(slots=True)
class CheckedRoster:
    """A roster with normal values, column by column, and what was found.

    :param rows: the sheet's row numbers.
    :param findings: position -> codes, only where something was found.
    :param columns: field -> one value for each row, in normal form.
    """

    rows: Sequence[int]
    findings: dict[int, list[str]] = field(default_factory=dict)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    unknown_values: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, place: int, code: str) -> None:
        """Note a finding of a row, each code once."""
        codes = self.findings.setdefault(place, [])
        if code not in codes:
            codes.append(code)

    def codes(self, place: int) -> list[str]:
        """Return the findings of a row, errors first."""
        codes = self.findings.get(place)
        return sorted(codes) if codes else []

    def is_refused(self, place: int) -> bool:
        """Return whether an error other than being a duplicate was found."""
        return any(
            code.startswith("error:") and code != DUPLICATE_IN_FILE
            for code in self.findings.get(place, ())
        )

    def is_duplicate(self, place: int) -> bool:
        """Return whether the same number stands in an earlier row."""
        return DUPLICATE_IN_FILE in self.findings.get(place, ())


def check_roster(columns: Columns, *, rows: Sequence[int], today: date) -> CheckedRoster:
    """Bring every cell to its normal form and find what is wrong or odd.

    :param columns: field -> cells as the reader gives them; a field may be absent.
    :param today: the business date; who joined after it is refused.
    """
    checked = CheckedRoster(rows)
    _check_names(checked, columns)
    identities = _check_identities(checked, columns, today)
    _check_sex(checked, columns, identities)
    _check_birth(checked, columns, identities)
    _check_joined(checked, columns, today)
    _check_duplicates(checked)
    _check_phones(checked, columns)
    _check_credit_codes(checked, columns)
    _read_coded(checked, columns)
    _read_marks(checked, columns)
    _read_texts(checked, columns)
    return checked


def _cells(columns: Columns, code: str, checked: CheckedRoster) -> Sequence[Cell]:
    return columns.get(code) or [""] * len(checked.rows)


def _read_once(cells: Sequence[Cell], read: Callable[[Cell], T]) -> list[T]:
    """Return what each cell means; a value that comes often is read once."""
    known = {cell: read(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def text_of(cell: Cell) -> str:
    """Return a cell as one line of text, without the ``.0`` of a whole number."""
    if isinstance(cell, str):
        return " ".join(cell.split()) if not cell.isalnum() else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def _name_of(cell: Cell) -> str:
    return normalise_name(cell) if isinstance(cell, str) else text_of(cell)


def _check_names(checked: CheckedRoster, columns: Columns) -> None:
    names = [
        cell if isinstance(cell, str) and _PLAIN_NAME(cell) else _name_of(cell)
        for cell in _cells(columns, "name", checked)
    ]
    checked.columns["name"] = names
    for place, name in enumerate(names):
        if _PLAIN_NAME(name):
            continue
        if not name:
            checked.add(place, NAME_MISSING)
        elif len(name) > LONGEST_NAME:
            checked.add(place, NAME_TOO_LONG)
        elif len(name) == 1 or any(map(str.isdigit, name)):
            checked.add(place, NAME_UNUSUAL)


def _check_identities(checked: CheckedRoster, columns: Columns, today: date) -> list[Identity]:
    cells = _cells(columns, "id_number", checked)
    kinds: list[IdKind | None] = _read_once(
        _cells(columns, "id_kind", checked), lambda cell: values.id_kind_of(text_of(cell))
    )
    found = [
        identity_of(cell, kind=kind, today=today) for cell, kind in zip(cells, kinds, strict=True)
    ]
    for place, identity in enumerate(found):
        for code in identity.codes:
            checked.add(place, code)
    checked.columns["id_number"] = [identity.number for identity in found]
    checked.columns["id_kind"] = [str(identity.kind) for identity in found]
    return found


def _check_sex(checked: CheckedRoster, columns: Columns, identities: Sequence[Identity]) -> None:
    told: list[str] = []
    sexes = _read_once(
        _cells(columns, "sex", checked), lambda cell: values.code_of(text_of(cell), values.SEXES)
    )
    for place, (sex, identity) in enumerate(zip(sexes, identities, strict=True)):
        if sex is None:
            checked.add(place, SEX_UNKNOWN)
        elif sex and identity.sex and sex != identity.sex:
            checked.add(place, SEX_CONTRADICTS_ID)
        told.append((identity.sex if identity.is_told else "") or sex or "0")
    checked.columns["sex"] = told


def _check_birth(checked: CheckedRoster, columns: Columns, identities: Sequence[Identity]) -> None:
    births: list[date | None] = []
    dates = _read_once(_cells(columns, "birth_on", checked), parse_date)
    for place, told in enumerate(dates):
        birth = identities[place].birth_on
        if told.precision is not DatePrecision.MISSING:
            if told.precision is DatePrecision.UNREADABLE:
                checked.add(place, DATE_UNREADABLE)
            elif birth and told.value and _differs(told.value, birth, told.precision):
                checked.add(place, BIRTH_CONTRADICTS_ID)
            if birth is None and identities[place] is not MISSING:
                birth = told.value
        births.append(birth)
    checked.columns["birth_on"] = births


def _differs(told: date, birth: date, precision: DatePrecision) -> bool:
    if precision is DatePrecision.DAY:
        return told != birth
    if precision is DatePrecision.MONTH:
        return (told.year, told.month) != (birth.year, birth.month)
    return told.year != birth.year


def _check_joined(checked: CheckedRoster, columns: Columns, today: date) -> None:
    days: list[date | None] = []
    births = checked.columns["birth_on"]
    dates = _read_once(_cells(columns, "joined_on", checked), parse_date)
    for place, told in enumerate(dates):
        day, birth = told.value, births[place]
        if told.precision is DatePrecision.UNREADABLE:
            checked.add(place, DATE_UNREADABLE)
        if day is not None and day > today:
            checked.add(place, JOINED_IN_FUTURE)
        elif day is not None and birth is not None:
            if day < birth:
                checked.add(place, JOINED_BEFORE_BIRTH)
                day = None
            elif day.year - birth.year <= MIN_MEMBER_AGE and age_on(birth, day) < MIN_MEMBER_AGE:
                checked.add(place, JOINED_BELOW_16)
        days.append(day)
    checked.columns["joined_on"] = days


def _check_duplicates(checked: CheckedRoster) -> None:
    """Name every later row with a number that stood in an earlier one, refused or not."""
    first: dict[str, int] = {}
    names = checked.columns["name"]
    for place, number in enumerate(checked.columns["id_number"]):
        if not number:
            continue
        earlier = first.setdefault(number, place)
        if earlier != place:
            checked.add(place, DUPLICATE_IN_FILE)
            if names[earlier] != names[place]:
                checked.add(place, NAME_DIFFERS)


def _check_phones(checked: CheckedRoster, columns: Columns) -> None:
    phones: list[str] = []
    owners: dict[str, list[int]] = {}
    for place, cell in enumerate(_cells(columns, "phone", checked)):
        if cell in ("", None):
            checked.add(place, PHONE_MISSING)
            phones.append("")
            continue
        if isinstance(cell, str) and _PLAIN_MOBILE(cell):
            owners.setdefault(cell, []).append(place)
            phones.append(cell)
            continue
        phone = Phone.parse(text_of(cell))
        if phone.kind is PhoneKind.MOBILE:
            owners.setdefault(phone.number, []).append(place)
        elif not phone.number:
            checked.add(place, PHONE_MISSING)
        else:
            is_landline = phone.kind is PhoneKind.LANDLINE
            checked.add(place, PHONE_NOT_MOBILE if is_landline else PHONE_INVALID)
        phones.append("" if phone.kind is PhoneKind.INVALID else phone.number)
    checked.columns["phone"] = phones
    _name_shared(checked, owners)


def _name_shared(checked: CheckedRoster, owners: Mapping[str, list[int]]) -> None:
    """Name the rows of different people with one number; one person twice shares nothing."""
    numbers, names = checked.columns["id_number"], checked.columns["name"]
    for places in owners.values():
        if len(places) > 1 and len({numbers[place] or names[place] for place in places}) > 1:
            for place in places:
                checked.add(place, PHONE_SHARED)


def _check_credit_codes(checked: CheckedRoster, columns: Columns) -> None:
    def read(cell: Cell) -> tuple[str, str]:
        text = text_of(cell)
        if values.code_of(text, {}) == "":
            return "", ""
        try:
            code = CreditCode.parse(text)
        except BadCreditCode:
            return normalise_credit_code(text)[:18], CREDIT_CODE_INVALID
        return code.number, "" if code.is_valid else CREDIT_CODE_CHECK

    for name in ("credit_code", "union_credit_code"):
        found = _read_once(_cells(columns, name, checked), read)
        for place, (_, finding) in enumerate(found):
            if finding:
                checked.add(place, finding)
        checked.columns[name] = [
            "" if finding == CREDIT_CODE_INVALID else code for code, finding in found
        ]


def _code_in(cell: Cell, words: Mapping[str, str]) -> str | None:
    return values.code_of(text_of(cell), words)


def _read_coded(checked: CheckedRoster, columns: Columns) -> None:
    for name, words in CODED.items():
        if name not in columns:
            checked.columns[name] = [""] * len(checked.rows)
            continue
        codes = _read_once(columns[name], partial(_code_in, words=words))
        for place, code in enumerate(codes):
            if code is None:
                checked.add(place, VALUE_UNKNOWN)
                unknown = checked.unknown_values.setdefault(name, {})
                word = text_of(columns[name][place])[:40]
                unknown[word] = unknown.get(word, 0) + 1
        checked.columns[name] = [code or "" for code in codes]


def _read_marks(checked: CheckedRoster, columns: Columns) -> None:
    for name in ("migrant", "dispatched"):
        cells = _cells(columns, name, checked)
        marks = _read_once(cells, lambda cell: values.yes_or_no(text_of(cell)))
        for place, mark in enumerate(marks):
            if mark is None:
                checked.add(place, VALUE_UNKNOWN)
        checked.columns[name] = [bool(mark) for mark in marks]


def _read_texts(checked: CheckedRoster, columns: Columns) -> None:
    for name in FREE_TEXT:
        cells = _cells(columns, name, checked)
        checked.columns[name] = _read_once(cells, lambda cell: text_of(cell)[:LONGEST_TEXT])
