"""Which programmes there are, under which version a case goes, and whose line a union stands in."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Func, Q
from django.urls import reverse

from zhigong.base.actor import Actor, Scope
from zhigong.base.errors import UserError
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    ComposedState,
    Level,
    Place,
    Programme,
    programme_of,
)
from zhigong.engines.cases.models import Case, ComposedProgramme, ProgrammeVersion
from zhigong.engines.cases.queries.eligibility import known_facts
from zhigong.engines.cases.rules import union_at
from zhigong.engines.cases.rules.applying import is_found_by
from zhigong.engines.cases.rules.eligibility import with_eligibility
from zhigong.registry.accounts.queries import unions_with_administrator
from zhigong.registry.unions.queries import path_of, unions_by_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union


class UnknownProgramme(UserError):
    """No programme has that code, or it was closed."""

    code = "unknown_programme"
    text = "没有找到这个事项，可能已经停办。请回到服务清单重新选择。"
    status = 404


class NotOfferedHere(UserError):
    """The programme was closed or changed just now, or does not hold at the applicant's union."""

    code = "programme_not_offered_here"
    text = (
        "「{title}」刚刚停办或更新，或者不面向您所在的工会。已填的内容都在草稿里，请重新打开核对。"
    )
    status = 409


def free_programmes() -> list[Programme]:
    """Return the built-in programmes whose cases no work app leads: those with a form for them."""
    return [p for p in PROGRAMMES.entries() if not p.led_by]


def _free(code: str) -> Programme | None:
    known = PROGRAMMES.get(code) if code in PROGRAMMES else None
    return None if known is None or known.led_by else known


def led_codes() -> list[str]:
    """Return the codes of the programmes whose cases a work app leads."""
    return [p.code for p in PROGRAMMES.entries() if p.led_by]


def led_page(case: Case) -> str:
    """Return the address of the page on which a case is worked; empty where the engine's is."""
    name = PROGRAMMES.get(case.programme_code).page if is_led(case) else ""
    return reverse(name, args=[case.number]) if name else ""


def is_led(case: Case) -> bool:
    """Whether a work app leads the case."""
    return case.programme_code in PROGRAMMES and bool(PROGRAMMES.get(case.programme_code).led_by)


def list_programmes(*, audience: str = "", union: "Union | None" = None) -> list[Programme]:
    """Return what is offered to somebody of a union, in order; of one audience if given.

    :param union: ``None`` = her union is not known: what is offered everywhere.
    """
    found = [*free_programmes(), *composed_for(union)]
    return _in_order([p for p in found if not audience or p.audience == audience])


def get_programme(code: str, *, union: "Union | None" = None) -> Programme:
    """Return a programme as it is offered to somebody of a union.

    :raises UnknownProgramme: nothing is offered there under that code.
    """
    if (free := _free(code)) is not None:
        return free
    for found in composed_for(union, code=code):
        return found
    raise UnknownProgramme


def search_programmes(words: str, *, union: "Union | None" = None) -> list[Programme]:
    """Return the programmes found by everyday words of theirs, or by initials of their pinyin."""
    return [one for one in list_programmes(union=union) if is_found_by(one, words)]


def programmes_within(*, actor: Actor, ability: str, also_closed: bool = False) -> list[Programme]:
    """Return what is offered to anybody within an actor's scope, in order.

    :param also_closed: what takes no new cases, or none by a form, as well: for lists of cases.
    """
    rows = composed_around(actor.scope(ability))
    wanted = {ComposedState.OPEN, *([ComposedState.CLOSED] if also_closed else [])}
    built_in = PROGRAMMES.entries() if also_closed else free_programmes()
    return _in_order([*built_in, *_in_force(rows.filter(state__in=wanted))])


def programme_within(code: str, *, actor: Actor, ability: str) -> Programme:
    """Return a programme that is offered to somebody within an actor's scope.

    :raises UnknownProgramme: nothing is offered there under that code.
    """
    if (free := _free(code)) is not None:
        return free
    rows = composed_around(actor.scope(ability)).filter(code=code, state=ComposedState.OPEN)
    for found in _in_force(rows):
        return found
    raise UnknownProgramme


