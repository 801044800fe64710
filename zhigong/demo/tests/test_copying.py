"""Tables are bare while they are filled, and afterwards what they were."""

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction

from zhigong.demo.copying import bare_tables, copy_frame, unreferring
from zhigong.registry.people.models import Membership, Person, Transfer
from zhigong.registry.unions.models import Term

pytestmark = pytest.mark.django_db

_CATALOGUE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('f', 'u') AND conrelid::regclass::text = ANY(%(names)s)
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%(names)s)
UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%(names)s)
"""


def catalogue() -> set[tuple[str, ...]]:
    names = [model._meta.db_table for model in (Person, Membership, Term, Transfer)]
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE, {"names": names})
        return set(cursor.fetchall())


def test_everything_taken_off_is_put_back() -> None:
    before = catalogue()

    with unreferring(Term, Person, Membership), bare_tables(Person, Membership):
        bare = catalogue()

    kinds = {definition.split("(")[0].strip() for _, _, definition in before - bare}
    assert {"FOREIGN KEY", "UNIQUE", "O"} <= kinds
    assert any("USING gin" in definition for _, _, definition in before - bare)
    assert catalogue() == before


def test_frozen_rows_can_be_written_into_a_bare_table() -> None:
    frame = pl.DataFrame(
        {
            "id": [1], "person_id": [1], "union_id": [1], "county_id": [1], "name_py": ["wang"],
            "state": ["active"], "join_way": ["applied"], "starts_on": ["2026-01-01"],
            "end_reason": [""], "migrant": [False], "dispatched": [False],
            "new_form_group": [""], "employment_form": [""], "post": [""], "source": [""],
        }
    )  # fmt: skip

    with transaction.atomic(), unreferring(Membership), bare_tables(Membership):
        assert copy_frame(Membership, frame, is_frozen=True) == 1

    assert Membership.objects.trusted("test").get().name_py == "wang"


def test_a_row_that_refers_to_nothing_is_refused_when_the_keys_come_back() -> None:
    frame = pl.DataFrame(
        {
            "id": [1],
            "union_id": [1_234_567],
            "number": [1],
            "starts_on": ["2025-01-01"],
            "ends_before": ["2030-01-01"],
        }
    )

    with pytest.raises(IntegrityError, match="union_id"), transaction.atomic(), unreferring(Term):
        copy_frame(Term, frame)
