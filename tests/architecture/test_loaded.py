"""Foreign keys point down, and every route says who may enter."""

import pytest

from tests.architecture.loaded import CHECKS, findings
from tests.architecture.tree import HERE, Tree

NAMES = [check.__name__ for check in CHECKS]


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    return findings(HERE)


@pytest.mark.parametrize("check", NAMES)
def test_the_loaded_house_keeps_the_rule(found: dict[str, list[str]], check: str) -> None:
    assert found[check] == []


UPWARD = """
class Planted(models.Model):
    person = models.ForeignKey("people.Person", models.CASCADE)
"""
UNGUARDED = """
def planted(request): ...
urlpatterns.append(path("planted/", planted, name="planted"))
"""
UNDECLARED = """
from zhigong.base.pages import page
planted = page("desk.plant")(lambda request: None)
urlpatterns.append(path("planted/", planted, name="planted"))
"""
FAULTS = [
    ("upward_keys", "zhigong/registry/unions/models.py", UPWARD),
    ("unclassified_routes", "zhigong/screens/desk/urls.py", UNGUARDED),
    ("undeclared_abilities", "zhigong/screens/desk/urls.py", UNDECLARED),
]


@pytest.mark.parametrize(("check", "path", "fault"), FAULTS)
def test_a_planted_fault_is_reported(
    copy: Tree, found: dict[str, list[str]], check: str, path: str, fault: str
) -> None:
    copy.add(path, fault)

    assert len(set(findings(copy)[check]) - set(found[check])) == 1


def test_a_key_that_points_sideways_is_reported(copy: Tree, found: dict[str, list[str]]) -> None:
    """Two apps at one height: both screens."""
    copy.add("zhigong/screens/desk/models.py", "from django.db import models\n" + _MODEL)
    copy.add("zhigong/screens/portal/models.py", "from django.db import models\n" + _KEY)

    assert len(set(findings(copy)["upward_keys"]) - set(found["upward_keys"])) == 1


_MODEL = "class Planted(models.Model): ...\n"
_KEY = "class Other(models.Model):\n    to = models.ForeignKey('desk.Planted', models.CASCADE)\n"


def test_every_check_has_a_planted_fault() -> None:
    assert {check for check, _path, _fault in FAULTS} == set(NAMES)
