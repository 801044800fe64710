"""Roles as data: built-in ones follow the declarations, others are composed by the officer."""

from typing import ClassVar

from zhigong.base.abilities import abilities_of_role, ability
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts.contract import BUILT_IN_ROLES
from zhigong.registry.accounts.models import Role


class RoleCodeTaken(UserError):
    """Another role has this code."""

    code: ClassVar[str] = "role_code_taken"
    text: ClassVar[str] = N_("角色代码“{role}”已被使用，请换一个。")


class BuiltInRole(UserError):
    """Built-in roles follow the product and are not edited."""

    code: ClassVar[str] = "built_in_role"
    text: ClassVar[str] = N_("“{title}”是内置角色，不能修改；请另建一个角色。")


class SeparatePowers(UserError):
    """The role would join business with security or audit."""

    code: ClassVar[str] = "separate_powers"
    text: ClassVar[str] = N_(
        "权限“{ability}”属于安全或审计管理，不能放入业务角色（系统、安全、审计三权分立）。"
    )


@operation("accounts.sync_roles")
def sync_roles(*, actor: Actor | None = None) -> list[str]:
    """Bring the built-in roles to what the apps declare; return the codes that changed."""
    known = {role.code: role for role in Role.objects.select_for_update()}
    changed = []
    for code, title, power in BUILT_IN_ROLES:
        wanted = {
            "title": title,
            "power": power,
            "abilities": sorted(abilities_of_role(code)),
            "built_in": True,
        }
        role = known.get(code)
        if role is not None and all(getattr(role, k) == v for k, v in wanted.items()):
            continue
        role, _created = Role.objects.update_or_create(code=code, defaults=wanted)
        act().on(role, abilities=len(role.abilities))
        changed.append(code)
    if not changed:
        act().unchanged()
    return changed


def never_in_business_roles() -> frozenset[str]:
    """Return the abilities of security and audit that no business role may hold."""
    reserved = abilities_of_role("security_officer") | abilities_of_role("auditor")
    ordinary = abilities_of_role("county_admin") | abilities_of_role("province_admin")
    return reserved - ordinary


def _check_abilities(codes: list[str], power: str) -> list[str]:
    kept_apart = never_in_business_roles()
    for code in codes:
        declared = ability(code)
        if power == "business" and code in kept_apart:
            raise SeparatePowers(field="abilities", ability=declared.title)
    return sorted(set(codes))


@operation("accounts.create_role")
def create_role(*, code: str, title: str, abilities: list[str], actor: Actor) -> Role:
    """Compose a business role.

    :raises UnknownAbility: an ability nobody declared.
    :raises SeparatePowers: an ability of security or audit.
    :raises RoleCodeTaken: the code is in use.
    """
    if Role.objects.filter(code=code).exists():
        raise RoleCodeTaken(field="code", role=code)
    chosen = _check_abilities(abilities, "business")
    role = Role.objects.create(code=code, title=title, abilities=chosen)
    act().on(role, abilities=len(chosen))
    return role


@operation("accounts.change_role")
def change_role(*, role: Role, title: str, abilities: list[str], actor: Actor) -> None:
    """Change a composed role; its holders have the new abilities at their next request.

    :raises BuiltInRole: built-in roles change with the product alone.
    :raises SeparatePowers: an ability of security or audit.
    """
    if role.built_in:
        raise BuiltInRole(title=role.title)
    chosen = _check_abilities(abilities, role.power)
    if (role.title, role.abilities) == (title, chosen):
        act().unchanged()
        return
    added, gone = set(chosen) - set(role.abilities), set(role.abilities) - set(chosen)
    role.title, role.abilities = title, chosen
    role.save(update_fields=["title", "abilities"])
    act().on(role, added=sorted(added), removed=sorted(gone))
