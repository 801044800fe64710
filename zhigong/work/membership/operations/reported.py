"""What is reported up: members, unions, employers; the records of each, and how rows are the same.

A record holds the fields a format may name, and beside them ``OBJECT`` (our id, for the superior's
own numbers) and ``KEY`` (by which rows of both sides are the same).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhigong.base import clock
from zhigong.base.fields import reveal
from zhigong.engines.exchange import queries as exchange
from zhigong.kernel.credit_code import normalise_credit_code
from zhigong.kernel.resident_id import mask_id, normalise_id
from zhigong.kernel.text import N_
from zhigong.kernel.union_name import union_name_key
from zhigong.registry.employers import queries as employers
from zhigong.registry.people import contract as people_contract
from zhigong.registry.people import queries as people
from zhigong.registry.unions import queries as unions

OBJECT, KEY = "_object", "_key"
CHUNK = 2_000
Record = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing that is reported.

    :param object_kind: for the audit, and for the superior's own numbers.
    :param tables: our code tables, field -> code -> title.
    :param records: the records of a union and below; told how many there are.
    :param keyed: writes ``KEY`` into the records of both sides.
    :param show_key: how a key is shown to people.
    :param headings: titles of the name and of the key in the list of differences.
    """

    title: str
    unit: str
    object_kind: str
    tables: Callable[[], Mapping[str, Mapping[str, str]]]
    records: "Callable[[Any, str, Progress | None], Iterator[Record]]"
    keyed: Callable[[Sequence[Record], Sequence[Record]], None]
    headings: tuple[str, str]
    show_key: Callable[[str], str] = str
    not_compared: frozenset[str] = frozenset()


def _members(union: Any, system: str, on_progress: Progress | None) -> Iterator[Record]:
    """Give the open memberships of a union and below, applicants left out, identities in clear."""
    rows = (
        people.open_memberships()
        .filter(union__ancestors__contains=[union.pk])
        .exclude(state="pending")
        .select_related("person", "union", "employer")
        .order_by("union_id", "name_py", "pk")
    )
    total = rows.count()
    numbers = exchange.numbers_of(
        system=system,
        subject="people.person",
        object_ids=rows.order_by().values_list("person_id", flat=True),
    )
    for done, membership in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        yield _member(membership, numbers.get(membership.person_id, ""))
        if on_progress is not None and done % CHUNK == 0:
            on_progress(done, total)


def _member(membership: Any, own_number: str) -> Record:
    person, union, employer = membership.person, membership.union, membership.employer
    told = {
        name: getattr(person, name)
        for name in (
            "name", "id_kind", "birth_on", "sex", "ethnicity", "political_status", "education",
            "household_kind", "household_region", "skill_level",
        )
    }  # fmt: skip
    return told | {
        OBJECT: membership.person_id,
        "own_number": own_number,
        "id_number": reveal(person.data_key, person.id_cipher) or "",
        "phone": reveal(person.data_key, person.phone_cipher) or "",
        "union_code": union.code,
        "union_name": union.name,
        "union_credit_code": union.credit_code,
        "employer_name": employer.name if employer else "",
        "credit_code": employer.credit_code if employer else "",
        "employment_form": membership.employment_form,
        "new_form_group": membership.new_form_group,
        "migrant": membership.migrant,
        "dispatched": membership.dispatched,
        "joined_on": membership.joined_on,
        "post": membership.post,
        "state": membership.state,
    }


def _unions(union: Any, system: str, on_progress: Progress | None) -> Iterator[Record]:
    """Give a union and those below that have not ended, with the papers of today."""
    today = clock.today()
    papers = unions.papers_below(union=union, on=today)
    ids = [paper.union.pk for paper in papers]
    numbers = exchange.numbers_of(system=system, subject="unions.union", object_ids=ids)
    chairs = people.chairs_of(union_ids=ids, on=today)
    for paper in papers:
        yield _union(paper) | {
            "own_number": numbers.get(paper.union.pk, ""),
            "chair": chairs.get(paper.union.pk, ""),
        }
    if on_progress is not None:
        on_progress(len(papers), len(papers))


