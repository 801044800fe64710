from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from zhigong.base.errors import UserError
from zhigong.base.fields import reveal
from zhigong.base.workflow import MoveNotAllowed, ReasonMissing
from zhigong.registry.audit.models import Entry
from zhigong.registry.people import operations as ops
from zhigong.registry.people.models import Membership, Person, Retention
from zhigong.registry.people.queries import count_members
from zhigong.registry.people.tests.factories import (
    NOON,
    TODAY,
    id_number,
    join,
    make_actor,
    make_member,
    make_person,
)

pytestmark = pytest.mark.django_db


def test_a_person_is_recorded_with_keys_and_without_a_clear_number(county_officer):
    number = id_number(born=date(1985, 6, 1), male=False)

    person = make_person(county_officer, name="欧阳 修", number=number, phone="138 1234 5678")

    assert person.name == "欧阳修"
    assert person.name_py == "ou yang xiu"
    assert person.name_py_initials == "oyx"
    assert person.name_bigrams == ["欧阳", "阳修"]
    assert (person.birth_on, person.sex) == (date(1985, 6, 1), "2")
    assert reveal(person.data_key, person.id_cipher) == number
    assert reveal(person.data_key, person.phone_cipher) == "13812345678"
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_person::text FROM people_person")
        row = cursor.fetchone()[0]
    assert number not in row
    assert "13812345678" not in row


def test_the_same_number_is_never_recorded_twice(county_officer):
    number = id_number()
    make_person(county_officer, number=number)

    with pytest.raises(ops.PersonKnown):
        make_person(county_officer, name="李四", number=number)

    assert Person.objects.count() == 1


def test_two_people_may_share_a_phone(county_officer):
    make_person(county_officer, phone="13812345678")
    make_person(county_officer, phone="13812345678")

    assert Person.objects.count() == 2


def test_a_wrong_number_is_refused_beside_its_field(county_officer):
    with pytest.raises(ops.IdNumberNotValid) as refused:
        make_person(county_officer, number="330203199003071233")

    assert refused.value.field == "id_number"


def test_an_applicant_counts_from_the_day_of_approval(tree, county_officer):
    applied = make_member(
        county_officer, tree.pump, pending=True, starts_on=TODAY - timedelta(days=9)
    )
    assert count_members(union_ids=[tree.pump.pk], on=TODAY) == 0

    ops.approve_membership(actor=county_officer, at=NOON, membership=applied)

    applied.refresh_from_db()
    assert (applied.state, applied.starts_on, applied.joined_on) == ("active", TODAY, TODAY)
    assert count_members(union_ids=[tree.pump.pk], on=TODAY) == 1
    assert count_members(union_ids=[tree.pump.pk], on=TODAY - timedelta(days=1)) == 0


def test_a_refused_applicant_was_never_a_member_and_may_apply_again(tree, county_officer):
    applied = make_member(county_officer, tree.pump, pending=True)

    with pytest.raises(ReasonMissing):
        ops.refuse_membership(actor=county_officer, at=NOON, membership=applied, reason=" ")
    ops.refuse_membership(
        actor=county_officer, at=NOON, membership=applied, reason="不在本单位工作"
    )

    assert count_members(union_ids=[tree.pump.pk], on=date(2026, 1, 6)) == 0
    join(county_officer, applied.person, tree.pump)
    assert count_members(union_ids=[tree.pump.pk], on=TODAY) == 1


def test_a_second_open_membership_is_refused_by_the_operation_and_by_the_database(
    tree, county_officer
):
    member = make_member(county_officer, tree.pump)

    with pytest.raises(ops.AlreadyMember):
        join(county_officer, member.person, tree.pump)
    with pytest.raises(ops.MemberElsewhere):
        join(county_officer, member.person, tree.mill)
    with pytest.raises(IntegrityError, match="one_open_membership"), transaction.atomic():
        Membership.objects.create(
            person=member.person, union=tree.mill, county_id=1, state="active", starts_on=TODAY
        )


def test_overlapping_periods_are_refused_by_the_database(tree, county_officer):
    member = make_member(county_officer, tree.pump, starts_on=date(2026, 3, 1))

    with (
        pytest.raises(IntegrityError, match="memberships_of_a_person_do_not_overlap"),
        transaction.atomic(),
    ):
        Membership.objects.create(
            person=member.person, union=tree.mill, county_id=1, state="left",
            starts_on=date(2026, 1, 1), ends_before=date(2026, 3, 2),
        )  # fmt: skip
    Membership.objects.create(
        person=member.person, union=tree.mill, county_id=1, state="left",
        starts_on=date(2026, 1, 1), ends_before=date(2026, 3, 1),
    )  # fmt: skip


def test_a_membership_of_an_unknown_union_is_refused_by_the_database(tree, county_officer):
    person = make_person(county_officer)

    with (
        pytest.raises(IntegrityError, match="membership_refers_to_known_rows"),
        transaction.atomic(),
    ):
        Membership.objects.create(
            person=person, union_id=999_999, county_id=1, state="active", starts_on=TODAY
        )


