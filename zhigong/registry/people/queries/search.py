"""Find memberships by what a user types: a name, a part of one, pinyin, a phone or an ID number."""

import re
from typing import Any, Literal, cast

from django.db.models import QuerySet

from zhigong.base.crypto import blind_index
from zhigong.kernel.person_name import bigrams, normalise_name
from zhigong.kernel.phone import Phone
from zhigong.kernel.resident_id import IdKind, check_digit, classify, normalise_id
from zhigong.registry.people.models import Membership, Person
from zhigong.registry.people.rules import split_syllables

# perf.md B: a common name must not make the planner walk the list in its order looking for it. So
# the matches are found first, within the scope and unordered, and at most so many that their cost
# has a bound: of a name borne by more people than this a part is shown, until the reader narrows.
MOST_NAMESAKES = 1_001  # one above the cap of counts, so that the list says "more"
_LATIN = re.compile(r"[a-z][a-z ]*")


def why_not_found(text: str) -> Literal["", "single_character", "part_of_number"]:
    """Return what about the words kept the search from finding somebody; "" when nothing.

    A character alone is looked for among surnames, and numbers are found whole: their blind
    indexes know no parts.
    """
    words = "".join(filter(str.isprintable, text)).strip()
    number = normalise_id(words)
    if any(letter.isdigit() for letter in number):
        # Bare digits that might be a 台胞证 or a fixed line are a part of a number far more often.
        is_document = classify(number) not in (None, IdKind.TAIWAN_PERMIT)
        return "" if is_document or Phone.parse(words).is_mobile else "part_of_number"
    name = normalise_name(words)
    return "single_character" if len(name) == 1 else ""


def search_memberships(rows: "QuerySet[Membership]", text: str) -> "QuerySet[Membership]":
    """Keep the memberships of people whose name, pinyin, phone or ID number fits the text.

    :param rows: narrowed to the reader's scope and filters already; what comes back is not to be
        widened, it holds at most ``MOST_NAMESAKES`` rows.
    """
    words = "".join(filter(str.isprintable, text)).strip()
    if not words:
        return rows
    condition, arguments = _condition(words)
    people = Person.objects.trusted("joined to rows within the scope").extra(  # noqa: S610
        where=[condition], params=arguments
    )
    found = rows.filter(person__in=people).order_by().select_related(None)
    # Looked up here and now: the page and the number of rows both need the matches, and in a
    # province finding them is most of the time of either.
    matches = list(found.values_list("pk", flat=True)[:MOST_NAMESAKES])
    within = Membership.objects.trusted("the matches lie within the scope")
    result: Any = within.filter(pk__any_of=set(matches))
    result = result.select_related("person", "union", "employer").reading_late()
    result.known_total = len(matches)
    return cast("QuerySet[Membership]", result)


def _condition(words: str) -> tuple[str, list[Any]]:
    number = normalise_id(words)
    if any(letter.isdigit() for letter in number):
        return _by_number(words, number)
    latin = " ".join(words.lower().replace("'", " ").split())
    if latin.isascii() and _LATIN.fullmatch(latin):
        return _by_pinyin(latin)
    name = normalise_name(words)
    pairs = bigrams(name)
    if not pairs:
        return "FALSE", []
    if len(name) == 1:
        return "name LIKE %s", [_escaped(name) + "%"]
    if len(name) == 2:
        return "name_bigrams @> %s::text[]", [pairs]
    return "name_bigrams @> %s::text[] AND name LIKE %s", [pairs, f"%{_escaped(name)}%"]


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
