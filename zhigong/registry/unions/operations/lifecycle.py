"""Open unions and change their records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, TypedDict, Unpack

from django.db import connection

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.numbering import take_numbers
from zhigong.base.operations import act, operation
from zhigong.kernel.credit_code import BadCreditCode, CreditCode
from zhigong.kernel.text import N_
from zhigong.kernel.union_name import union_name_key
from zhigong.registry.unions import rules
from zhigong.registry.unions.contract import Verification
from zhigong.registry.unions.events import UnionChanged, UnionOpened
from zhigong.registry.unions.models import ENDED, Union, UnionStatus


class UnionNameMissing(UserError):
    """A union needs a name."""

    code = "union_name_missing"
    text = N_("请填写工会名称。")


class UnionCodeTaken(UserError):
    """Another union has this code."""

    code = "union_code_taken"
    text = N_("工会编号 {union_code} 已被使用，请换一个编号。")


class CreditCodeNotReadable(UserError):
    """The text cannot be a credit code."""

    code = "credit_code_not_readable"
    text = N_("“{credit_code}”不是统一社会信用代码，应为18位数字和大写字母。")


class CreditCodeTaken(UserError):
    """Another union that has not ended has this credit code."""

    code = "credit_code_taken"
    text = N_("统一社会信用代码 {credit_code} 已用于另一个工会，请核对。")


class KindNotAllowedThere(UserError):
    """A union of this kind cannot stand below one of that kind."""

    code = "kind_not_allowed_there"
    text = N_("{kind}不能设在{parent_kind}之下。")


class UnionHasEnded(UserError):
    """The union was dissolved or merged."""

    code = "union_has_ended"
    text = N_("“{name}”已撤销或合并，不能再变动。")


class RecordFields(TypedDict, total=False):
    """What may be given when a union is opened, beside what it needs."""

    region: str
    credit_code: str
    legal_person: bool
    certificate_number: str
    certificate_from: date | None
    certificate_until: date | None
    approval_number: str
    dues_collection: str
    status: str
    verification: str
    category: str
    sector: str
    address: str
    phone: str


class UnionFields(RecordFields, total=False):
    """What may be changed later."""

    name: str
    kind: str
    established_on: date | None


@dataclass(frozen=True, slots=True)
class NewUnion:
    """One union of a set that is opened together.

    :param parent_code: code of a union that exists or stands earlier in the same set; empty for
        the top of the tree.
    :param stands_from: first day in the tree.
    """

    code: str
    name: str
    kind: str
    parent_code: str
    stands_from: date
    fields: UnionFields = field(default_factory=UnionFields)


# From the first day on, a union stood wherever its parent stood; it cannot be older than the tree.
_PLACE = """
INSERT INTO unions_position (union_id, parent_id, ancestors, starts_on, ends_before)
SELECT opened.id, u.parent_id,
    coalesce(above.ancestors, '{}') || opened.id,
    greatest(opened.starts_on, above.starts_on), above.ends_before
FROM unnest(%s::int[], %s::date[]) AS opened (id, starts_on)
JOIN unions_union u ON u.id = opened.id
LEFT JOIN unions_position above ON above.union_id = u.parent_id
    AND coalesce(above.ends_before, 'infinity') > opened.starts_on
