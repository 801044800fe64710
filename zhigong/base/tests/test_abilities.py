"""Abilities are declared once, and unknown names are errors."""

import pytest

from zhigong.base import abilities
from zhigong.base.abilities import Ability, DuplicateAbility, UnknownAbility, declare


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abilities, "_declared", {})


def test_an_ability_is_found_by_its_code_and_its_roles() -> None:
    view = Ability("plants.view", "查看", roles=("keeper",))
    declare(view, Ability("plants.cut", "修剪"))
    declare(view)

    assert abilities.ability("plants.view") == view
    assert [a.code for a in abilities.all_abilities()] == ["plants.cut", "plants.view"]
    assert abilities.abilities_of_role("keeper") == {"plants.view"}


def test_one_code_with_two_meanings_is_refused() -> None:
    declare(Ability("plants.view", "查看"))

    with pytest.raises(DuplicateAbility):
        declare(Ability("plants.view", "浏览"))


def test_a_name_nobody_declared_is_refused() -> None:
    with pytest.raises(UnknownAbility):
        abilities.ability("plants.sell")
