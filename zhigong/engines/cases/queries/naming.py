"""Which union or employer of the registry a typed answer means; as it is stored and shown.

Names and codes of unions and firms are public; nothing else of them is told here.
"""

import re

from zhigong.base.actor import SYSTEM
from zhigong.kernel.credit_code import BadCreditCode, CreditCode, normalise_credit_code
from zhigong.registry.employers.queries import find_employers, written_as
from zhigong.registry.unions.queries import ids_of_codes, names_of, root, unions_named

CODE_SIGNS = 18
_WRITTEN = re.compile(r"^(?P<name>.*)[（(](?P<code>[0-9A-Za-z]+)[)）]$")


def _parts(text: str) -> tuple[str, str]:
    """Return name and code of what was typed, or was stored as ``名称（代码）``."""
    found = _WRITTEN.match(text.strip())
    return (found["name"].strip(), found["code"].upper()) if found else (text.strip(), "")


def union_meant(text: str) -> list[str]:
    """Return the unions a typed code or name means, each as ``名称（编号）``."""
    name, code = _parts(text)
    wanted = code or name.upper()
    ids = ids_of_codes([wanted])
    if ids:
        return [f"{names_of(ids.values())[ids[wanted]]}（{wanted}）"]
    return [f"{one.name}（{one.code}）" for one in unions_named(actor=SYSTEM, text=name)]


def employer_meant(text: str) -> str:
    """Return the employer a typed credit code or name means, as ``名称（信用代码）``.

    A firm the registry does not have is kept as it was typed: one may speak of any firm.

    :raises BadCreditCode: a code was typed that is none.
    """
    name, code = _parts(text)
    if not code and _looks_like_code(name):
        name, code = "", name
    if code and _looks_like_code(code):
        code = CreditCode.parse(code).number
    else:
        name, code = text.strip(), ""
    key = (code, name)
    match = find_employers(keys=[key], below=root())[key]
    if match.employer_id is not None:
        return written_as(employer_id=match.employer_id)
    return f"{name}（{code}）" if name and code else name or code


def _looks_like_code(text: str) -> bool:
    """Whether something is meant to be a credit code: eighteen signs, none of them Chinese."""
    return text.isascii() and len(normalise_credit_code(text)) == CODE_SIGNS


__all__ = ["BadCreditCode", "employer_meant", "union_meant"]
