"""Somebody applies to join, and a union decides: every way rules.md 1.4 and bad input know."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from zhigong.base.actor import ANONYMOUS, SYSTEM
from zhigong.base.workflow import MoveNotAllowed, ReasonMissing
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts.models import User
from zhigong.registry.employers.models import Employer
from zhigong.registry.people import contract
from zhigong.registry.people.models import Membership, Person, Transfer
from zhigong.registry.people.operations import OutsideScope, TransferUnderWay, accept_transfer
from zhigong.registry.people.tests.factories import id_number, make_member
from zhigong.work.membership import operations, queries
from zhigong.work.membership.models import JoinApplication
from zhigong.work.membership.operations import deciding, joining
from zhigong.work.membership.tests.joining import FRIDAY, apply, days, member, street

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    held = contract._administrator_check
    contract.use_administrator_check(lambda union_ids: union_ids)
    yield
    contract.use_administrator_check(held)


@pytest.fixture
def world(db):
    return street()


def approve(world, *rows, actor=None, at=FRIDAY, **more):
    actor = actor or world.joint_officer
    return operations.approve_applications(actor=actor, at=at, ids=[row.pk for row in rows], **more)


def test_a_courier_without_a_firm_joins_the_joint_union_of_the_street(world):
    actor = member("13912340001")
    number = id_number()

    row = apply(world, actor, name="王小明", id_number=number)
    done = approve(world, row)

    held = Membership.objects.get()
    assert done.admitted == [row.pk]
    assert (held.union, held.state, held.join_way) == (world.joint, "active", "online")
    assert (held.starts_on, held.joined_on) == (FRIDAY.date(), FRIDAY.date())
    assert held.new_form_group == "courier"
    assert User.objects.get(pk=actor.user_id).person_id == held.person_id
    row.refresh_from_db()
    assert (row.state, row.membership_id, row.in_place) == ("approved", held.pk, False)


def test_who_works_in_a_firm_with_a_union_is_decided_over_there(world):
    row = apply(world, employer=world.covered, new_form_group="")

    assert (row.union, row.way) == (world.pump, "employer")
    assert row.employer_name == "东方水泵厂"


def test_who_works_in_a_firm_without_one_goes_to_the_joint_union_of_its_area(world):
    row = apply(world, employer=world.bare, new_form_group="")

    assert (row.union, row.way) == (world.joint, "area")


def test_a_firm_only_its_workers_named_enters_the_register_when_one_is_admitted(world):
    first = apply(world, employer_name="小河汽修店", new_form_group="")
    second = apply(world, employer_name="小河汽修店", new_form_group="", name="李红")
    assert not Employer.objects.filter(name="小河汽修店").exists()

    approve(world, first, second)

    firm = Employer.objects.get(name="小河汽修店")
    assert (firm.area_union, firm.verification, firm.covered_by) == (
        world.street, "pending", None,
    )  # fmt: skip
    assert set(Membership.objects.values_list("employer_id", flat=True)) == {firm.pk}


@pytest.mark.parametrize("name", ["买买提·艾力", "㛃𬱖", "欧阳䶮"])
def test_a_rare_or_dotted_name_is_taken_as_it_is_written(world, name):
    row = apply(world, name=f" {name.replace('·', '•')} ")
    approve(world, row)

    assert Person.objects.get().name == name


def test_the_last_sign_of_a_number_may_be_a_small_x(world):
    row = apply(world, id_number="11010519491231002x")

    assert queries.clear_of(row).id_number == "11010519491231002X"


@pytest.mark.parametrize("number", ["330203199003071233", "210200200102290034", "123", ""])
def test_a_number_that_fails_its_check_is_refused_beside_its_field(world, number):
    with pytest.raises(joining.IdNumberNotValid) as refused:
        apply(world, id_number=number)

    assert refused.value.field == "id_number"
    assert not JoinApplication.objects.exists()


def test_nobody_below_sixteen_joins_and_on_the_birthday_one_may(world):
    def born(day):
        first17 = f"330211{day:%Y%m%d}123"
        return first17 + check_digit(first17)

    with pytest.raises(joining.TooYoung):
        apply(world, id_number=born(date(2010, 11, 21)))
    assert apply(world, id_number=born(date(2010, 11, 20))).state == "submitted"


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"name": " "}, joining.NameMissing),
        ({"new_form_group": ""}, joining.WorkMissing),
        ({"signed": False}, joining.SignatureMissing),
    ],
)
def test_what_is_missing_is_said(world, wish, refusal):
    with pytest.raises(refusal):
        apply(world, **wish)


def test_one_account_has_one_open_application(world):
    actor = member()
    apply(world, actor)

    with pytest.raises(joining.AppliedAlready):
        apply(world, actor)


def test_an_application_with_a_waiting_number_is_taken_in_the_same_words_and_kept_aside(world):
    number = id_number()
    first = apply(world, id_number=number)

    second = apply(world, id_number=number)

    assert (first.state, second.state) == ("submitted", "doubled")
    assert approve(world, second).left == {"gone": [second.pk]}


def test_what_was_kept_aside_waits_when_the_first_is_taken_back(world):
    actor, number = member(), id_number()
    first = apply(world, actor, id_number=number)
    second = apply(world, id_number=number)

    operations.withdraw_application(actor=actor, at=FRIDAY, application=first)

    second.refresh_from_db()
    assert second.state == "submitted"


def test_nothing_of_a_recorded_number_is_told_to_somebody_else(world):
    number = id_number()
    make_member(SYSTEM, world.pump, number=number, name="王小明")

    known = apply(world, id_number=number, address="10.0.0.2")
    unknown = apply(world, id_number=id_number(), address="10.0.0.3")

    assert (known.state, known.way) == (unknown.state, unknown.way) == ("submitted", "point")


def test_a_member_elsewhere_is_accepted_from_there_instead_of_recorded_twice(world):
    number = id_number()
    held = make_member(SYSTEM, world.pump, number=number, name="王小明")
    row = apply(world, id_number=number, name="王小明")

    done = approve(world, row)

    transfer = Transfer.objects.get()
    row.refresh_from_db()
    assert (done.transferred, row.state, row.transfer) == ([row.pk], "transferring", transfer)
    assert (transfer.from_union, transfer.to_union, transfer.state) == (
        world.pump, world.joint, "accepted",
    )  # fmt: skip
    assert Membership.objects.filter(person=held.person, ends_before=None).count() == 1


def test_a_recorded_person_under_another_name_or_phone_is_not_admitted_unseen(world):
    number = id_number()
    make_member(SYSTEM, world.pump, number=number, name="王小明", phone="13700000001")
    row = apply(world, member("13700000002"), id_number=number, name="王晓明")

    assert queries.remarks_of(row) == ("name_differs", "phone_differs", "elsewhere")
    assert approve(world, row).left == {"look": [row.pk]}
    with pytest.raises(deciding.LookFirst):
        operations.approve_application(actor=world.joint_officer, at=FRIDAY, application=row)
    assert approve(world, row, has_looked=True).transferred == [row.pk]


def test_a_member_logged_in_is_led_to_a_transfer(world):
    held = make_member(SYSTEM, world.pump, name="王小明", number=(number := id_number()))
    actor = member(person_id=held.person_id)

    with pytest.raises(operations.HasMembership):
        apply(world, actor, id_number=number)
    with pytest.raises(joining.NotYourNumber):
        apply(world, actor)


def test_a_member_asks_for_herself_to_pass_to_the_union_of_a_code(world):
    held = make_member(SYSTEM, world.pump, name="王小明")
    actor = member(person_id=held.person_id)

    transfer = operations.ask_for_transfer(actor=actor, at=FRIDAY, point=world.point)

    assert (transfer.from_union, transfer.to_union, transfer.state, transfer.asked_by) == (
        world.pump, world.joint, "offered", actor.user_id,
    )  # fmt: skip
    with pytest.raises(TransferUnderWay):
        operations.ask_for_transfer(actor=actor, at=FRIDAY, point=world.point)
    taken = accept_transfer(actor=world.joint_officer, at=FRIDAY, transfer=transfer)
    assert taken.state == "accepted"


def test_only_a_member_asks_and_only_at_a_code_that_counts(world):
    held = make_member(SYSTEM, world.pump, name="王小明")
    actor = member(person_id=held.person_id)
    with pytest.raises(joining.NoMemberAccount):
        operations.ask_for_transfer(actor=member(), at=FRIDAY, point=world.point)
    with pytest.raises(joining.NoMemberAccount):
        operations.ask_for_transfer(actor=world.pump_officer, at=FRIDAY, point=world.point)
    operations.revoke_point(actor=world.street_officer, at=FRIDAY, point=world.point)
    with pytest.raises(operations.PointRevoked):
        operations.ask_for_transfer(actor=actor, at=FRIDAY, point=world.point)
    assert not Transfer.objects.exists()


def test_who_left_joins_again(world):
    number = id_number()
    held = make_member(SYSTEM, world.joint, number=number, name="王小明")
    from zhigong.registry.people.operations import end_membership  # noqa: PLC0415

    end_membership(actor=SYSTEM, at=FRIDAY, membership=held, way="leave")

    row = apply(world, member(person_id=held.person_id), id_number=number)
    approve(world, row)

    assert list(Membership.objects.order_by("pk").values_list("state", flat=True)) == [
        "left", "active",
    ]  # fmt: skip


def test_an_applicant_the_roster_brought_meanwhile_is_no_second_member(world):
    number = id_number()
    row = apply(world, id_number=number)
    held = make_member(SYSTEM, world.joint, number=number, name="王小明")

    approve(world, row)

    row.refresh_from_db()
    assert row.membership_id == held.pk
    assert Membership.objects.count() == 1


def test_the_dead_do_not_join(world):
    number = id_number()
    held = make_member(SYSTEM, world.joint, number=number, name="王小明")
    from zhigong.registry.people.operations import end_membership  # noqa: PLC0415

    end_membership(actor=SYSTEM, at=FRIDAY, membership=held, way="die")
    row = apply(world, id_number=number)

    assert approve(world, row, has_looked=True).left == {"deceased": [row.pk]}


def test_the_second_of_two_approvals_finds_it_decided(world):
    row = apply(world)
    approve(world, row)

    assert approve(world, row).left == {"gone": [row.pk]}
    with pytest.raises(deciding.NotWaiting):
        operations.approve_application(actor=world.joint_officer, at=FRIDAY, application=row)
    assert Membership.objects.count() == 1


def test_a_superior_decides_in_its_place_only_after_three_working_days(world):
    row = apply(world)
    assert row.decide_until == date(2026, 11, 25)  # Wednesday
    known = {"actor": world.street_officer, "application": row}

    with pytest.raises(operations.TooEarly):
        operations.approve_application(**known, at=FRIDAY + days(5))
    done = operations.approve_application(**known, at=FRIDAY + days(6))

    row.refresh_from_db()
    assert done.admitted == [row.pk]
    assert (row.in_place, row.decided_by) == (True, world.street_officer.user_id)


def test_where_nobody_could_decide_the_superior_does_at_once_and_it_is_noted(world):
    contract.use_administrator_check(lambda union_ids: frozenset())
    row = apply(world)

    approve(world, row, actor=world.street_officer)

    row.refresh_from_db()
    assert (row.state, row.in_place) == ("approved", True)


def test_a_union_beside_it_does_not_decide(world):
    row = apply(world)

    assert approve(world, row, actor=world.pump_officer).left == {"gone": [row.pk]}
    with pytest.raises(OutsideScope):
        operations.reject_application(
            actor=world.pump_officer, at=FRIDAY, application=row, reason="不是本单位职工"
        )


def test_a_refusal_says_why_and_one_may_apply_again(world):
    actor = member()
    row = apply(world, actor)

    with pytest.raises(ReasonMissing):
        operations.reject_application(
            actor=world.joint_officer, at=FRIDAY, application=row, reason=" "
        )
    operations.reject_application(
        actor=world.joint_officer, at=FRIDAY, application=row, reason="请补充单位名称"
    )

    row.refresh_from_db()
    assert (row.state, row.reason) == ("rejected", "请补充单位名称")
    assert apply(world, actor).state == "submitted"


def test_only_its_writer_takes_an_application_back_and_only_while_it_waits(world):
    actor = member()
    row = apply(world, actor)

    with pytest.raises(OutsideScope):
        operations.withdraw_application(actor=member(), at=FRIDAY, application=row)
    with pytest.raises(OutsideScope):
        operations.withdraw_application(actor=ANONYMOUS, at=FRIDAY, application=row)
    operations.withdraw_application(actor=actor, at=FRIDAY, application=row)
    with pytest.raises(MoveNotAllowed):
        operations.withdraw_application(actor=actor, at=FRIDAY, application=row)


def test_a_revoked_code_takes_nobody(world):
    operations.revoke_point(actor=world.street_officer, at=FRIDAY, point=world.point)

    with pytest.raises(operations.PointRevoked):
        apply(world)


def test_a_flood_is_stopped_by_account_and_by_address(world, monkeypatch):
    actor = member()
    for _try in range(5):
        row = apply(world, actor)
        operations.withdraw_application(actor=actor, at=FRIDAY, application=row)
    with pytest.raises(joining.TooManyApplications):
        apply(world, actor)

    monkeypatch.setattr(joining.rules, "PER_ADDRESS_AND_HOUR", 7)
    apply(world), apply(world)
    with pytest.raises(joining.TooManyApplications):
        apply(world)
    assert apply(world, address="10.0.0.9").state == "submitted"


def test_many_are_admitted_by_few_statements(world, django_assert_max_num_queries):
    rows = [apply(world, address=f"10.0.{n}.1") for n in range(60)]

    with django_assert_max_num_queries(80):
        done = approve(world, *rows)

    assert len(done.admitted) == 60
    assert Membership.objects.filter(union=world.joint, state="active").count() == 60


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_approve_at_once_one_wins():
    world = street()
    row = apply(world)
    both, outcomes = threading.Barrier(2), []

    def clerk():
        try:
            both.wait()
            with transaction.atomic():
                outcomes.append(len(approve(world, row).admitted))
        finally:
            connection.close()

    clerks = [threading.Thread(target=clerk) for _one in range(2)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()

    assert sorted(outcomes) == [0, 1]
    assert Membership.objects.count() == 1
