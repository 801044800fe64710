"""Two records of one person are found, told apart or made one; everything goes along."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from zhigong.base.actor import SYSTEM
from zhigong.base.workflow import ReasonMissing
from zhigong.registry.people.models import Membership, Person, RecordPair, Transfer
from zhigong.registry.people.operations import (
    MergedAlready,
    OutsideScope,
    VerdictGiven,
    appoint_officer,
    find_duplicates,
    merge_people,
    offer_transfer,
    references,
    retain_membership,
    tell_apart,
)
from zhigong.registry.people.queries import (
    compared,
    count_members,
    duplicates_for,
    find_person_id,
    holders_of_numbers,
    moved_rows,
)
from zhigong.registry.people.tests.factories import (
    ABILITIES,
    NOON,
    TODAY,
    id_number,
    make_actor,
    make_member,
    make_person,
)

pytestmark = pytest.mark.django_db
MERGING = ABILITIES | {"people.merge"}


@pytest.fixture
def officer(tree):
    return make_actor(tree.county, user_id=1, abilities=MERGING)


def twins(tree, *, name="王小明", second_union=None, **second):
    """Return two memberships under one name and day of birth, and the pair found of them."""
    first = make_member(SYSTEM, tree.pump, name=name, number=id_number())
    other = make_member(SYSTEM, second_union or tree.mill, name=name, number=id_number(), **second)
    find_duplicates(actor=SYSTEM, on=TODAY)
    return first, other, RecordPair.objects.get()


def test_one_name_and_day_of_birth_is_a_question_and_a_name_alone_is_none(tree):
    make_member(SYSTEM, tree.pump, name="李伟", number=id_number(born=date(1991, 1, 1)))
    make_member(SYSTEM, tree.pump, name="李伟", number=id_number(born=date(1992, 2, 2)))
    first, other, pair = twins(tree)

    assert (pair.first_id, pair.second_id) == (first.person_id, other.person_id)
    assert (pair.ground, pair.verdict) == ("name_birth", "")


def test_one_name_and_phone_is_a_question_whatever_the_day_of_birth(tree):
    for born in (date(1991, 1, 1), date(1991, 1, 11)):
        make_member(
            SYSTEM, tree.pump, name="李伟", number=id_number(born=born), phone="13700000009"
        )

    find_duplicates(actor=SYSTEM, on=TODAY)

    assert RecordPair.objects.get().ground == "phone"


def test_who_was_told_apart_is_not_asked_about_again(tree, officer):
    _first, _other, pair = twins(tree)

    tell_apart(actor=officer, at=NOON, pair=pair, reason="双胞胎以外的同名同生日，已看证件")

    assert find_duplicates(actor=SYSTEM, on=TODAY) == 0
    assert RecordPair.objects.get().verdict == "different"
    with pytest.raises(VerdictGiven):
        merge_people(actor=officer, at=NOON, pair=pair, kept=pair.first, reason="看错了")


def test_everything_that_points_at_the_other_record_goes_along(tree, officer):
    first, other, pair = twins(tree)
    post = appoint_officer(
        actor=SYSTEM, person=other.person, union=tree.mill, post="member", starts_on=TODAY
    )

    merge_people(actor=officer, at=NOON, pair=pair, kept=first.person, reason="已核对证件")

    pair.refresh_from_db()
    post.refresh_from_db()
    assert post.person_id == first.person_id
    assert "accounts.User" in {model._meta.label for model, _column in references()}
    for model, column in references():
        assert not model._base_manager.filter(**{column: other.person_id}).exists(), model
    assert pair.moved["people.officer"] == [str(post.pk)]
    assert {one.title for one in moved_rows(pair)} >= {"会籍", "工会干部"}


def test_of_two_memberships_on_the_same_days_one_counts(tree, officer):
    first, other, pair = twins(tree)
    on = date(2026, 6, 1)
    county = [tree.county.pk, tree.pump.pk, tree.mill.pk]
    assert count_members(union_ids=county, on=on) == 2

    merge_people(actor=officer, at=NOON, pair=pair, kept=first.person, reason="已核对证件")

    other.refresh_from_db()
    assert (other.person_id, other.ends_before, other.end_reason) == (
        first.person_id, other.starts_on, "merged",
    )  # fmt: skip
    assert count_members(union_ids=county, on=on) == 1
    assert Membership.objects.filter(person=first.person, ends_before=None).get() == first


def test_what_was_retained_or_on_its_way_is_settled_with_the_record(tree, officer):
    first, other, pair = twins(tree)
    offer_transfer(actor=SYSTEM, at=NOON, person=other.person, to_union=tree.valve)

    merge_people(actor=officer, at=NOON, pair=pair, kept=first.person, reason="已核对证件")

    assert Transfer.objects.get().state == "withdrawn"
    kept = Membership.objects.get(person=first.person, ends_before=None)
    retain_membership(actor=SYSTEM, at=NOON, membership=kept, cause="retired")


def test_the_other_number_leads_to_the_kept_record_from_now_on(tree, officer):
    number = id_number()
    first = make_member(SYSTEM, tree.pump, name="赵敏", number=id_number())
    other = make_member(SYSTEM, tree.mill, name="赵敏", number=number)
    find_duplicates(actor=SYSTEM, on=TODAY)
    pair = RecordPair.objects.get()

    merge_people(actor=officer, at=NOON, pair=pair, kept=first.person, reason="旧证件号录错")

    blind = other.person.id_blind
    assert find_person_id(id_number=number) == first.person_id
    assert holders_of_numbers([blind])[blind].person_id == first.person_id
    assert Person.objects.get(pk=other.person_id).merged_into_id == first.person_id


def test_the_kept_record_takes_over_what_it_lacks_and_nothing_else(tree, officer):
    first = make_member(SYSTEM, tree.pump, name="赵敏", number=id_number(), education="20")
    make_member(
        SYSTEM, tree.mill, name="赵敏", number=id_number(), education="30", ethnicity="05",
        phone="13700000008",
    )  # fmt: skip
    find_duplicates(actor=SYSTEM, on=TODAY)

    merge_people(
        actor=officer, at=NOON, pair=RecordPair.objects.get(), kept=first.person, reason="同一人"
    )

    first.person.refresh_from_db()
    assert (first.person.education, first.person.ethnicity) == ("20", "05")
    assert first.person.phone_blind is not None
    assert set(RecordPair.objects.get().filled) == {"ethnicity", "phone_cipher", "phone_blind"}


def test_a_record_that_leads_elsewhere_is_merged_no_second_time(tree, officer):
    a = make_person(SYSTEM, name="钱多", number=id_number())
    b = make_person(SYSTEM, name="钱多", number=id_number())
    system = SYSTEM
    find_duplicates(actor=system, on=TODAY)
    pair = RecordPair.objects.get(first=a, second=b)
    Person.objects.filter(pk=b.pk).update(merged_into=a)

    with pytest.raises(MergedAlready):
        merge_people(actor=system, at=NOON, pair=pair, kept=a, reason="同一人")


def test_only_who_answers_for_both_decides_and_says_why(tree, officer):
    first, _other, pair = twins(tree)
    of_one = make_actor(tree.pump, abilities=MERGING)

    assert not duplicates_for(actor=of_one).exists()
    with pytest.raises(OutsideScope):
        merge_people(actor=of_one, at=NOON, pair=pair, kept=first.person, reason="同一人")
    with pytest.raises(ReasonMissing):
        merge_people(actor=officer, at=NOON, pair=pair, kept=first.person, reason=" ")
    assert duplicates_for(actor=officer).get() == pair


def test_what_differs_is_said_line_by_line(tree):
    _first, _other, pair = twins(tree, ethnicity="05")

    differing = {line.title for line in compared(pair) if line.differs}

    assert {"证件号码", "民族", "会籍"} <= differing
    assert not {"姓名", "出生日期", "性别"} & differing


def test_a_verdict_is_final_for_the_database_as_well(tree, officer):
    _first, _other, pair = twins(tree)
    tell_apart(actor=officer, at=NOON, pair=pair, reason="已看证件")

    with pytest.raises(DatabaseError, match="verdict_is_final"), transaction.atomic():
        RecordPair.objects.filter(pk=pair.pk).update(verdict="same")