def all_programmes() -> list[tuple[Programme, str]]:
    """Return every programme in force with the code of the union that composed it, if one did."""
    rows = ComposedProgramme.objects.trusted("printed on the server itself")
    composed = rows.filter(state=ComposedState.OPEN).select_related("union").order_by("code")
    made = [(stored_programme(row.version_id), row.union.code) for row in composed]
    return [*((one, "") for one in PROGRAMMES.entries()), *made]


def composed_for(union: "Union | None", *, code: str = "") -> list[Programme]:
    """Return the programmes composed by a union or above it that take new cases; one statement."""
    rows = ComposedProgramme.objects.trusted("offered to everybody of the place it holds in")
    rows = rows.filter(state=ComposedState.OPEN)
    if code:
        rows = rows.filter(code=code)
    if union is None:
        return _in_force(rows.filter(union__parent__isnull=True))
    return _in_force(rows.filter(union_id__in=union.ancestors))


def is_composed(code: str) -> bool:
    """Whether a code is that of a composed programme: built-in ones are names without a hyphen."""
    return "-" in code


def require_offered(programme: Programme, union: "Union") -> None:
    """Refuse a composed programme that is not, or not so, in force for a union.

    :raises NotOfferedHere: as it says.
    """
    if not is_composed(programme.code):
        return
    for found in composed_for(union, code=programme.code):
        if found.version == programme.version:
            return
    raise NotOfferedHere(title=programme.title)


def composed_around(scope: Scope) -> "QuerySet[ComposedProgramme]":
    """Return the composed programmes that hold somewhere in a scope: made in it or above it."""
    rows = ComposedProgramme.objects.trusted("programmes of a place are known to who works in it")
    if scope.everything:
        return rows
    nodes = sorted(scope.node_ids)
    unions: Any = ComposedProgramme._meta.get_field("union").related_model
    known = unions._base_manager.filter(pk__in=nodes)
    above = known.annotate(one=Func("ancestors", function="unnest")).values("one")
    return rows.filter(Q(union__ancestors__overlap=nodes) | Q(union_id__in=above))


def _in_force(rows: "QuerySet[ComposedProgramme]") -> list[Programme]:
    return [
        stored_programme(pk) for pk in rows.order_by("code").values_list("version_id", flat=True)
    ]


def _in_order(programmes: list[Programme]) -> list[Programme]:
    return sorted(programmes, key=lambda one: (one.order, one.code))


def programme_of_case(case: Case) -> Programme:
    """Return the programme as it was when the case was opened; with its code while that stands."""
    if case.programme_code in PROGRAMMES:
        current = PROGRAMMES.get(case.programme_code)
        if current.version == _version_number(case.version_id):
            return current
    return stored_programme(case.version_id)


@lru_cache(maxsize=2_000)
def _version_number(version_id: int) -> int:
    return int(ProgrammeVersion.objects.values_list("version", flat=True).get(pk=version_id))


@lru_cache(maxsize=500)
def stored_programme(version_id: int) -> Programme:
    """Return the programme of a version.

    Versions are written once, so they may be kept for as long as the process lives.
    """
    stored = programme_of(ProgrammeVersion.objects.get(pk=version_id).definition)
    return with_eligibility(stored, known_facts())


def line_of(union: "Union", *, on: date) -> list[Place]:
    """Return a union's line upwards, the root first; each place says whether somebody works there.

    Two statements.
    """
    path = path_of(union)
    staffed = unions_with_administrator(union_ids=[one.pk for one in path], on=on)
    return [Place.of(one, staffed) for one in path]


def lines_of(unions: Iterable["Union"], *, on: date) -> dict[int, list[Place]]:
    """Return the lines upwards of many unions by id, as ``line_of`` does; two statements."""
    wanted = {union.pk: union for union in unions}
    ids = {pk for union in wanted.values() for pk in union.ancestors}
    found = unions_by_id(ids)
    staffed = unions_with_administrator(union_ids=ids, on=on)
    return {
        pk: [Place.of(found[above], staffed) for above in union.ancestors]
        for pk, union in wanted.items()
    }


def home_of(programme: Programme, union: "Union", *, on: date) -> int:
    """Return the union a case of somebody of ``union`` belongs to."""
    if programme.home is Level.OWN:
        return union.pk
    return union_at(programme.home, line_of(union, on=on))


def definition_is_known(programme: Programme) -> Any:
    """Return the stored version of a programme, or ``None`` before its first case."""
    rows = ProgrammeVersion.objects.filter(code=programme.code, version=programme.version)
    return rows.first()
