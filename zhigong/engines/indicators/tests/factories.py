"""Hand-made trees, employers and memberships; rows as the operations of the registry leave them."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from zhigong.base.crypto import new_data_key, wrap
from zhigong.registry.accounts.models import Authorisation, Grant, Role, User
from zhigong.registry.employers.models import Affiliation, Employer, HeadCount
from zhigong.registry.people.models import Membership, Person, Retention
from zhigong.registry.unions.models import Committee, Declared, Position, Term, Union

START = date(2020, 1, 1)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
_numbers = count(1)


def union(kind: str, parent: Union | None = None, *, since: date = START, **fields: Any) -> Union:
    """Open a union, with the position it has since a day."""
    number = next(_numbers)
    row = Union.objects.create(
        code=fields.pop("code", f"U{number:05d}"),
        name=fields.pop("name", f"第{number}工会"),
        name_key=f"第{number}",
        kind=kind,
        parent=parent,
        **fields,
    )
    row.refresh_from_db()
    Position.objects.create(union=row, parent=parent, ancestors=row.ancestors, starts_on=since)
    return row


class TooEarly(ValueError):
    """Something below was placed after the day of the move."""


def move(row: Union, parent: Union, *, on: date) -> None:
    """Move a union with everything below it, from a day on."""
    late = Position.objects.filter(
        union__ancestors__contains=[row.pk], ends_before=None, starts_on__gt=on
    )
    if late.exists():
        raise TooEarly
    row.parent = parent
    row.save(update_fields=["parent"])
    row.refresh_from_db()
    for below in Union.objects.filter(ancestors__contains=[row.pk]):
        old = Position.objects.get(union=below, ends_before=None)
        if old.starts_on == on:
            old.delete()
        else:
            old.ends_before = on
            old.save()
        Position.objects.create(
            union=below, parent_id=below.parent_id, ancestors=below.ancestors, starts_on=on
        )


def employer(
    area: Union, workers: int | None, *, on: date = START, source: str = "market", **fields: Any
) -> Employer:
    """Register an employer with a head-count."""
    number = next(_numbers)
    row = Employer.objects.create(
        code=fields.pop("code", f"E{number:05d}"),
        name=f"第{number}公司",
        name_key=f"第{number}",
        area_union=area,
        workers=workers,
        headcount_on=None if workers is None else on,
        headcount_source="" if workers is None else source,
        **fields,
    )
    if workers is not None:
        head_count(row, workers, on=on, source=source)
    return row


def head_count(row: Employer, number: int, *, on: date, source: str = "market") -> HeadCount:
    """Record how many workers an employer has."""
    return HeadCount.objects.create(
        employer=row, on=on, group="workers", number=number, source=source, recorded_at=NOON
    )


def cover(
    row: Employer, by: Union, *, since: date = START, until: date | None = None
) -> Affiliation:
    """Let a union cover an employer."""
    return Affiliation.objects.create(employer=row, union=by, starts_on=since, ends_before=until)


def person(*, sex: str = "1", verified_on: date | None = None) -> Person:
    """Register a person."""
    number = next(_numbers)
    return Person.objects.create(
        name=f"张{number}",
        name_py=f"zhang{number}",
        name_py_initials="z",
        name_bigrams=[],
        data_key=wrap(new_data_key()),
        sex=sex,
        verified_on=verified_on,
        confidence="" if verified_on is None else "online",
    )


def member(
    of: Union,
    *,
    who: Person | None = None,
    at: Employer | None = None,
    since: date = START,
    until: date | None = None,
    state: str | None = None,
    sex: str = "1",
    verified_on: date | None = None,
) -> Membership:
    """Open a membership, and the person where none is given."""
    who = who or person(sex=sex, verified_on=verified_on)
    return Membership.objects.create(
        person=who,
        union=of,
        county_id=of.county_id,
        employer=at,
        name_py=who.name_py,
        state=state or ("active" if until is None else "left"),
        starts_on=since,
        ends_before=until,
    )


def members(of: Union, number: int, **fields: Any) -> list[Membership]:
    """Open several memberships alike."""
    return [member(of, **fields) for _ in range(number)]


def retain(row: Membership, *, since: date, until: date | None = None) -> Retention:
    """Retain a membership for a time."""
    if until is None:
        row.state = "retained"
        row.save(update_fields=["state"])
    return Retention.objects.create(
        membership=row, reason="retired", starts_on=since, ends_before=until
    )


def declare(of: Union, number: int, *, as_of: date = START) -> Declared:
    """Declare the members of a union."""
    return Declared.objects.create(
        union=of, as_of=as_of, workers=number, members=number, source="年报", recorded_at=NOON
    )


def committee(
    of: Union,
    *,
    kind: str = "women",
    form: str = "committee",
    since: date = START,
    until: date | None = None,
) -> Committee:
    """Set up a committee."""
    return Committee.objects.create(
        union=of, kind=kind, form=form, starts_on=since, ends_before=until
    )


def authorise(of: Union, *, since: date = START, until: date | None = None) -> Authorisation:
    """Authorise an administrator of a union."""
    number = next(_numbers)
    user = User.objects.create(
        login=f"u{number}",
        name=f"管理员{number}",
        kind="staff",
        data_key=wrap(new_data_key()),
        created_at=NOON,
    )
    role, _made = Role.objects.get_or_create(code="union_admin", defaults={"title": "工会管理员"})
    grant = Grant.objects.create(user=user, role=role, union=of, starts_on=since, ends_before=until)
    return Authorisation.objects.create(
        union=of, user=user, grant=grant, starts_on=since, ends_before=until
    )


def term(of: Union, *, since: date, until: date) -> Term:
    """Record a term of office."""
    return Term.objects.create(union=of, number=1, starts_on=since, ends_before=until)
