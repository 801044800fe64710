"""Keep the records of a union: declared numbers, committees, terms, lines of business, account."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import digest, new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.fields import conceal, reveal
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.kernel.union_name import union_name_key
from zhigong.registry.audit.operations import record_reading
from zhigong.registry.unions import rules
from zhigong.registry.unions.events import (
    CommitteeSet,
    NumbersDeclared,
    TermSet,
    UnionChanged,
)
from zhigong.registry.unions.models import (
    Alias,
    BusinessLine,
    Committee,
    Declared,
    Term,
    Union,
    UnionStatus,
)
from zhigong.registry.unions.operations.tree import DateInFuture


class DeclaredPartTooLarge(UserError):
    """A part, such as the women, is larger than its whole."""

    code = "declared_part_too_large"
    text = N_("女职工不能多于职工，女会员、农民工会员不能多于会员，请核对申报数。")


class TermLengthNotAllowed(UserError):
    """A term of this kind of union has other lengths."""

    code = "term_length_not_allowed"
    text = N_("该类工会每届任期为{allowed}年，请按规定填写。")


class TermOverlaps(UserError):
    """Another term of the union covers some of these days, or has this number."""

    code = "term_overlaps"
    text = N_("第{number}届与已登记的届期重复或时间重叠，请核对届次和起始日期。")


class TermOutOfOrder(UserError):
    """A later term would begin before an earlier one."""

    code = "term_out_of_order"
    text = N_("第{number}届与第{other}届先后不符（第{other}届自{began}起），请核对届次和日期。")


class CommitteeDateWrong(UserError):
    """The day is before the union, or before what is recorded of its committee began."""

    code = "committee_date_wrong"
    text = N_("日期不能早于建会日期和现有记录的起始日（{since}），请核对后重新填写。")


class AliasTaken(UserError):
    """The name was remembered for another union."""

    code = "alias_taken"
    text = N_("“{name}”已对应另一个工会，请先解除原对应关系。")


class BusinessLineUnknown(UserError):
    """The union has no such open line of business, or names itself."""

    code = "business_line_unknown"
    text = N_("业务指导工会须是另一个工会，且关系仍在有效期内。")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredNumbers:
    """Numbers of one union itself on a day; parts are within their wholes."""

    union_id: int
    as_of: date
    workers: int
    members: int
    women_workers: int = 0
    women_members: int = 0
    migrant_members: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether no part is larger than its whole."""
        return (
            self.women_workers <= self.workers
            and self.women_members <= self.members
            and self.migrant_members <= self.members
        )


@operation("unions.declare")
def declare_numbers(*, actor: Actor, numbers: DeclaredNumbers, source: str) -> Declared:
    """Record numbers a union declared of itself; earlier declarations stay.

    :raises DeclaredPartTooLarge: a part is larger than its whole.
    :raises DateInFuture: nobody can declare a day to come.
    """
    declared = _declared(numbers, source)
    declared.save(force_insert=True)
    act().on(declared, node_id=numbers.union_id, as_of=str(numbers.as_of))
    publish(NumbersDeclared(frozenset([numbers.union_id]), numbers.as_of))
    return declared


@operation("unions.declare_many")
def declare_many(*, actor: Actor, rows: Sequence[DeclaredNumbers], source: str) -> int:
    """Record the declarations of many unions in one statement; return how many.

    :raises DeclaredPartTooLarge, DateInFuture: one row is not sound; nothing is kept.
    """
    ordered = sorted(rows, key=lambda row: (row.as_of, row.union_id))
    Declared.objects.bulk_create([_declared(row, source) for row in ordered], batch_size=5_000)
    text = "\n".join(str(asdict(row)) for row in ordered)
    act().bulk("unions.declared", count=len(ordered), digest=digest(text.encode()))
    for day, group in groupby(ordered, key=lambda row: row.as_of):
        publish(NumbersDeclared(frozenset(row.union_id for row in group), day))
    return len(ordered)


