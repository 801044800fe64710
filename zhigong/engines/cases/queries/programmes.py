"""Which programmes there are, under which version a case goes, and whose line a union stands in."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zhigong.base.errors import UserError
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    Level,
    Place,
    Programme,
    programme_of,
)
from zhigong.engines.cases.models import Case, ProgrammeVersion
from zhigong.engines.cases.rules import union_at
from zhigong.engines.cases.rules.applying import is_found_by
from zhigong.registry.accounts.queries import unions_with_administrator
from zhigong.registry.unions.queries import path_of

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class UnknownProgramme(UserError):
    """No programme has that code, or it was closed."""

    code = "unknown_programme"
    text = "没有找到这个事项，可能已经停办。请回到服务清单重新选择。"
    status = 404


def list_programmes(*, audience: str = "") -> list[Programme]:
    """Return the programmes in their order; those of one audience (``member`` …) if given."""
    found = PROGRAMMES.entries()
    return [p for p in found if not audience or p.audience == audience]


def get_programme(code: str) -> Programme:
    """Return a programme.

    :raises UnknownProgramme: nothing is offered under that code.
    """
    if code not in PROGRAMMES:
        raise UnknownProgramme
    return PROGRAMMES.get(code)


def search_programmes(words: str) -> list[Programme]:
    """Return the programmes found by everyday words of theirs, or by initials of their pinyin."""
    return [programme for programme in PROGRAMMES.entries() if is_found_by(programme, words)]


def programme_of_case(case: Case) -> Programme:
    """Return the programme as it was when the case was opened; with its code while that stands."""
    if case.programme_code in PROGRAMMES:
        current = PROGRAMMES.get(case.programme_code)
        if current.version == _version_number(case.version_id):
            return current
    return _stored(case.version_id)


@lru_cache(maxsize=2_000)
def _version_number(version_id: int) -> int:
    return int(ProgrammeVersion.objects.values_list("version", flat=True).get(pk=version_id))


@lru_cache(maxsize=500)
def _stored(version_id: int) -> Programme:
    """Versions are written once, so they may be kept for as long as the process lives."""
    return programme_of(ProgrammeVersion.objects.get(pk=version_id).definition)


def line_of(union: "Union", *, on: date) -> list[Place]:
    """Return a union's line upwards, the root first; each place says whether somebody works there.

    Two statements.
    """
    path = path_of(union)
    staffed = unions_with_administrator(union_ids=[one.pk for one in path], on=on)
    return [Place.of(one, staffed) for one in path]


def home_of(programme: Programme, union: "Union", *, on: date) -> int:
    """Return the union a case of somebody of ``union`` belongs to."""
    if programme.home is Level.OWN:
        return union.pk
    return union_at(programme.home, line_of(union, on=on))


def definition_is_known(programme: Programme) -> Any:
    """Return the stored version of a programme, or ``None`` before its first case."""
    rows = ProgrammeVersion.objects.filter(code=programme.code, version=programme.version)
    return rows.first()
