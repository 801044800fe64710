from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from zhigong.base.abilities import abilities_of_role
from zhigong.base.actor import SYSTEM
from zhigong.base.requests import guarded
from zhigong.registry.accounts import operations, queries
from zhigong.registry.accounts.models import Authorisation, Delegation, Grant, Role
from zhigong.registry.accounts.operations import rights
from zhigong.registry.accounts.operations.roles import BuiltInRole, SeparatePowers
from zhigong.registry.accounts.tests.factories import LONG_AGO, actor_of, make_staff
from zhigong.registry.audit.models import Entry
from zhigong.registry.people.contract import names_of_users
from zhigong.registry.unions.operations import move_union
from zhigong.registry.unions.queries import unions_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def role(code):
    return queries.get_role(code=code)


def grant(user, code, union, actor=SYSTEM, **more):
    return operations.grant_role(
        user=user, role=role(code), union=union, starts_on=LONG_AGO, actor=actor, **more
    )


def seen(user, ability="unions.view", on=TODAY):
    return set(unions_for(actor=actor_of(user, on), ability=ability))


def test_a_grant_opens_the_union_and_everything_below_it(tree, boris):
    assert seen(boris) == {tree["first"], tree["firm"]}
    assert actor_of(boris).may("accounts.grant") is False


def test_a_user_without_rights_sees_nothing(dalia):
    assert actor_of(dalia).scope("unions.view").is_empty
    assert seen(dalia) == set()


def test_a_grant_that_has_ended_gives_nothing_from_that_day_on(tree, dalia):
    grant(dalia, "union_admin", tree["first"], ends_before=TODAY)

    assert seen(dalia, on=TODAY - timedelta(days=1)) == {tree["first"], tree["firm"]}
    assert seen(dalia, on=TODAY) == set()


def test_a_grant_of_the_future_gives_nothing_yet(tree, dalia):
    operations.grant_role(
        user=dalia,
        role=role("union_admin"),
        union=tree["first"],
        starts_on=TODAY + timedelta(days=1),
        actor=SYSTEM,
    )

    assert seen(dalia) == set()


def test_a_union_that_moved_is_seen_from_its_new_place_only(tree, boris):
    fay = make_staff("fay", "费蛟川", role="union_admin", union=tree["second"])

    move_union(actor=SYSTEM, union=tree["firm"], parent=tree["second"], on=TODAY, reason="区划调整")

    assert seen(boris) == {tree["first"]}
    assert seen(fay) == {tree["second"], tree["firm"]}


def test_the_rights_of_a_user_cost_one_statement(tree, boris, django_assert_num_queries):
    with guarded(), django_assert_num_queries(1):
        queries.standing_of(user=boris, on=TODAY)


def test_an_open_grant_is_given_once(tree, boris):
    with pytest.raises(rights.AlreadyHeld):
        grant(boris, "union_admin", tree["first"])

    assert Grant.objects.filter(user=boris).count() == 1


def test_the_database_refuses_a_second_open_grant(boris):
    twin = Grant.objects.get(user=boris)
    twin.pk = None

    with pytest.raises(IntegrityError, match="one_open_grant"), transaction.atomic():
        twin.save(force_insert=True)


def test_nobody_gives_more_than_she_holds(tree, chen, boris, dalia):
    with pytest.raises(rights.NotYoursToGive):
        grant(dalia, "county_admin", tree["firm"], actor=actor_of(boris))
    with pytest.raises(rights.NotYoursToGive):
        grant(dalia, "province_admin", tree["root"], actor=actor_of(chen))
    with pytest.raises(rights.NotYoursToGive):
        grant(dalia, "auditor", tree["root"], actor=actor_of(chen))

    assert not Grant.objects.filter(user=dalia).exists()


def test_an_administrator_of_the_district_gives_business_roles_within_it(tree, chen, dalia):
    given = grant(dalia, "union_viewer", tree["firm"], actor=actor_of(chen), reason="协助录入")

    assert given.given_by == chen
    entry = Entry.objects.get(verb="accounts.grant_role", object_id=str(given.pk))
    assert (entry.actor_id, entry.union_id, entry.reason) == (chen.pk, tree["firm"].pk, "协助录入")


def test_nobody_gives_rights_to_herself(tree, sofia):
    with pytest.raises(rights.NotToOneself):
        grant(sofia, "county_admin", tree["root"], actor=actor_of(sofia))


def test_the_three_powers_stay_in_three_hands(tree, sofia):
    other = make_staff("sven", "孙安全", role="security_officer", union=tree["root"])

    with pytest.raises(rights.PowersConflict):
        grant(other, "auditor", tree["root"], actor=actor_of(sofia))
    with pytest.raises(rights.PowersConflict):
        grant(other, "province_admin", tree["root"], actor=actor_of(sofia))

    assert [g.role.code for g in Grant.objects.filter(user=other)] == ["security_officer"]