@operation("unions.set_committee")
def set_committee(
    *, actor: Actor, union: Union, kind: str, form: str | None, on: date
) -> Committee | None:
    """Say from a day on that a union has a committee, one officer in its place, or neither.

    :param form: ``committee``, ``single``, or None to end what there is.
    :raises DateInFuture: the day is to come.
    :raises CommitteeDateWrong: the day is before the union, or before what is recorded began.
    """
    _require_past(on)
    held = Committee.objects.trusted("opened by the door").filter(
        union=union, kind=kind, ends_before__isnull=True
    )
    current = held.select_for_update().first()
    if (current.form if current else None) == form:
        act().unchanged()
        return current
    since = current.starts_on if current else union.established_on
    if since is not None and on < since:
        raise CommitteeDateWrong(field="on", since=since)
    held.filter(starts_on__gte=on).delete()
    held.update(ends_before=on)
    committee = None
    if form is not None:
        committee = Committee.objects.create(union=union, kind=kind, form=form, starts_on=on)
    act().on(union, node_id=union.pk, committee=kind, form=form, on=str(on))
    publish(CommitteeSet(frozenset([union.pk]), on, kind))
    return committee


@operation("unions.set_term")
def set_term(*, actor: Actor, union: Union, number: int, starts_on: date, years: int) -> Term:
    """Record a term of office; a union that waited for its election is in order again.

    Publishes ``TermSet``.

    :raises TermLengthNotAllowed: 3 or 5 years at the grassroots, 5 years elsewhere.
    :raises TermOverlaps: another term has the number, or some of the days.
    :raises TermOutOfOrder: terms are not numbered in the order in which they begin.
    :legal: 工会法 art. 16 (``rules.TERM_SOURCE``).
    """
    allowed = rules.term_years(union.kind)
    if years not in allowed:
        raise TermLengthNotAllowed(field="years", allowed="、".join(map(str, allowed)))
    ends_before = rules.term_ends_before(starts_on=starts_on, years=years)
    others = Term.objects.trusted("opened by the door").filter(union=union)
    if (
        others.filter(number=number).exists()
        or others.filter(starts_on__lt=ends_before, ends_before__gt=starts_on).exists()
    ):
        raise TermOverlaps(field="number", number=number)
    later = Q(number__lt=number, starts_on__gt=starts_on)
    earlier = Q(number__gt=number, starts_on__lt=starts_on)
    misplaced = others.filter(later | earlier).order_by("number").first()
    if misplaced is not None:
        raise TermOutOfOrder(
            field="number", number=number, other=misplaced.number, began=misplaced.starts_on
        )
    term = Term.objects.create(
        union=union, number=number, starts_on=starts_on, ends_before=ends_before
    )
    if starts_on <= clock.today() < ends_before:
        Union.objects.trusted("opened by the door").filter(
            pk=union.pk, status=UnionStatus.OVERDUE_ELECTION
        ).update(status=UnionStatus.NORMAL)
    act().on(union, node_id=union.pk, term=number, starts_on=str(starts_on), years=years)
    publish(TermSet(frozenset([union.pk]), starts_on))
    return term


@operation("unions.end_term")
def end_term(*, actor: Actor, union: Union, on: date) -> Term | None:
    """End the term that runs on a day on that day, as a new committee was elected before its end.

    Publishes ``TermSet``. What began that very day is taken back.
    """
    running = Term.objects.trusted("opened by the door").filter(
        union=union, starts_on__lte=on, ends_before__gt=on
    )
    term = running.select_for_update().first()
    if term is None:
        act().unchanged()
        return None
    act().on(union, node_id=union.pk, term=term.number, on=str(on))
    if term.starts_on == on:
        term.delete()
    else:
        term.ends_before = on
        term.save(update_fields=["ends_before"])
    publish(TermSet(frozenset([union.pk]), on))
    return term


@operation("unions.mark_overdue_elections")
def mark_overdue_elections(*, actor: Actor, on: date) -> int:
    """Mark normal unions 待换届 whose last recorded term has ended; return how many.

    A union without any recorded term is left alone: nothing is known of it. Publishes
    ``UnionChanged`` of the status.
    """
    terms = Term.objects.filter(union=OuterRef("pk"))
    overdue = Union.objects.trusted("nightly, the whole tree").filter(
        Exists(terms), ~Exists(terms.filter(ends_before__gt=on)), status=UnionStatus.NORMAL
    )
    ids = sorted(overdue.values_list("pk", flat=True))
    if not ids:
        act().unchanged()
        return 0
    Union.objects.trusted("found above").filter(pk__in=ids).update(
        status=UnionStatus.OVERDUE_ELECTION
    )
    act().bulk("unions.union", count=len(ids), digest=digest(str(ids).encode()))
    # No ``TermSet``: no term was recorded, time passed. Only what rests on the status has changed.
    publish(UnionChanged(frozenset(ids), on, frozenset({"status"})))
    return len(ids)


