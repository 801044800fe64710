"""Find memberships by what a user types: a name, a part of one, pinyin, a phone or an ID number."""

import re
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from zhigong.base.crypto import blind_index
from zhigong.kernel.person_name import bigrams, normalise_name
from zhigong.kernel.phone import Phone
from zhigong.kernel.resident_id import IdKind, check_digit, classify, normalise_id
from zhigong.registry.people.rules import split_syllables

R = TypeVar("R", bound="QuerySet[Any]")

# A common name must not make the planner walk the list in its order looking for it (perf.md B):
# the inner query is materialised, and limited so that its cost has a bound.
MOST_NAMESAKES = 20_000
_LATIN = re.compile(r"[a-z][a-z ]*")
_MATCHES = """
WITH found AS MATERIALIZED (
  SELECT id FROM people_person WHERE {condition} LIMIT {limit}
) SELECT id FROM found
"""


def search_memberships(rows: R, text: str) -> R:
    """Keep the memberships of people whose name, pinyin, phone or ID number fits the text."""
    words = text.strip()
    if not words:
        return rows
    condition, arguments = _condition(words)
    sql = _MATCHES.format(condition=condition, limit=MOST_NAMESAKES)
    return rows.filter(person_id__in=RawSQL(sql, arguments))  # noqa: S611  arguments are bound


def _condition(words: str) -> tuple[str, list[Any]]:
    number = normalise_id(words)
    if any(letter.isdigit() for letter in number):
        return _by_number(words, number)
    latin = " ".join(words.lower().replace("'", " ").split())
    if latin.isascii() and _LATIN.fullmatch(latin):
        return _by_pinyin(latin)
    name = normalise_name(words)
    if len(name) == 1:
        return "name LIKE %s", [_escaped(name) + "%"]
    if len(name) == 2:
        return "name_bigrams @> %s::text[]", [bigrams(name)]
    return "name_bigrams @> %s::text[] AND name LIKE %s", [bigrams(name), f"%{_escaped(name)}%"]


def _by_number(words: str, number: str) -> tuple[str, list[Any]]:
    phone = Phone.parse(words)
    blinds = [blind_index("phone", phone.number)] if phone.number else []
    ids = [blind_index("id", number)]
    if classify(number) is IdKind.RESIDENT_ID and len(number) == 15:
        ids += [blind_index("id", _completed(number))]
    return "(id_blind = ANY(%s) OR phone_blind = ANY(%s))", [ids, blinds]


def _completed(number: str) -> str:
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + check_digit(first17)


def _by_pinyin(latin: str) -> tuple[str, list[Any]]:
    if " " in latin:
        return "name_py LIKE %s", [_escaped(latin) + "%"]
    conditions = ["name_py_initials = %s", "name_py = %s", "name_py LIKE %s", "name LIKE %s"]
    arguments = [latin, latin, _escaped(latin) + " %", _escaped(latin) + "%"]
    if syllables := split_syllables(latin):
        conditions.append("name_py LIKE %s")
        arguments.append(" ".join(syllables) + "%")
    return f"({' OR '.join(conditions)})", arguments


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
