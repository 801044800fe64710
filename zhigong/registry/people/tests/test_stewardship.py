"""What an officer records for a union in her care says so."""

from dataclasses import replace

import pytest

from zhigong.registry.people import contract, queries
from zhigong.registry.people import operations as ops
from zhigong.registry.people.models import Person
from zhigong.registry.people.tests.factories import NOON, make_member

pytestmark = pytest.mark.django_db


def test_a_change_made_in_care_of_another_union_says_by_whom(tree, county_officer, monkeypatch):
    monkeypatch.setattr(contract, "_user_names", lambda ids: dict.fromkeys(ids, "陈刚"))
    member = make_member(county_officer, tree.pump, phone="13812345678")
    steward = replace(county_officer, steward_for=tree.pump.pk)
    for actor, education in ((county_officer, "20"), (steward, "10")):
        ops.change_person(
            actor=actor,
            at=NOON,
            person=member.person,
            reason="更正学历",
            changes={"education": education},
        )

    changes = queries.changes_of(person=Person.objects.get())

    assert {change.who for change in changes if change.reason == "更正学历"} == {
        "陈刚",
        "由陈刚代录",
    }
