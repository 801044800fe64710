"""What a kind of import declares: its fields, how they are recognised, and who does the work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _text

from zhigong.base.catalogue import Catalogue


class Shape(StrEnum):
    """What the cells of a column look like, when its title does not say what it holds."""

    ID = "id"
    PHONE = "phone"
    PERSON = "person"
    SEX = "sex"
    DATE = "date"
    CREDIT_CODE = "credit_code"
    EMPLOYER = "employer"
    UNION = "union"
    ETHNICITY = "ethnicity"
    POLITICAL = "political"
    EDUCATION = "education"
    YES_NO = "yes_no"
    NUMBER = "number"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row may say.

    :param synonyms: titles that mean this field, alone or inside a longer title.
    :param exact: titles that mean it only when nothing else stands beside them.
    :param shape: what its cells look like; None when nothing can be told from them.
    :param is_required: without such a column nothing can be taken over.
    :param is_key: a row with this cell filled is a row of data.
    :param fills_down: a merged cell, or 同上, stands for the rows below it.
    :param choices: drop-down of the template.
    :param example: cell of the template's example row.
    """

    code: str
    title: str
    synonyms: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    shape: Shape | None = None
    is_required: bool = False
    is_key: bool = False
    fills_down: bool = False
    weight: int = 1
    choices: tuple[str, ...] = ()
    example: str = ""
    width: int = 14
    is_text: bool = False
    in_template: bool = True


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of table that can be handed in.

    :param code: the file's name.
    :param ability: who may hand it in.
    :param fields: what its rows may say.
    :param notes: instructions on the template's second sheet.
    :param findings: code -> (short title, what to do, field whose cell is marked).
    """

    code: str
    title: str
    ability: str
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()
    order: int = 0
    findings: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)

    def explain(self, code: str) -> tuple[str, str]:
        """Return the short title of a finding, and what to do about it."""
        title, advice, _ = self.findings.get(code, (code, "", ""))
        return _text(title), _text(advice) if advice else ""

    def field_by_code(self, code: str) -> Field:
        """Return one field.

        :raises KeyError: there is none of that code.
        """
        for one in self.fields:
            if one.code == code:
                return one
        raise KeyError(code)


IMPORTS: Catalogue[ImportKind] = Catalogue(kind="imports", contract=ImportKind)
