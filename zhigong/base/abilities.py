"""The registry of abilities: what may be done, by its name ``app.verb``."""

from dataclasses import dataclass


class UnknownAbility(LookupError):
    """An ability was used that no app declared."""


class DuplicateAbility(ValueError):
    """Two apps declared the same ability."""


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing that may be done.

    :param roles: codes of the built-in roles that hold it.
    :param sensitive: shown apart in role editors, because it opens or exports identities.
    """

    code: str
    title: str
    roles: tuple[str, ...] = ()
    sensitive: bool = False


_declared: dict[str, Ability] = {}


def declare(*abilities: Ability) -> None:
    """Add abilities to the registry.

    :raises DuplicateAbility: a code is declared already with another meaning.
    """
    for ability in abilities:
        known = _declared.setdefault(ability.code, ability)
        if known != ability:
            raise DuplicateAbility(ability.code)


def ability(code: str) -> Ability:
    """Return a declared ability.

    :raises UnknownAbility: nobody declared it.
    """
    try:
        return _declared[code]
    except KeyError:
        raise UnknownAbility(code) from None


def all_abilities() -> tuple[Ability, ...]:
    """Return every declared ability, sorted by code."""
    return tuple(_declared[code] for code in sorted(_declared))


def abilities_of_role(role: str) -> frozenset[str]:
    """Return what a built-in role holds."""
    return frozenset(a.code for a in _declared.values() if role in a.roles)