WHERE u.parent_id IS NULL OR above.id IS NOT NULL
"""


@operation("unions.open")
def open_union(
    *,
    actor: Actor,
    name: str,
    kind: str,
    parent: Union | None,
    established_on: date | None = None,
    code: str = "",
    **fields: Unpack[RecordFields],
) -> Union:
    """Open a union below a parent; it stands in the tree from ``established_on``, else today.

    A credit code that fails its check is kept and the union marked 待核实.

    :param code: empty takes the next number.
    :raises UnionNameMissing, UnionCodeTaken, CreditCodeNotReadable, CreditCodeTaken: as they say.
    :raises KindNotAllowedThere: the parent is a branch or group that cannot hold this kind.
    """
    stands_from = established_on or clock.today()
    union = Union(parent=parent, code=code or _next_codes(1)[0])
    _assign(union, {**fields, "name": name, "kind": kind, "established_on": established_on})
    _require_place(union, parent)
    _require_free(union)
    union.save(force_insert=True)
    _stand([(union.pk, stands_from)])
    union.refresh_from_db(fields=["ancestors", "level", "county_id"])
    act().on(union, node_id=union.pk, parent=parent.pk if parent else None)
    publish(UnionOpened(frozenset([union.pk]), stands_from, parent.pk if parent else None))
    return union


@operation("unions.open_many")
def open_unions(*, actor: Actor, unions: Sequence[NewUnion]) -> dict[str, Union]:
    """Open many unions, parents before children; return them by code.

    Statements grow with the depth of the set, not with its size. Codes are not checked one by one:
    the database refuses a second use.

    :raises KeyError: a parent code is unknown, or stands later in the set.
    """
    known = {
        union.code: union
        for union in Union.objects.trusted("parents of the set").filter(
            code__in={new.parent_code for new in unions}
        )
    }
    opened: dict[str, Union] = {}
    for generation in _generations(unions, known):
        rows = [_built(new, known.get(new.parent_code)) for new in generation]
        Union.objects.bulk_create(rows, batch_size=2_000)
        placed = _reread(rows)
        _stand([(row.pk, new.stands_from) for row, new in zip(rows, generation, strict=True)])
        known.update(placed)
        opened.update(placed)
    _record_opened(unions, opened)
    return opened


@operation("unions.change")
def change_union(
    *, actor: Actor, union: Union, reason: str = "", **changes: Unpack[UnionFields]
) -> Union:
    """Change fields of a union that has not ended.

    :raises UnionHasEnded: it was dissolved or merged; only a living record changes.
    :raises UnionNameMissing, CreditCodeNotReadable, CreditCodeTaken: as they say.
    """
    locked = Union.objects.trusted("opened by the door").select_for_update().get(pk=union.pk)
    if locked.has_ended or changes.get("status") in ENDED:
        raise UnionHasEnded(name=locked.name)
    before = {name: getattr(locked, name) for name in changes}
    _assign(locked, dict(changes))
    _require_place(locked, locked.parent)
    changed = frozenset(name for name, value in before.items() if getattr(locked, name) != value)
    if not changed:
        act().unchanged()
        return locked
    _require_free(locked)
    locked.save()
    locked.refresh_from_db(fields=["ancestors", "level", "county_id"])
    act().on(locked, node_id=locked.pk, fields=sorted(changed))
    publish(UnionChanged(frozenset([locked.pk]), clock.today(), changed))
    return locked


def _assign(union: Union, fields: dict[str, Any]) -> None:
    """Put fields on a union; read its name and credit code."""
    for name, value in fields.items():
        setattr(union, name, value)
    union.name = union.name.strip()
    if not union.name:
        raise UnionNameMissing(field="name")
    union.name_key = union_name_key(union.name)
    if fields.get("credit_code"):
        try:
            credit = CreditCode.parse(fields["credit_code"])
        except BadCreditCode as error:
            raise CreditCodeNotReadable(
                field="credit_code", credit_code=fields["credit_code"]
            ) from error
        union.credit_code = credit.number
        if not credit.is_valid:
            union.verification = Verification.PENDING


def _require_place(union: Union, parent: Union | None) -> None:
    if parent is not None and parent.has_ended:
        raise UnionHasEnded(field="parent", name=parent.name)
    if parent is not None and not rules.may_stand_below(kind=union.kind, parent_kind=parent.kind):
        raise KindNotAllowedThere(
            field="kind",
            kind=union.get_kind_display(),
            parent_kind=parent.get_kind_display(),
        )


def _require_free(union: Union) -> None:
    """Refuse a code or credit code in use; the constraints decide when two come at once."""
    others = Union.objects.trusted("uniqueness across the tree").exclude(pk=union.pk)
    if others.filter(code=union.code).exists():
        raise UnionCodeTaken(field="code", union_code=union.code)
    if (
        union.credit_code
        and others.filter(credit_code=union.credit_code, dissolved_on__isnull=True).exists()
    ):
        raise CreditCodeTaken(field="credit_code", credit_code=union.credit_code)


def _next_codes(count: int) -> list[str]:
    """Return union codes such as ``GH000123``."""
    return [f"GH{number:06d}" for number in take_numbers("union", count)]


def _stand(opened: Iterable[tuple[int, date]]) -> None:
    ids, days = zip(*opened, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [list(ids), list(days)])


def _generations(unions: Sequence[NewUnion], known: dict[str, Union]) -> list[list[NewUnion]]:
    """Group a set so that every parent is in an earlier group, or exists."""
    depth: dict[str, int] = dict.fromkeys(known, -1)
    for new in unions:
        depth[new.code] = depth[new.parent_code] + 1 if new.parent_code else 0
    ordered = sorted(unions, key=lambda new: depth[new.code])
    return [list(group) for _, group in groupby(ordered, key=lambda new: depth[new.code])]


def _built(new: NewUnion, parent: Union | None) -> Union:
    union = Union(code=new.code, parent=parent, status=UnionStatus.NORMAL)
    _assign(union, {**new.fields, "name": new.name, "kind": new.kind})
    _require_place(union, parent)
    return union


def _reread(rows: Sequence[Union]) -> dict[str, Union]:
    """Return rows with what the triggers wrote."""
    found = Union.objects.trusted("just written").in_bulk([row.pk for row in rows])
    return {union.code: union for union in found.values()}


def _record_opened(unions: Sequence[NewUnion], opened: dict[str, Union]) -> None:
    codes = sorted(opened)
    act().bulk("unions.union", count=len(codes), digest=digest("\n".join(codes).encode()))
    by_day = sorted(unions, key=lambda new: new.stands_from)
    for day, group in groupby(by_day, key=lambda new: new.stands_from):
        publish(UnionOpened(frozenset(opened[new.code].pk for new in group), day, None))