def _union(paper: Any) -> Record:
    union, declared, term = paper.union, paper.declared, paper.term
    told = {
        name: getattr(union, name)
        for name in (
            "name", "code", "kind", "status", "region", "credit_code", "category", "sector",
            "address", "phone", "established_on", "approval_number", "legal_person",
            "certificate_number", "certificate_until", "dues_collection",
        )
    }  # fmt: skip
    counted = {
        name: getattr(declared, name) if declared else None
        for name in ("workers", "women_workers", "members", "women_members", "migrant_members")
    }
    return (
        told
        | counted
        | {
            OBJECT: union.pk,
            "parent_name": union.parent.name if union.parent else "",
            "declared_on": declared.as_of if declared else None,
            "term": term.number if term else None,
            "term_from": term.starts_on if term else None,
            "term_until": term.ends_before if term else None,
        }
    )


def _employers(union: Any, system: str, on_progress: Progress | None) -> Iterator[Record]:
    """Give the employers a union and those below answer for, those that are gone left out."""
    rows = employers.answered_for(union_id=union.pk).order_by("area_union_id", "code")
    numbers = exchange.numbers_of(
        system=system,
        subject="employers.employer",
        object_ids=rows.order_by().values_list("pk", flat=True),
    )
    total = rows.count()
    for done, row in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        told = {
            name: getattr(row, name)
            for name in (
                "name", "code", "credit_code", "sector", "category", "ownership", "status",
                "region", "address", "workers", "women_workers", "headcount_on",
            )
        }  # fmt: skip
        yield told | {
            OBJECT: row.pk,
            "own_number": numbers.get(row.pk, ""),
            "area_name": row.area_union.name,
            "union_name": row.covered_by.name if row.covered_by else "",
            "has_union": row.covered_by_id is not None,
        }
        if on_progress is not None and done % CHUNK == 0:
            on_progress(done, total)


def _key_members(here: Sequence[Record], there: Sequence[Record]) -> None:
    for record in (*here, *there):
        record[KEY] = normalise_id(str(record.get("id_number") or ""))


def _key_unions(here: Sequence[Record], there: Sequence[Record]) -> None:
    """Key unions by name; where either side has a name twice, by the name above as well.

    The superior does not know our codes, and few small unions have a credit code of their own.
    """
    often: set[str] = set()
    for records in (here, there):
        counted = Counter(_name_key(record, "name") for record in records)
        often |= {name for name, number in counted.items() if number > 1}
    for record in (*here, *there):
        name = _name_key(record, "name")
        record[KEY] = f"{_name_key(record, 'parent_name')}/{name}" if name in often else name


def _name_key(record: Record, field: str) -> str:
    return union_name_key(str(record.get(field) or ""))


def _key_employers(here: Sequence[Record], there: Sequence[Record]) -> None:
    for record in (*here, *there):
        code = normalise_credit_code(str(record.get("credit_code") or ""))
        record[KEY] = code or str(record.get("name") or "").strip()


MEMBERS = Subject(
    title=N_("会员"),
    unit=N_("人"),
    object_kind="people.person",
    tables=lambda: {
        "ethnicity": people_contract.ETHNICITIES,
        "political_status": people_contract.POLITICAL_STATUSES,
        "education": people_contract.EDUCATIONS,
        "skill_level": people_contract.SKILL_LEVELS,
    },
    records=_members,
    keyed=_key_members,
    headings=(N_("姓名"), N_("证件号码")),
    show_key=mask_id,
    not_compared=frozenset(("own_number", "state", "id_kind", "id_number")),
)
UNIONS = Subject(
    title=N_("工会组织"),
    unit=N_("个工会"),
    object_kind="unions.union",
    tables=unions.code_tables,
    records=_unions,
    keyed=_key_unions,
    headings=(N_("工会名称"), N_("核对用名称")),
    not_compared=frozenset(("own_number", "name", "code")),
)
EMPLOYERS = Subject(
    title=N_("用人单位"),
    unit=N_("家单位"),
    object_kind="employers.employer",
    tables=employers.code_tables,
    records=_employers,
    keyed=_key_employers,
    headings=(N_("单位名称"), N_("统一社会信用代码")),
    not_compared=frozenset(("own_number", "code", "credit_code", "has_union")),
)
SUBJECTS = {"members": MEMBERS, "unions": UNIONS, "employers": EMPLOYERS}