def test_a_retained_member_is_not_counted_while_retained(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    on = date(2026, 6, 1)

    ops.retain_membership(actor=county_officer, at=NOON, membership=member, cause="retired", on=on)
    ops.restore_membership(actor=county_officer, at=NOON, membership=member, on=date(2026, 8, 1))

    days = [date(2026, 5, 31), on, date(2026, 7, 31), date(2026, 8, 1)]
    assert [count_members(union_ids=[tree.pump.pk], on=day) for day in days] == [1, 0, 0, 1]


def test_the_same_membership_may_be_retained_twice(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    for start, end in ((2, 3), (5, 6)):
        ops.retain_membership(
            actor=county_officer, at=NOON, membership=member, cause="laid_off",
            on=date(2026, start, 1),
        )  # fmt: skip
        ops.restore_membership(
            actor=county_officer, at=NOON, membership=member, on=date(2026, end, 1)
        )

    assert Retention.objects.filter(membership=member).count() == 2
    with pytest.raises(ops.BeforeStart):
        ops.retain_membership(
            actor=county_officer, at=NOON, membership=member, cause="retired",
            on=date(2026, 5, 20),
        )  # fmt: skip


def test_a_member_who_left_may_come_back_but_not_before_she_left(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    left_on = date(2026, 5, 1)
    ops.end_membership(actor=county_officer, at=NOON, membership=member, way="leave", on=left_on)

    with pytest.raises(ops.BeforeLastEnd):
        join(county_officer, member.person, tree.mill, starts_on=date(2026, 4, 30))
    back = join(county_officer, member.person, tree.mill, starts_on=left_on)

    assert back.state == "active"
    assert count_members(union_ids=[tree.pump.pk, tree.mill.pk], on=left_on) == 1


def test_expulsion_wants_a_judgement_and_a_reason(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    wanted = {"actor": county_officer, "at": NOON, "membership": member, "way": "expel"}

    with pytest.raises(ops.CriminalDecisionMissing):
        ops.end_membership(**wanted, reason="被判处刑罚")
    with pytest.raises(ReasonMissing):
        ops.end_membership(**wanted, decision="(2026)浙0211刑初1号")
    ops.end_membership(**wanted, reason="被判处刑罚", decision="(2026)浙0211刑初1号")

    member.refresh_from_db()
    assert (member.state, member.end_reason) == ("expelled", "crime")


def test_the_deceased_do_not_join_again(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    ops.end_membership(actor=county_officer, at=NOON, membership=member, way="die")

    with pytest.raises(ops.PersonDeceased):
        join(
            county_officer,
            Person.objects.get(pk=member.person_id),
            tree.pump,
            starts_on=TODAY,
        )


def test_nothing_is_written_ahead_of_time_nor_before_the_start(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    end = {"actor": county_officer, "at": NOON, "membership": member, "way": "leave"}

    with pytest.raises(ops.DateInFuture):
        ops.end_membership(**end, on=TODAY + timedelta(days=1))
    with pytest.raises(ops.BeforeStart):
        ops.end_membership(**end, on=date(2026, 1, 4))

    member.refresh_from_db()
    assert member.is_open


def test_a_write_outside_the_scope_looks_like_nothing_there(tree, county_officer, mill_officer):
    member = make_member(county_officer, tree.pump)
    entries = Entry.objects.count()

    attempts = [
        lambda: ops.change_person(
            actor=mill_officer, at=NOON, person=member.person, changes={"name": "李四"}
        ),
        lambda: ops.end_membership(actor=mill_officer, at=NOON, membership=member, way="leave"),
        lambda: ops.retain_membership(
            actor=mill_officer, at=NOON, membership=member, cause="retired"
        ),
        lambda: ops.open_identity(
            actor=mill_officer, person=member.person, fields=["phone"], reason="核对"
        ),
        lambda: join(mill_officer, make_person(county_officer), tree.pump),
    ]
    for attempt in attempts:
        with pytest.raises(UserError) as refused:
            attempt()
        assert refused.value.status == 404

    assert Person.objects.get(pk=member.person_id).name == "王小明"
    assert Membership.objects.get(pk=member.pk).state == "active"
    assert Entry.objects.count() == entries + 1  # the person the last attempt needed


def test_a_closed_membership_does_not_move(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    ops.end_membership(actor=county_officer, at=NOON, membership=member, way="leave")

    with pytest.raises(MoveNotAllowed):
        ops.retain_membership(actor=county_officer, at=NOON, membership=member, cause="retired")


def test_a_changed_name_reaches_the_lists_and_the_history_keeps_it_unreadable_to_others(
    tree, county_officer
):
    member = make_member(county_officer, tree.pump, phone="13812345678")

    ops.change_person(
        actor=county_officer, at=NOON, person=member.person, reason="户口簿更名",
        changes={"name": "李晓明", "phone": "13912345678", "education": "20"},
    )  # fmt: skip

    member.refresh_from_db()
    person = Person.objects.get()
    assert (person.name, person.education, member.name_py) == ("李晓明", "20", "li xiao ming")
    assert reveal(person.data_key, person.former_name_cipher) == "王小明"
    event = person.history.get()
    assert event.pgh_context == {"actor": 1, "kind": "staff", "reason": "户口簿更名"}
    assert reveal(person.data_key, event.phone_cipher) == "13812345678"


def test_a_change_that_changes_nothing_writes_nothing(tree, county_officer):
    member = make_member(county_officer, tree.pump, phone="13812345678")
    entries = Entry.objects.count()

    ops.change_person(
        actor=county_officer, at=NOON, person=member.person,
        changes={"name": "王 小明", "phone": "138-1234-5678", "sex": "1"},
    )  # fmt: skip

    assert Entry.objects.count() == entries
    assert not Person.objects.get().history.exists()


def test_opening_an_identity_wants_a_reason_and_leaves_an_entry_without_the_value(
    tree, county_officer
):
    number = id_number()
    member = make_member(county_officer, tree.pump, number=number)

    with pytest.raises(ReasonMissing):
        ops.open_identity(
            actor=county_officer, person=member.person, fields=["id_number"], reason=""
        )
    clear = ops.open_identity(
        actor=county_officer, person=member.person, fields=["id_number"], reason="办理互助保障"
    )

    entry = Entry.objects.latest("id")
    assert clear == {"id_number": number}
    assert (entry.verb, entry.reason, entry.union_id) == (
        "audit.open_masked",
        "办理互助保障",
        tree.pump.pk,
    )
    assert number not in str(entry.detail)


def test_who_verified_and_when_is_recorded(tree, county_officer):
    member = make_member(county_officer, tree.pump)

    ops.verify_person(actor=county_officer, at=NOON, person=member.person, how="document")

    person = Person.objects.get()
    assert (person.verified_on, person.verified_by, person.confidence) == (TODAY, 1, "document")


def test_a_member_verifies_herself_and_nobody_else(tree, county_officer):
    own, other = make_member(county_officer, tree.pump), make_member(county_officer, tree.pump)
    me = make_actor(None, person_id=own.person_id)

    ops.verify_person(actor=me, at=NOON, person=own.person, how="self")
    with pytest.raises(ops.OutsideScope):
        ops.verify_person(actor=me, at=NOON, person=other.person, how="self")
    with pytest.raises(ops.OutsideScope):
        ops.verify_person(actor=me, at=NOON, person=own.person, how="official")


def test_a_union_has_one_chair(tree, county_officer):
    first, second = make_member(county_officer, tree.pump), make_member(county_officer, tree.pump)
    post = {"actor": county_officer, "union": tree.pump, "post": "chair", "starts_on": TODAY}
    chair = ops.appoint_officer(person=first.person, **post)

    with pytest.raises(ops.OfficeTaken):
        ops.appoint_officer(person=second.person, **post)
    ops.end_office(actor=county_officer, officer=chair, on=TODAY + timedelta(days=1))

    assert ops.appoint_officer(person=second.person, **post).post == "chair"


def test_an_erased_person_is_unreadable_even_in_the_history(tree, county_officer):
    number = id_number()
    member = make_member(county_officer, tree.pump, number=number, phone="13812345678")
    change = {"actor": county_officer, "at": NOON, "person": member.person}
    ops.change_person(**change, changes={"phone": "13912345678", "name": "王大明"})
    with pytest.raises(ops.StillMember):
        ops.erase_person(actor=county_officer, at=NOON, person=member.person, reason="本人申请")
    ops.end_membership(actor=county_officer, at=NOON, membership=member, way="leave")

    ops.erase_person(actor=county_officer, at=NOON, person=member.person, reason="本人申请")

    person = Person.objects.get()
    assert (person.data_key, person.id_blind, person.phone_blind) == (None, None, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_person::text FROM people_person")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT people_personevent::text FROM people_personevent")
        rows += str(cursor.fetchall())
        cursor.execute("SELECT people_membership::text FROM people_membership")
        rows += str(cursor.fetchall())
    for clear in ("王小明", "王大明", "wang xiao ming", "wang da ming"):
        assert clear not in rows
    assert bytes(member.person.data_key).hex() not in rows
    assert make_person(county_officer, number=number).pk != person.pk


def test_every_history_row_says_who(tree, county_officer):
    member = make_member(county_officer, tree.pump)
    ops.retain_membership(
        actor=county_officer, at=NOON, membership=member, cause="retired", reason="到龄退休"
    )

    assert {event.pgh_context["actor"] for event in member.history.all()} == {1}
    assert {event.pgh_context["reason"] for event in member.history.all()} == {"到龄退休"}
