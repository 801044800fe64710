from datetime import date
from uuid import UUID, uuid4

import polars
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zhigong.base import events
from zhigong.base.crypto import blind_index
from zhigong.base.fields import reveal
from zhigong.registry.audit.models import Entry
from zhigong.registry.people import operations as ops
from zhigong.registry.people.events import MembershipsChanged, PeopleChanged, TransferMoved
from zhigong.registry.people.models import EnrolledBatch, Membership, Person, Transfer
from zhigong.registry.people.operations import staging
from zhigong.registry.people.tests.factories import (
    NOON,
    TODAY,
    id_number,
    join,
    make_actor,
    make_member,
    make_person,
    make_union,
)

pytestmark = pytest.mark.django_db
BATCH = UUID(int=5)


def frame(*rows):
    return polars.DataFrame(
        [{"row": place, **row} for place, row in enumerate(rows, start=4)],
        schema_overrides={name: staging.ROW_SCHEMA[name] for row in rows for name in row},
    )


def one(union, *, name="王小明", number=None, **fields):
    return {"union_id": union.pk, "name": name, "id_number": number or id_number(), **fields}


def enrol(actor, *rows, batch_id=None, **options):
    return ops.enrol_rows(
        rows=frame(*rows), batch_id=batch_id or uuid4(), actor=actor, at=NOON, source="花名册",
        **options,
    )  # fmt: skip


def actions(result):
    return result.rows["action"].to_list()


def test_unknown_people_become_members_with_unreadable_identities(tree, county_officer):
    row = one(tree.pump, phone="13812345678", birth_on=date(1990, 3, 7), sex="1", post="焊工",
              joined_on=date(2019, 7, 1), migrant=True)  # fmt: skip

    result = enrol(county_officer, row, one(tree.mill, name="李芳"))

    person = Person.objects.get(name="王小明")
    member = Membership.objects.get(person=person)
    assert actions(result) == ["new", "new"]
    assert reveal(person.data_key, person.id_cipher) == row["id_number"]
    assert reveal(person.data_key, person.phone_cipher) == "13812345678"
    assert (member.union_id, member.county_id) == (tree.pump.pk, tree.pump.county_id)
    assert (member.name_py, member.state, member.post) == ("wang xiao ming", "active", "焊工")
    assert (member.starts_on, member.joined_on, member.migrant) == (TODAY, date(2019, 7, 1), True)


