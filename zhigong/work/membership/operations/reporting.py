"""Reporting up (上报) in a superior system's table, and the list of differences with it (对账).

Identities leave in clear, so each export and each comparison wants an ability and a reason, and
leaves one audit entry with the number and the digest of its rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_indexes, digest
from zhigong.base.errors import UserError
from zhigong.base.fields import reveal
from zhigong.base.operations import act, operation
from zhigong.base.sheets import write_rows
from zhigong.engines.exchange import operations as exchange_operations
from zhigong.engines.exchange import queries as exchange
from zhigong.engines.exchange.queries import Comparison, Problem, Translator
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.resident_id import mask_id, normalise_id
from zhigong.kernel.text import N_
from zhigong.registry.people import contract as people_contract
from zhigong.registry.people import queries as people
from zhigong.registry.unions import queries as unions

ABILITY = "exchange.report_up"
SUBJECT = "people.person"
OWN_TABLES = {
    "ethnicity": people_contract.ETHNICITIES,
    "political_status": people_contract.POLITICAL_STATUSES,
    "education": people_contract.EDUCATIONS,
    "skill_level": people_contract.SKILL_LEVELS,
}
NOT_COMPARED = frozenset(("own_number", "state", "id_kind"))
Progress = Callable[[int, int], None]


class ReasonMissing(UserError):
    """An export of identities in clear wants a reason."""

    code = "reason_missing"
    text = N_("请填写导出原因，例如“2026年第四季度上报”。")


class FormatUnknown(UserError):
    """No format of that code."""

    code = "format_unknown"
    text = N_("没有这种上报口径，请重新选择。")


@dataclass(frozen=True, slots=True)
class Report:
    """What was exported."""

    rows: int
    problems: tuple[Problem, ...]


def translator_of(code: str) -> Translator:
    """Return the translator of a superior format.

    :raises FormatUnknown: there is none of that code.
    """
    try:
        return Translator(exchange.superior_format(code), OWN_TABLES)
    except KeyError:
        raise FormatUnknown(field="format") from None


@operation("membership.report_up")
def report_up(
    *,
    actor: Actor,
    union_code: str,
    format_code: str,
    reason: str,
    target: Path,
    remark: str,
    on_progress: Progress | None = None,
) -> Report:
    """Write the open memberships of a union and below as a superior's table.

    :raises ReasonMissing, FormatUnknown: as they say.
    :raises Union.DoesNotExist: outside the actor's scope.
    """
    union = _union(actor, union_code, reason)
    translator = translator_of(format_code)
    records = member_records(union=union, format_code=format_code, on_progress=on_progress)
    count, problems = exchange.write_format(
        translator=translator, records=records, target=target, remark=remark
    )
    act().on(union, node_id=union.pk, format=format_code, rows=count)
    return Report(count, tuple(problems))


def _union(actor: Actor, code: str, reason: str) -> Any:
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return unions.get_union_for(actor=actor, code=code, ability=ABILITY)


def member_records(
    *, union: Any, format_code: str, on_progress: Progress | None = None
) -> Iterator[dict[str, Any]]:
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
        system=format_code,
        subject=SUBJECT,
        object_ids=rows.order_by().values_list("person_id", flat=True),
    )
    for done, membership in enumerate(rows.iterator(chunk_size=2_000), start=1):
        yield _record(membership, numbers.get(membership.person_id, ""))
        if on_progress is not None and done % 2_000 == 0:
            on_progress(done, total)


def _record(membership: Any, own_number: str) -> dict[str, Any]:
    person, union, employer = membership.person, membership.union, membership.employer
    told = {
        name: getattr(person, name)
        for name in (
            "name", "id_kind", "birth_on", "sex", "ethnicity", "political_status", "education",
            "household_kind", "household_region", "skill_level",
        )
    }  # fmt: skip
    return told | {
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


@operation("membership.compare_with_superior")
def compare_with_superior(
    *,
    actor: Actor,
    union_code: str,
    format_code: str,
    reason: str,
    path: Path,
    file_name: str = "",
) -> Comparison:
    """Compare the members of a union and below with a superior system's export.

    The numbers the superior system gave its rows are kept, for the next export in its table.

    :raises ReasonMissing, FormatUnknown: as they say.
    :raises FileRefused: the file holds no such table.
    """
    union = _union(actor, union_code, reason)
    translator = translator_of(format_code)
    with exchange.open_workbook(path, limits=exchange.limits(), name=file_name) as workbook:
        there = exchange.read_format(translator=translator, workbook=workbook)
    here = list(member_records(union=union, format_code=format_code))
    _keep_numbers(there, translator)
    shape = translator.format
    found = exchange.compare(
        here=here,
        there=there,
        key=shape.key,
        fields=[c.field for c in shape.columns if c.field not in {shape.key, *NOT_COMPARED}],
        normalise=normalise_id,
    )
    counts = f"{len(found.only_here)},{len(found.only_there)},{len(found.different)}"
    act().bulk(
        "people.membership",
        count=len(here),
        digest=digest(counts.encode()),
        node_id=union.pk,
        format=format_code,
    )
    return found


def _keep_numbers(there: list[dict[str, Any]], translator: Translator) -> None:
    key = translator.format.key
    told = {
        normalise_id(str(row.get(key) or "")): str(row["own_number"])
        for row in there
        if row.get("own_number")
    }
    if not told:
        return
    blinds = dict(zip(blind_indexes("id", told), told, strict=True))
    rows = people.open_memberships().filter(person__id_blind__in=[b for b in blinds if b])
    numbers = {
        person_id: told[blinds[blind]]
        for person_id, blind in rows.values_list("person_id", "person__id_blind")
    }
    exchange_operations.keep_numbers(
        system=translator.format.code, subject=SUBJECT, numbers=numbers
    )


def write_comparison(*, found: Comparison, format_code: str, target: Path, remark: str) -> int:
    """Write the list of differences, numbers masked; return how many lines it has."""
    titles = {column.field: column.title for column in translator_of(format_code).format.columns}
    names = found.names
    lines: list[tuple[str, ...]] = []
    for word, keys in (("仅本系统有", found.only_here), ("仅上级有", found.only_there)):
        lines += [(word, names.get(key, ""), mask_id(key), "", "", "") for key in keys]
    lines += [
        (
            "内容不同",
            names.get(one.key, ""),
            mask_id(one.key),
            titles.get(one.field, one.field),
            mask_phone(one.here) if one.field == "phone" else one.here,
            mask_phone(one.there) if one.field == "phone" else one.there,
        )
        for one in found.different
    ]
    header = ["差异", "姓名", "证件号码", "项目", "本系统", "上级系统"]
    return write_rows(target, header, lines, watermark=remark)
