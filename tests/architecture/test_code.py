"""The source keeps the rules no import contract can say, and each check would notice a fault."""

from collections.abc import Callable

import pytest

from tests.architecture import code, files, imports
from tests.architecture.tree import HERE, Tree

Check = Callable[[Tree], list[str]]
CHECKS: list[Check] = [
    imports.foreign_rooms,
    files.odd_files,
    files.foreign_templates,
    code.commit_callbacks,
    code.tables_in_interfaces,
    code.domain_words_in_base,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_source_keeps_the_rule(check: Check) -> None:
    assert check(HERE) == []


def test_every_exception_to_the_vocabulary_is_used() -> None:
    assert files.unused_permissions(HERE) == []


PEOPLE_PAGE = "zhigong/registry/people/templates/people/planted.html"
FAULTS: list[tuple[Check, str, str]] = [
    (
        imports.foreign_rooms,
        "zhigong/engines/indicators/queries/figures.py",
        "import zhigong.registry.people.models",
    ),
    (
        imports.foreign_rooms,
        "zhigong/registry/people/workflow.py",
        "from zhigong.registry.unions import rules",
    ),
    (files.odd_files, "zhigong/registry/unions/utils.py", ""),
    (files.odd_files, "zhigong/registry/unions/planting.py", ""),
    (files.odd_files, "zhigong/registry/unions/catalogue/trees/oak.py", ""),
    (files.odd_files, "zhigong/base/helpers.py", ""),
    (files.foreign_templates, PEOPLE_PAGE, '{% include "unions/_planted.html" %}'),
    (files.foreign_templates, PEOPLE_PAGE, "{% extends 'desk/home.html' %}"),
    (files.foreign_templates, PEOPLE_PAGE, "{% include chosen %}"),
    (files.foreign_templates, "zhigong/registry/people/templates/unions/planted.html", "x"),
    (
        code.commit_callbacks,
        "zhigong/registry/unions/operations/planted.py",
        "from django.db import transaction\ntransaction.on_commit(print)",
    ),
    (
        code.commit_callbacks,
        "zhigong/base/jobs.py",
        "from django.db.transaction import on_commit",
    ),
    (
        code.tables_in_interfaces,
        "zhigong/screens/desk/views.py",
        "from zhigong.registry.unions.queries import Union\nall_of_them = Union.objects.all()",
    ),
    (
        code.tables_in_interfaces,
        "zhigong/registry/audit/jobs.py",
        "from django.apps import apps\nentries = apps.get_model('audit', 'Entry')",
    ),
    (code.domain_words_in_base, "zhigong/base/clock.py", "# the employer's clock"),
    (code.domain_words_in_base, "zhigong/base/clock.py", "class UnionClock: ..."),
    (code.domain_words_in_base, "zhigong/base/clock.py", "TITLE = '全市会籍'"),
    (code.domain_words_in_base, "zhigong/base/clock.py", "hardship_file = None"),
]


@pytest.mark.parametrize(("check", "path", "fault"), FAULTS)
def test_a_planted_fault_is_reported(copy: Tree, check: Check, path: str, fault: str) -> None:
    before = set(check(copy))

    copy.add(path, fault)

    assert len(set(check(copy)) - before) == 1


def test_every_check_has_a_planted_fault() -> None:
    assert {check for check, _path, _fault in FAULTS} == set(CHECKS)


def test_the_glossary_still_has_the_sections_the_words_come_from() -> None:
    english, chinese = code.domain_words((HERE.root / "docs/glossary.md").read_text())

    assert {"union", "employer", "membership", "hardship file"} <= english
    assert {"工会组织", "用人单位", "会籍", "困难职工档案"} <= chinese