def test_ending_a_grant_takes_effect_the_same_day_and_ends_the_authorisation(tree, chen, dalia):
    named = operations.authorise_administrator(
        union=tree["first"], user=dalia, on=LONG_AGO, actor=actor_of(chen)
    )

    operations.end_grant(grant=named.grant, on=TODAY, actor=actor_of(chen))

    assert seen(dalia) == set()
    assert Authorisation.objects.get().ends_before == TODAY


def test_a_delegation_lends_the_grant_until_its_last_day(tree, boris, dalia):
    last_day = TODAY + timedelta(days=2)
    operations.delegate(
        grant=boris.grants.get(),
        to_user=dalia,
        starts_on=TODAY,
        ends_before=last_day + timedelta(days=1),
        reason="年休假",
        actor=actor_of(boris),
    )

    assert seen(dalia, on=TODAY - timedelta(days=1)) == set()
    assert seen(dalia, on=last_day) == {tree["first"], tree["firm"]}
    assert seen(dalia, on=last_day + timedelta(days=1)) == set()


def test_what_was_lent_ends_with_the_grant(tree, boris, dalia):
    operations.delegate(
        grant=boris.grants.get(),
        to_user=dalia,
        starts_on=TODAY,
        ends_before=TODAY + timedelta(days=30),
        actor=actor_of(boris),
    )

    operations.end_grant(grant=boris.grants.get(), on=TODAY, actor=SYSTEM)

    assert seen(dalia) == set()


def test_nobody_lends_the_grant_of_another(boris, dalia):
    with pytest.raises(rights.NotYoursToGive):
        operations.delegate(
            grant=boris.grants.get(),
            to_user=dalia,
            starts_on=TODAY,
            ends_before=TODAY + timedelta(days=1),
            actor=actor_of(dalia),
        )

    assert not Delegation.objects.exists()


def test_a_superior_authorises_the_administrator_of_a_union_below(tree, boris, dalia):
    operations.authorise_administrator(
        union=tree["firm"], user=dalia, on=TODAY, actor=actor_of(boris)
    )

    assert seen(dalia) == {tree["firm"]}
    assert queries.unions_with_administrator(union_ids=[u.pk for u in tree.values()], on=TODAY) == {
        tree["first"].pk,
        tree["firm"].pk,
    }


def test_nobody_authorises_at_her_own_union_or_beside_it(tree, boris, dalia):
    for union in (tree["first"], tree["second"], tree["root"]):
        with pytest.raises(rights.NotYoursToGive):
            operations.authorise_administrator(
                union=union, user=dalia, on=TODAY, actor=actor_of(boris)
            )

    assert not Authorisation.objects.exists()


def test_a_hand_over_ends_one_and_begins_the_other_in_one_step(tree, boris, dalia):
    fay = make_staff("fay", "费新任")
    operations.authorise_administrator(
        union=tree["firm"], user=dalia, on=LONG_AGO, actor=actor_of(boris)
    )

    operations.hand_over(union=tree["firm"], user=fay, on=TODAY, actor=actor_of(boris))

    assert seen(dalia) == set()
    assert seen(fay) == {tree["firm"]}
    periods = Authorisation.objects.order_by("pk").values_list("user", "starts_on", "ends_before")
    assert list(periods) == [(dalia.pk, LONG_AGO, TODAY), (fay.pk, TODAY, None)]


def test_a_failed_hand_over_changes_nothing(tree, boris, dalia):
    fay = make_staff("fay", "费新任")
    operations.set_active(user=fay, is_active=False, reason="离职", actor=SYSTEM)
    operations.authorise_administrator(
        union=tree["firm"], user=dalia, on=LONG_AGO, actor=actor_of(boris)
    )

    with pytest.raises(rights.UserClosed):
        operations.hand_over(union=tree["firm"], user=fay, on=TODAY, actor=actor_of(boris))

    assert seen(dalia) == {tree["firm"]}


def test_naming_a_newcomer_opens_the_account_and_authorises_together(tree, boris):
    newcomer = operations.Newcomer("gu", "顾新任", "13812345678", operations.first_password())

    named = operations.name_administrator(
        union=tree["firm"],
        who=newcomer,
        on=TODAY,
        at=boris.created_at,
        actor=actor_of(boris),
    )

    assert named.user.must_change_password is True
    assert seen(named.user) == {tree["firm"]}


def test_a_newcomer_outside_the_scope_gets_no_account(tree, boris):
    newcomer = operations.Newcomer("gu", "顾新任", "", operations.first_password())

    with pytest.raises(rights.NotYoursToGive):
        operations.name_administrator(
            union=tree["second"],
            who=newcomer,
            on=TODAY,
            at=boris.created_at,
            actor=actor_of(boris),
        )

    assert queries.find_staff(login="gu") is None


def test_the_condition_authorised_counts_each_union_once(tree, boris, dalia):
    operations.authorise_administrator(
        union=tree["firm"], user=dalia, on=TODAY, actor=actor_of(boris)
    )
    rows = unions_for(actor=SYSTEM)

    def counted(on):
        return set(rows.filter(queries.is_authorised(on=on)))

    assert counted(TODAY) == {tree["firm"]}
    assert counted(TODAY - timedelta(days=1)) == set()