@operation("unions.add_business_line")
def add_business_line(
    *, actor: Actor, union: Union, parent: Union, kind: str, on: date
) -> BusinessLine:
    """Put a union under the business guidance of a further parent from a day on.

    :raises BusinessLineUnknown: the parent is the union itself.
    :raises DateInFuture: the day is to come.
    """
    _require_past(on)
    if parent.pk == union.pk:
        raise BusinessLineUnknown(field="parent")
    line, is_new = BusinessLine.objects.trusted("opened by the door").get_or_create(
        union=union, parent=parent, kind=kind, ends_before=None, defaults={"starts_on": on}
    )
    if is_new:
        act().on(union, node_id=union.pk, business_parent=parent.pk, kind=kind, on=str(on))
    else:
        act().unchanged()
    return line


@operation("unions.end_business_line")
def end_business_line(*, actor: Actor, line: BusinessLine, on: date) -> None:
    """End the guidance by a further parent on a day after its start.

    :raises BusinessLineUnknown: it ended already, or began on that day or later.
    """
    ended = (
        BusinessLine.objects.trusted("opened by the door")
        .filter(pk=line.pk, ends_before__isnull=True, starts_on__lt=on)
        .update(ends_before=on)
    )
    if not ended:
        raise BusinessLineUnknown(field="on")
    act().on(line, node_id=line.union_id, on=str(on))


@operation("unions.remember_alias")
def remember_alias(*, actor: Actor, union: Union, name: str, within: Union) -> Alias:
    """Remember that a name in files of ``within`` and below means this union.

    :raises AliasTaken: it means another union there already.
    """
    alias, is_new = Alias.objects.trusted("opened by the door").get_or_create(
        name_key=union_name_key(name), within=within, defaults={"union": union}
    )
    if alias.union_id != union.pk:
        raise AliasTaken(field="name", name=name)
    if is_new:
        act().on(union, node_id=union.pk, within=within.pk)
    else:
        act().unchanged()
    return alias


@operation("unions.set_account")
def set_account(*, actor: Actor, union: Union, bank: str, account: str) -> None:
    """Keep the bank and, encrypted, the number of a union's account.

    :param account: empty keeps the number there is: a form never shows it, and to take it away is
        ``clear_account``.
    """
    row = Union.objects.trusted("opened by the door").filter(pk=union.pk)
    number = "".join(account.split())
    if not number:
        row.update(bank=bank.strip())
        act().on(union, node_id=union.pk, fields=["bank"])
        return
    key = bytes(union.data_key) if union.data_key else wrap(new_data_key())
    row.update(bank=bank.strip(), account_cipher=conceal(key, number), data_key=key)
    act().on(union, node_id=union.pk, fields=["bank", "account"])


@operation("unions.clear_account")
def clear_account(*, actor: Actor, union: Union) -> bool:
    """Take away the bank and the number of a union's account; return whether there was any."""
    found = Union.objects.trusted("opened by the door").filter(pk=union.pk)
    had = found.exclude(bank="", account_cipher=None).update(bank="", account_cipher=None)
    if had:
        act().on(union, node_id=union.pk, fields=["bank", "account"])
    else:
        act().unchanged()
    return bool(had)


def open_account(*, actor: Actor, union: Union, reason: str) -> str:
    """Return the account number in clear; the reading is audited with its reason."""
    record_reading(actor=actor, target=union, fields=("account",), reason=reason, union_id=union.pk)
    if union.data_key is None or union.account_cipher is None:
        return ""
    return reveal(bytes(union.data_key), bytes(union.account_cipher)) or ""


def _require_past(on: date) -> None:
    if on > clock.today():
        raise DateInFuture(field="on", today=clock.today())


def _declared(numbers: DeclaredNumbers, source: str) -> Declared:
    if not numbers.is_sound:
        raise DeclaredPartTooLarge(field="women_members")
    if numbers.as_of > clock.today():
        raise DateInFuture(field="as_of", today=clock.today())
    return Declared(**asdict(numbers), source=source.strip(), recorded_at=clock.now())