def test_the_same_rows_twice_change_nothing_and_write_no_person(tree, county_officer):
    rows = [one(tree.pump, phone="13812345678", education="20"), one(tree.mill)]
    enrol(county_officer, *rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, ctid::text FROM people_person ORDER BY id")
        before = cursor.fetchall()

    result = enrol(county_officer, *rows)

    assert result.counts == dict.fromkeys(ops_actions(), 0) | {"unchanged": 2}
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, ctid::text FROM people_person ORDER BY id")
        assert cursor.fetchall() == before
    assert not Membership.history.rel.related_model.objects.exists()


def ops_actions():
    return ("new", "update", "unchanged", "transfer", "duplicate", "refuse")


def test_changed_cells_are_written_and_empty_ones_say_nothing(tree, county_officer):
    number = id_number()
    enrol(county_officer, one(tree.pump, number=number, phone="13812345678", education="20",
                              post="焊工"))  # fmt: skip

    result = enrol(county_officer, one(tree.pump, number=number, name="王晓明", post="班长",
                                       phone="", education=None))  # fmt: skip

    person, member = Person.objects.get(), Membership.objects.get()
    assert actions(result) == ["update"]
    assert (person.name, person.education) == ("王晓明", "20")
    assert person.name_bigrams == ["王晓", "晓明"]
    assert reveal(person.data_key, person.phone_cipher) == "13812345678"
    assert reveal(person.data_key, person.former_name_cipher) == "王小明"
    assert (member.post, member.name_py) == ("班长", "wang xiao ming")
    assert person.history.get().pgh_context["actor"] == 1
    assert member.history.get().post == "焊工"


def test_a_new_phone_is_encrypted_under_the_held_key(tree, county_officer):
    number = id_number()
    enrol(county_officer, one(tree.pump, number=number, phone="13812345678"))
    key = bytes(Person.objects.get().data_key)

    enrol(county_officer, one(tree.pump, number=number, phone="13912345678"))

    person = Person.objects.get()
    assert bytes(person.data_key) == key
    assert reveal(person.data_key, person.phone_cipher) == "13912345678"


def test_a_member_of_another_union_is_offered_a_transfer_once_and_not_changed(tree, county_officer):
    number = id_number()
    enrol(county_officer, one(tree.pump, number=number))

    first = enrol(county_officer, one(tree.mill, number=number, name="王大明"))
    enrol(county_officer, one(tree.mill, number=number, name="王大明"))

    assert actions(first) == ["transfer"]
    assert first.rows["held_union_id"].to_list() == [tree.pump.pk]
    transfer = Transfer.objects.get()
    assert (transfer.from_union_id, transfer.to_union_id) == (tree.pump.pk, tree.mill.pk)
    assert (transfer.state, transfer.asked_by) == ("offered", 1)
    assert Person.objects.get().name == "王小明"
    assert Membership.objects.get().state == "active"
    ops.accept_transfer(actor=county_officer, at=NOON, transfer=transfer)


def test_the_second_row_of_a_person_is_a_duplicate(tree, county_officer):
    number = id_number()

    result = enrol(
        county_officer, one(tree.pump, number=number), one(tree.mill, number=number, name="张三")
    )

    assert actions(result) == ["new", "duplicate"]
    assert Person.objects.get().name == "王小明"


def test_who_left_comes_back_no_earlier_than_she_left(tree, county_officer):
    number = id_number()
    member = make_member(county_officer, tree.pump, number=number)
    ops.end_membership(
        actor=county_officer, at=NOON, membership=member, way="leave", on=date(2026, 6, 1)
    )

    result = enrol(
        county_officer, one(tree.mill, number=number, starts_on=date(2026, 2, 1), education="20")
    )

    assert actions(result) == ["new"]
    assert Membership.objects.get(ends_before=None).starts_on == date(2026, 6, 1)
    assert Person.objects.get().education == "20"


def test_the_deceased_are_refused_and_an_applicant_named_in_a_roster_is_admitted(
    tree, county_officer
):
    gone, applied = id_number(), id_number()
    ops.end_membership(
        actor=county_officer, at=NOON, way="die",
        membership=make_member(county_officer, tree.pump, number=gone),
    )  # fmt: skip
    make_member(county_officer, tree.pump, number=applied, pending=True, name="李四")

    result = enrol(
        county_officer, one(tree.pump, number=gone), one(tree.pump, number=applied, name="李四")
    )

    assert actions(result) == ["refuse", "update"]
    admitted = Membership.objects.get(ends_before=None)
    assert (admitted.state, admitted.starts_on) == ("active", TODAY)


def test_the_dry_run_says_what_the_commit_does_and_writes_nothing(tree, county_officer):
    known, held = id_number(), id_number()
    enrol(county_officer, one(tree.pump, number=known), one(tree.mill, number=held))
    rows = [
        one(tree.pump, number=known),
        one(tree.pump, number=held),
        one(tree.pump, name="新人"),
        one(tree.pump, number=known),
    ]
    counts = [model.objects.count() for model in (Person, Membership, Transfer, Entry)]

    told = ops.classify_rows(rows=frame(*rows))

    assert actions(told) == ["unchanged", "transfer", "new", "duplicate"]
    assert counts == [m.objects.count() for m in (Person, Membership, Transfer, Entry)]
    assert actions(enrol(county_officer, *rows)) == actions(told)


def test_a_union_outside_the_scope_refuses_the_batch_and_leaves_nothing(tree, mill_officer):
    with pytest.raises(ops.OutsideScope):
        enrol(mill_officer, one(tree.mill), one(tree.pump))

    assert not Person.objects.exists()
    assert not EnrolledBatch.objects.exists()
    assert not Entry.objects.filter(verb="people.enrol_rows").exists()


def test_an_interrupted_enrolment_goes_on_after_the_last_committed_batch(tree, county_officer):
    rows = [one(tree.pump, name=f"王{letter}") for letter in "一二三四五"]

    class Killed(Exception):
        pass

    def stop_after_the_second(done, total):
        if done == 4:
            raise Killed

    with pytest.raises(Killed):
        enrol(county_officer, *rows, batch_id=BATCH, batch_rows=2,
              on_progress=stop_after_the_second)  # fmt: skip
    assert Person.objects.count() == 4
    progress = []
    result = enrol(county_officer, *rows, batch_id=BATCH, batch_rows=2,
                   on_progress=lambda done, total: progress.append((done, total)))  # fmt: skip

    assert actions(result) == ["new"] * 5
    assert progress == [(2, 5), (4, 5), (5, 5)]
    assert Person.objects.count() == 5
    entries = Entry.objects.filter(verb="people.enrol_rows").order_by("id")
    assert [entry.row_count for entry in entries] == [2, 2, 1]
    assert all(entry.rows_digest for entry in entries)


def test_one_event_a_batch_names_every_union(tree, county_officer):
    told = []
    events.subscribe(MembershipsChanged, within=told.append)
    try:
        enrol(county_officer, one(tree.pump), one(tree.mill), one(tree.pump))
    finally:
        events._within[MembershipsChanged].remove(told.append)

    unions = frozenset((tree.pump.pk, tree.mill.pk))
    assert told == [MembershipsChanged(unions, TODAY, is_bulk=True)]


def test_the_number_of_statements_does_not_grow_with_the_rows(tree, county_officer):
    def statements(number):
        rows = [one(tree.pump, phone="13812345678") for _ in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            enrol(county_officer, *rows)
        return len(captured)

    statements(1)
    assert statements(3) == statements(60)


def test_no_rows_are_no_work(tree, county_officer):
    empty = polars.DataFrame(schema={"row": polars.Int64, "union_id": polars.Int64})

    result = ops.enrol_rows(rows=empty, batch_id=BATCH, actor=county_officer, at=NOON)

    assert result.rows.height == 0
    assert not Entry.objects.filter(verb="people.enrol_rows").exists()


PLAIN = ("name", "id_kind", "birth_on", "sex", "education", "name_py", "name_py_initials",
         "name_bigrams", "id_blind", "phone_blind", "ethnicity", "political_status")  # fmt: skip
TERMS = ("union_id", "county_id", "name_py", "state", "joined_on", "starts_on", "ends_before",
         "post", "migrant", "dispatched", "employment_form", "end_reason")  # fmt: skip


class TheBulkIsTheSingleOperations(TestCase):
    """The set-based enrolment leaves what the single operations leave."""

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        rows=st.lists(
            st.tuples(
                st.sampled_from(["王小明", "曾国藩", "阿布都·热依木", "欧阳修", "李"]),
                st.sampled_from(["", "13812345678", "13912345678"]),
                st.sampled_from(["", "20"]),
                st.booleans(),
            ),
            min_size=1, max_size=6,
        )
    )  # fmt: skip
    def test_both_ways_end_alike(self, rows):
        top = make_union(kind="federation")
        actor = make_actor(top)
        numbers = [id_number() for _ in rows]
        fields = [
            {"name": name, "phone": phone, "education": education, "migrant": migrant}
            for name, phone, education, migrant in rows
        ]
        known = {"birth_on": date(1990, 3, 7), "sex": "1", "id_kind": "resident_id", "post": "钳工"}
        told = [one(top, number=n, **f, **known) for n, f in zip(numbers, fields, strict=True)]
        with transaction.atomic():
            enrol(actor, *told)
            bulk = state_of(numbers)
            transaction.set_rollback(True)

        for number, field in zip(numbers, fields, strict=True):
            migrant = field.pop("migrant")
            person = make_person(actor, number=number, **field)
            member = join(actor, person, top, starts_on=TODAY)
            ops.change_terms(
                actor=actor, at=NOON, membership=member,
                terms=ops.Terms(migrant=migrant, post="钳工"),
            )  # fmt: skip
            Membership.objects.filter(pk=member.pk).update(joined_on=None)

        assert state_of(numbers) == bulk


def state_of(numbers):
    found = []
    for number in numbers:
        person = Person.objects.get(id_blind=blind_index("id", number))
        member = Membership.objects.get(person=person)
        clear = (
            reveal(person.data_key, person.id_cipher),
            reveal(person.data_key, person.phone_cipher),
        )
        found.append(
            ([getattr(person, n) for n in PLAIN], [getattr(member, n) for n in TERMS], clear)
        )
    return found


def test_someone_recorded_after_the_look_ahead_is_written_as_who_she_is(
    tree, county_officer, monkeypatch
):
    number = id_number()
    enrol(county_officer, one(tree.pump, number=number, phone="13812345678"))
    monkeypatch.setattr(ops.enrolment.staging, "known_blinds", lambda _blinds: set())

    result = enrol(county_officer, one(tree.pump, number=number, phone="13912345678"))

    person = Person.objects.get()
    assert actions(result) == ["update"]
    assert reveal(person.data_key, person.phone_cipher) == "13912345678"
    assert reveal(person.data_key, person.id_cipher) == number


def test_someone_gone_since_the_look_ahead_is_written_as_new(tree, county_officer, monkeypatch):
    number = id_number()
    monkeypatch.setattr(
        ops.enrolment.staging, "known_blinds", lambda _blinds: {blind_index("id", number).hex}
    )

    result = enrol(county_officer, one(tree.pump, number=number))

    person = Person.objects.get()
    assert actions(result) == ["new"]
    assert reveal(person.data_key, person.id_cipher) == number
    assert Membership.objects.get().person_id == person.pk


def test_figures_are_told_once_when_people_and_memberships_change(tree, county_officer):
    number = id_number()
    enrol(county_officer, one(tree.pump, number=number, phone="13812345678"))
    told = []
    for kind in (MembershipsChanged, PeopleChanged):
        events.subscribe(kind, within=told.append)
    try:
        enrol(county_officer, one(tree.pump, number=number, phone="13912345678"), one(tree.pump))
    finally:
        for kind in (MembershipsChanged, PeopleChanged):
            events._within[kind].remove(told.append)
    assert [type(event) for event in told] == [MembershipsChanged]


def test_the_unions_of_offers_are_told_once_for_a_batch(tree, county_officer):
    numbers = [id_number(), id_number()]
    enrol(county_officer, one(tree.pump, number=numbers[0]), one(tree.mill, number=numbers[1]))
    told = []
    events.subscribe(TransferMoved, within=told.append)
    try:
        rows = (one(tree.mill, number=numbers[0]), one(tree.pump, number=numbers[1]))
        enrol(county_officer, *rows)
        enrol(county_officer, *rows)  # offered already: nobody is told again
    finally:
        events._within[TransferMoved].remove(told.append)

    (event,) = told
    assert (event.state, event.union_ids) == ("offered", frozenset({tree.pump.pk, tree.mill.pk}))
    assert Transfer.objects.filter(pk=event.transfer_id).exists()