def test_a_steward_works_for_the_union_alone_and_every_entry_says_so(tree, chen, dalia):
    operations.begin_stewardship(
        union=tree["firm"],
        user=dalia,
        starts_on=TODAY,
        reason="无专职人员",
        actor=actor_of(chen),
    )

    assert seen(dalia) == set()
    steward = actor_of(dalia, steward_for=tree["firm"].pk)
    assert set(unions_for(actor=steward)) == {tree["firm"]}
    entry_before = Entry.objects.count()
    operations.set_phone(user=dalia, phone="13900000000", actor=steward)
    entry = Entry.objects.order_by("-pk").first()
    assert Entry.objects.count() == entry_before + 1
    assert (entry.actor_id, entry.steward_for) == (dalia.pk, tree["firm"].pk)


def test_stewardship_of_another_union_cannot_be_claimed(tree, chen, dalia):
    operations.begin_stewardship(
        union=tree["firm"], user=dalia, starts_on=TODAY, reason="代管", actor=actor_of(chen)
    )

    claimed = actor_of(dalia, steward_for=tree["second"].pk)

    assert claimed.steward_for is None
    assert claimed.scope("unions.view").is_empty


def test_the_reasons_name_the_right_that_gives_each_ability(tree, boris, dalia):
    operations.delegate(
        grant=boris.grants.get(),
        to_user=dalia,
        starts_on=TODAY,
        ends_before=TODAY + timedelta(days=1),
        actor=actor_of(boris),
    )

    found = {r.ability: r for r in queries.reasons(user_id=dalia.pk, union=tree["firm"], on=TODAY)}

    why = found["unions.view"].rights[0]
    assert (why.source, why.role_code, why.union_id) == (
        "delegation",
        "union_admin",
        tree["first"].pk,
    )
    assert "accounts.grant_any" not in found
    assert queries.reasons(user_id=dalia.pk, union=tree["second"], on=TODAY) == []


def test_unions_whose_administrator_stayed_away_for_ninety_days_are_listed(
    tree, chen, boris, dalia
):
    operations.authorise_administrator(
        union=tree["firm"], user=dalia, on=LONG_AGO, actor=actor_of(boris)
    )
    operations.authorise_administrator(
        union=tree["second"], user=make_staff("fay", "费"), on=TODAY, actor=actor_of(chen)
    )

    silent = queries.silent_unions(actor=actor_of(chen), on=TODAY)
    assert [row.union for row in silent] == [tree["firm"]]

    dalia.last_seen_at = dalia.created_at
    dalia.save()
    assert list(queries.silent_unions(actor=actor_of(chen), on=TODAY)) == []


def test_a_closed_account_is_nobody(boris):
    operations.set_active(user=boris, is_active=False, reason="退休", actor=SYSTEM)

    assert actor_of(boris).is_known is False


def test_built_in_roles_follow_the_declarations_and_a_second_run_changes_nothing(db):
    assert operations.sync_roles(actor=SYSTEM) == []
    Role.objects.filter(code="auditor").update(abilities=["unions.view"])

    assert operations.sync_roles(actor=SYSTEM) == ["auditor"]
    assert set(role("auditor").abilities) == abilities_of_role("auditor")


def test_a_business_role_never_contains_security_abilities(sofia):
    with pytest.raises(SeparatePowers):
        operations.create_role(
            code="mixed",
            title="混合",
            abilities=["unions.view", "accounts.edit_roles"],
            actor=actor_of(sofia),
        )

    assert not Role.objects.filter(code="mixed").exists()


def test_built_in_roles_are_not_edited(sofia):
    with pytest.raises(BuiltInRole):
        operations.change_role(
            role=role("leader"), title="领导", abilities=[], actor=actor_of(sofia)
        )


def test_a_changed_role_changes_what_its_holders_may_do(tree, sofia, dalia):
    made = operations.create_role(
        code="reader", title="查阅", abilities=["unions.view"], actor=actor_of(sofia)
    )
    grant(dalia, "reader", tree["firm"], actor=actor_of(sofia))
    assert seen(dalia) == {tree["firm"]}

    operations.change_role(
        role=made, title="查阅", abilities=["unions.change"], actor=actor_of(sofia)
    )

    assert seen(dalia) == set()


def test_who_decides_is_whoever_holds_the_ability_nearest(tree, chen, boris):
    path = [tree["root"].pk, tree["first"].pk, tree["firm"].pk]

    deciders = queries.holders_of(ability="people.decide_transfer", path=path, on=TODAY)
    enrolling = queries.holders_of(ability="people.enrol", path=path, on=TODAY)

    assert deciders == [chen.pk]
    assert enrolling == [boris.pk]
    assert queries.holders_of(ability="people.erase", path=path, on=TODAY) == []


def test_changes_of_people_name_who_made_them(chen):
    assert names_of_users([chen.pk, 999_999]) == {chen.pk: "陈区管"}
