"""Which union a credit code and a name in a file mean, below the union the file is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.db.models import Q

from zhigong.kernel.credit_code import normalise_credit_code
from zhigong.kernel.union_name import union_name_key
from zhigong.registry.unions.models import ENDED, Alias, Union

MatchOutcome = Literal["found", "unknown", "ambiguous", "outside"]
UnionKey = tuple[str, str]  # credit code, name; each may be empty


@dataclass(frozen=True, slots=True)
class UnionMatch:
    """What a credit code and a name in a file mean below a union.

    :param candidates: ids when several unions fit.
    """

    outcome: MatchOutcome
    union_id: int | None = None
    candidates: tuple[int, ...] = ()


@dataclass(slots=True)
class _Index:
    """The unions that may be meant, by credit code, by name key and by remembered name."""

    by_code: dict[str, set[int]] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=dict)
    by_alias: dict[str, int] = field(default_factory=dict)
    ancestors: dict[int, frozenset[int]] = field(default_factory=dict)


def find_unions(
    *,
    keys: Iterable[UnionKey],
    below: Union,
    covering: Mapping[str, Iterable[int]] | None = None,
) -> dict[UnionKey, UnionMatch]:
    """Find the unions that (credit code, name) pairs of a file mean, below one union; 3 statements.

    By credit code first (the union's own, or an employer's through ``covering``), then by
    normalised name, then by remembered name. A name that means a union inside the one found by
    its code is the closer answer (a branch named with its firm's code).

    :param covering: for normalised credit codes of employers, the ids of the unions covering them.
    """
    wanted = {key: (normalise_credit_code(key[0]), union_name_key(key[1])) for key in keys}
    codes = {code for code, _ in wanted.values() if code}
    names = {name for _, name in wanted.values() if name}
    index = _index(codes=codes, names=names, below=below, covering=covering or {})
    return {key: _match(index, code, name, below.pk) for key, (code, name) in wanted.items()}


def find_union(*, name: str = "", credit_code: str = "", below: Union) -> UnionMatch:
    """Find the union one name or credit code means below a union."""
    return find_unions(keys=[(credit_code, name)], below=below)[(credit_code, name)]


def _index(
    *, codes: set[str], names: set[str], below: Union, covering: Mapping[str, Iterable[int]]
) -> _Index:
    index = _Index()
    covered = {pk for code in codes for pk in covering.get(code, ())}
    rows = (
        Union.objects.trusted("matched against the scope of the file")
        .filter(Q(credit_code__in=codes) | Q(name_key__in=names) | Q(pk__in=covered))
        .exclude(status__in=ENDED)
        .values_list("pk", "credit_code", "name_key", "ancestors")
    )
    for pk, code, name, ancestors in rows:
        index.ancestors[pk] = frozenset(ancestors)
        index.by_code.setdefault(code, set()).add(pk)
        index.by_name.setdefault(name, set()).add(pk)
    for code in codes:
        live = {pk for pk in covering.get(code, ()) if pk in index.ancestors}
        index.by_code.setdefault(code, set()).update(live)
    _add_aliases(index, names - index.by_name.keys(), below)
    return index


def _add_aliases(index: _Index, names: set[str], below: Union) -> None:
    """Add remembered names; one remembered nearer to the file's union wins."""
    if not names:
        return
    rows = (
        Alias.objects.trusted("remembered above or at the file's union")
        .filter(name_key__in=names, within_id__in=below.ancestors)
        .exclude(union__status__in=ENDED)
        .order_by("within__level")
        .values_list("name_key", "union_id", "union__ancestors")
    )
    for name, pk, ancestors in rows:
        index.by_alias[name] = pk
        index.ancestors[pk] = frozenset(ancestors)


def _match(index: _Index, code: str, name: str, top: int) -> UnionMatch:
    by_code = index.by_code.get(code, set()) if code else set()
    by_name = index.by_name.get(name, set()) if name else set()
    if name in index.by_alias:
        by_name = {index.by_alias[name]}
    closer = {pk for pk in by_name if index.ancestors[pk] & by_code}
    outside = False
    for candidates in (closer, by_code, by_name):
        inside = {pk for pk in candidates if top in index.ancestors[pk]}
        if len(inside) == 1:
            return UnionMatch("found", union_id=next(iter(inside)))
        if inside:
            return UnionMatch("ambiguous", candidates=tuple(sorted(inside)))
        outside = outside or bool(candidates)
    return UnionMatch("outside" if outside else "unknown")
