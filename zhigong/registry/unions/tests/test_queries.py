from datetime import date

import pytest

from zhigong.base.actor import SYSTEM, Scope
from zhigong.base.requests import guarded
from zhigong.registry.unions import operations, queries
from zhigong.registry.unions.models import Union
from zhigong.registry.unions.tests.factories import FOUNDED, make_union, staff_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
CODE = "81330211MA12345678"


def test_the_door_opens_only_to_unions_in_scope(district):
    actor = staff_of(district["first"])

    with guarded():
        assert queries.get_union_for(actor=actor, code=district["firm"].code) == district["firm"]
        for outside in ("second", "root"):
            with pytest.raises(Union.DoesNotExist):
                queries.get_union_for(actor=actor, code=district[outside].code)
        with pytest.raises(Union.DoesNotExist):
            queries.get_union_for(actor=actor, code="GH999999")


def test_the_tree_browser_begins_at_the_highest_unions_of_the_actor(district):
    assert queries.scope_tops(actor=SYSTEM) == [district["root"]]
    assert queries.scope_tops(actor=staff_of(district["first"], district["firm"])) == [
        district["first"]
    ]
    assert queries.scope_tops(actor=staff_of()) == []


def test_tree_rows_give_parents_before_children_in_one_statement(
    district, django_assert_num_queries
):
    with django_assert_num_queries(1):
        rows = queries.tree_rows(TODAY)

    assert rows[0] == queries.TreeRow(
        district["root"].pk, district["root"].code, "镇海区总工会", "federation", None
    )
    seen = {None}
    for row in rows:
        assert row.parent_code in seen
        seen.add(row.code)
    assert len(rows) == 6
    assert queries.tree_rows(date(2019, 12, 31)) == []


def test_a_subtree_of_a_past_day_is_that_days_subtree(district):
    operations.move_union(
        actor=SYSTEM, union=district["firm"], parent=district["second"], on=date(2024, 6, 1)
    )

    def names(on):
        found = Union.objects.filter(pk__in=queries.subtree_ids(district["second"], on=on))
        return set(found.values_list("name", flat=True))

    moved = {"蛟川街道总工会", "宏远电子有限公司工会委员会", "宏远电子一车间分会"}
    assert names(None) == moved
    assert names(TODAY) == moved
    assert names(FOUNDED) == {"蛟川街道总工会"}


def test_a_scope_covers_everything_below_its_unions(district):
    scope = Scope(node_ids=frozenset([district["first"].pk]))

    assert set(Union.objects.within(scope)) == {
        district[name] for name in ("first", "firm", "branch", "other")
    }


def test_children_show_what_stands_below_them_and_what_it_declared(
    district, django_assert_num_queries
):
    for name, members in (("firm", 60), ("branch", 20), ("other", 15)):
        operations.declare_numbers(
            actor=SYSTEM,
            numbers=operations.DeclaredNumbers(
                union_id=district[name].pk, as_of=FOUNDED, workers=100, members=members
            ),
            source="年报",
        )

    with django_assert_num_queries(1):
        counts = queries.counts_below_children(union_id=district["root"].pk, on=TODAY)

    assert counts == {
        district["first"].pk: queries.Below(unions=3, workers=300, members=95),
        district["second"].pk: queries.Below(unions=0, workers=0, members=0),
    }
    assert queries.counts_of_subtree(union=district["root"], on=TODAY) == queries.Below(5, 300, 95)


@pytest.mark.parametrize(
    "name",
    [
        "宏远电子有限公司工会委员会",
        "宏远电子有限责任公司工会",
        "宏远电子有限公司",
        " 宏远 电子有限公司工会",
    ],
)
def test_a_name_is_found_however_it_is_written(district, name):
    match = queries.find_union(name=name, below=district["root"])

    assert match == queries.UnionMatch("found", union_id=district["firm"].pk)


def test_a_credit_code_goes_before_the_name(district):
    operations.change_union(actor=SYSTEM, union=district["other"], credit_code=CODE)

    match = queries.find_union(
        name="宏远电子有限公司工会", credit_code=CODE.lower(), below=district["root"]
    )

    assert match.union_id == district["other"].pk


def test_a_branch_named_with_the_code_of_its_firm_is_the_closer_answer(district):
    operations.change_union(actor=SYSTEM, union=district["firm"], credit_code=CODE)

    match = queries.find_union(name="宏远电子一车间分会", credit_code=CODE, below=district["root"])

    assert match.union_id == district["branch"].pk


def test_the_code_of_an_employer_finds_the_union_that_covers_it(district):
    key = ("9133 0211-MA12345678", "")

    found = queries.find_unions(
        keys=[key],
        below=district["root"],
        covering={"91330211MA12345678": [district["firm"].pk]},
    )

    assert found[key].union_id == district["firm"].pk


def test_a_union_outside_the_chosen_one_is_told_apart_from_an_unknown_one(district):
    below = district["second"]

    assert queries.find_union(name="宏远电子有限公司工会", below=below).outcome == "outside"
    assert queries.find_union(name="没有的公司工会", below=below).outcome == "unknown"
    assert queries.find_union(below=below).outcome == "unknown"


def test_one_name_of_two_unions_is_ambiguous_unless_only_one_is_below(district):
    twin = make_union(district["second"], name="宏远电子有限公司工会")

    match = queries.find_union(name="宏远电子有限公司工会", below=district["root"])
    assert match.outcome == "ambiguous"
    assert set(match.candidates) == {twin.pk, district["firm"].pk}
    inside = queries.find_union(name="宏远电子有限公司工会", below=district["second"])
    assert inside == queries.UnionMatch("found", union_id=twin.pk)


def test_a_name_remembered_nearer_wins(district):
    operations.remember_alias(
        actor=SYSTEM, union=district["firm"], name="老厂工会", within=district["root"]
    )
    operations.remember_alias(
        actor=SYSTEM, union=district["other"], name="老厂工会", within=district["first"]
    )

    assert queries.find_union(name="老厂", below=district["root"]).union_id == district["firm"].pk
    assert queries.find_union(name="老厂", below=district["first"]).union_id == district["other"].pk


def test_a_merged_union_is_found_as_its_successor(district):
    operations.merge_unions(
        actor=SYSTEM, unions=[district["firm"]], into=district["other"], on=date(2025, 1, 1)
    )

    match = queries.find_union(name="宏远电子有限公司工会", below=district["root"])

    assert match.union_id == district["other"].pk


def test_thousands_of_names_cost_two_statements(district, django_assert_max_num_queries):
    keys = [("", f"第{n}号公司工会") for n in range(3_000)] + [("", "明州机械有限公司工会")]

    with django_assert_max_num_queries(2):
        found = queries.find_unions(keys=keys, below=district["root"])

    assert found[keys[-1]].union_id == district["other"].pk
    assert sum(match.outcome == "unknown" for match in found.values()) == 3_000


def test_search_finds_part_of_a_name_inside_the_scope_only(district):
    assert queries.search_unions(actor=SYSTEM, text="电子") == [
        district["firm"],
        district["branch"],
    ]
    assert queries.search_unions(actor=staff_of(district["second"]), text="电子") == []
    assert queries.search_unions(actor=SYSTEM, text="  ") == []
