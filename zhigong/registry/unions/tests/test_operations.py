from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from zhigong.base import events as bus
from zhigong.base.actor import SYSTEM
from zhigong.base.events import subscribe
from zhigong.registry.audit.models import Entry
from zhigong.registry.unions import events, operations
from zhigong.registry.unions.jobs import mark_overdue
from zhigong.registry.unions.models import Alias, Committee, Declared, Position, Term, Union
from zhigong.registry.unions.queries import ancestors_on, latest_declared
from zhigong.registry.unions.tests.factories import FOUNDED, make_union

pytestmark = pytest.mark.django_db
MOVED = date(2024, 6, 1)


@pytest.fixture
def heard(monkeypatch):
    """Everything published during the test."""
    said = []
    for kind in (
        events.UnionOpened,
        events.UnionMoved,
        events.UnionMerged,
        events.UnionDissolved,
        events.UnionSplit,
        events.UnionChanged,
        events.TermSet,
    ):
        subscribe(kind, within=said.append)
    yield said
    for handlers in bus._within.values():
        while said.append in handlers:
            handlers.remove(said.append)


def ids(*unions):
    return [union.pk for union in unions]


def test_an_opened_union_stands_below_its_parent_from_its_founding_day(district):
    firm = district["firm"]

    assert firm.ancestors == ids(district["root"], district["first"], firm)
    assert (firm.level, firm.county_id) == (2, district["root"].pk)
    assert firm.code.startswith("GH")
    position = Position.objects.get(union=firm)
    assert (position.starts_on, position.ends_before) == (FOUNDED, None)
    entry = Entry.objects.get(object_kind="unions.union", object_id=str(firm.pk))
    assert (entry.verb, entry.union_id) == ("unions.open", firm.pk)


def test_a_union_older_than_its_parent_stands_in_the_tree_from_its_parents_first_day(district):
    old = make_union(district["first"], on=date(1995, 5, 1))

    assert old.established_on == date(1995, 5, 1)
    assert Position.objects.get(union=old).starts_on == FOUNDED


def test_a_union_opened_later_for_an_earlier_day_follows_the_moves_of_its_parent(district):
    operations.move_union(actor=SYSTEM, union=district["firm"], parent=district["second"], on=MOVED)
    firm = Union.objects.get(pk=district["firm"].pk)

    late = make_union(firm, kind="branch", on=date(2022, 1, 1))

    assert ancestors_on(union_id=late.pk, on=date(2023, 1, 1)) == tuple(
        ids(district["root"], district["first"], firm, late)
    )
    assert ancestors_on(union_id=late.pk, on=MOVED) == tuple(
        ids(district["root"], district["second"], firm, late)
    )


def test_a_credit_code_that_fails_its_check_is_kept_and_waits_to_be_verified(district):
    union = make_union(district["first"], credit_code="81330211MA12345679")

    assert (union.credit_code, union.verification) == ("81330211MA12345679", "pending")


@pytest.mark.parametrize("text", ["123", "81330211MA1234567O"])
def test_what_cannot_be_a_credit_code_is_refused_beside_its_field(district, text):
    with pytest.raises(operations.CreditCodeNotReadable) as refused:
        make_union(district["first"], credit_code=text)

    assert refused.value.field == "credit_code"
    assert text in refused.value.message


def test_a_credit_code_belongs_to_one_living_union(district):
    make_union(district["first"], credit_code="81330211MA12345679")

    with pytest.raises(operations.CreditCodeTaken):
        make_union(district["second"], credit_code="81330211ma12345679")


def test_nothing_stands_below_a_group(district):
    group = make_union(district["branch"], kind="group")

    with pytest.raises(operations.KindNotAllowedThere) as refused:
        make_union(group, kind="group")
    assert refused.value.message == "工会小组不能设在工会小组之下。"


def test_a_set_of_unions_opens_with_few_statements(
    district, unheard, django_assert_max_num_queries
):
    new = [
        operations.NewUnion("S1", "甬江街道总工会", "street", district["root"].code, FOUNDED),
        *(
            operations.NewUnion(f"S1-{n}", f"甬江{n}号公司工会", "grassroots", "S1", FOUNDED)
            for n in range(200)
        ),
    ]

    with django_assert_max_num_queries(16):
        opened = operations.open_unions(actor=SYSTEM, unions=new)

    assert len(opened) == 201
    assert opened["S1-7"].ancestors == ids(district["root"], opened["S1"], opened["S1-7"])
    assert Position.objects.filter(ancestors__contains=[opened["S1"].pk]).count() == 201
    assert Entry.objects.get(verb="unions.open_many").row_count == 201


def test_change_keeps_the_old_row_with_who_and_why(district):
    union = district["firm"]

    operations.change_union(
        actor=SYSTEM, union=union, reason="更名", name="宏远智能有限公司工会委员会"
    )

    history = list(Union.history.rel.related_model.objects.filter(pgh_obj_id=union.pk))
    assert [row.name for row in history] == ["宏远电子有限公司工会委员会"]
    assert history[0].pgh_context["reason"] == "更名"
    assert Union.objects.get(pk=union.pk).name_key == "宏远智能有限公司"


def test_change_to_the_same_writes_nothing(district):
    entries = Entry.objects.count()

    operations.change_union(actor=SYSTEM, union=district["firm"], name=district["firm"].name)

    assert Entry.objects.count() == entries


def test_a_move_carries_the_subtree_and_keeps_the_old_tree_of_every_earlier_day(district, heard):
    root, first, second, firm, branch = (
        district[name] for name in ("root", "first", "second", "firm", "branch")
    )

    operations.move_union(actor=SYSTEM, union=firm, parent=second, on=MOVED)

    branch.refresh_from_db()
    assert branch.ancestors == ids(root, second, firm, branch)
    before, after = date(2024, 5, 31), MOVED
    assert ancestors_on(union_id=branch.pk, on=before) == tuple(ids(root, first, firm, branch))
    assert ancestors_on(union_id=branch.pk, on=after) == tuple(ids(root, second, firm, branch))
    assert heard == [
        events.UnionMoved(
            frozenset(ids(firm, branch)),
            MOVED,
            (firm.pk,),
            tuple(ids(root, first)),
            tuple(ids(root, second)),
        )
    ]


def test_a_move_of_many_needs_as_many_statements_as_a_move_of_one(
    district, unheard, django_assert_max_num_queries
):
    many = [make_union(district["first"]) for _ in range(30)]

    with django_assert_max_num_queries(14):
        operations.move_unions(actor=SYSTEM, unions=many, parent=district["second"], on=MOVED)

    assert Union.objects.filter(parent=district["second"]).count() == 30
    assert Position.objects.filter(parent=district["second"], starts_on=MOVED).count() == 30


@pytest.mark.parametrize(
    ("top", "parent", "error"),
    [
        ("first", "branch", operations.MoveBelowItself),
        ("first", "first", operations.MoveBelowItself),
        ("second", "branch", operations.KindNotAllowedThere),
    ],
)
def test_a_move_that_makes_no_tree_is_refused_and_changes_nothing(district, top, parent, error):
    rows = list(Position.objects.order_by("pk").values_list())

    with pytest.raises(error):
        operations.move_union(actor=SYSTEM, union=district[top], parent=district[parent], on=MOVED)

    assert list(Position.objects.order_by("pk").values_list()) == rows


def test_a_move_before_the_last_change_names_the_union_and_the_day(district):
    make_union(district["firm"], name="二车间分会", kind="branch", on=date(2025, 3, 1))

    with pytest.raises(operations.DateBeforeLastChange) as refused:
        operations.move_union(
            actor=SYSTEM, union=district["firm"], parent=district["second"], on=MOVED
        )

    assert refused.value.field == "on"
    assert refused.value.message == "“二车间分会”在2025-03-01已有隶属变动，变动日期不能早于这一天。"


def test_a_move_on_a_day_to_come_is_refused(district):
    with pytest.raises(operations.DateInFuture):
        operations.move_union(
            actor=SYSTEM, union=district["firm"], parent=district["second"], on=date(2026, 11, 22)
        )


def test_unions_below_one_another_are_not_moved_together(district):
    with pytest.raises(operations.NestedUnions):
        operations.move_unions(
            actor=SYSTEM,
            unions=[district["first"], district["firm"]],
            parent=district["second"],
            on=MOVED,
        )


def test_a_second_move_on_the_same_day_leaves_one_position_of_that_day(district):
    for parent in ("second", "root"):
        operations.move_union(
            actor=SYSTEM, union=district["firm"], parent=district[parent], on=MOVED
        )

    assert list(
        Position.objects.filter(union=district["branch"])
        .order_by("starts_on")
        .values_list("starts_on", "ends_before", "ancestors")
    ) == [
        (FOUNDED, MOVED, ids(*(district[n] for n in ("root", "first", "firm", "branch")))),
        (MOVED, None, ids(*(district[n] for n in ("root", "firm", "branch")))),
    ]


def test_the_database_refuses_a_cycle_of_two_moves_in_one_statement(district):
    swap = (
        "UPDATE unions_union SET parent_id = CASE id WHEN %(a)s THEN %(b)s ELSE %(a)s END"
        " WHERE id IN (%(a)s, %(b)s)"
    )
    both = {"a": district["first"].pk, "b": district["second"].pk}

    with (
        pytest.raises(IntegrityError, match="cannot stand below itself"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(swap, both)


def test_the_database_refuses_two_positions_on_one_day(district):
    with pytest.raises(IntegrityError, match="two positions on one day"), transaction.atomic():
        Position.objects.create(
            union=district["firm"],
            parent=district["second"],
            ancestors=[district["firm"].pk],
            starts_on=date(2019, 1, 1),
            ends_before=date(2020, 2, 1),
        )


def test_a_merged_union_hands_its_children_and_its_name_to_the_successor(district, heard):
    into = operations.merge_unions(
        actor=SYSTEM, unions=[district["firm"]], into=district["other"], on=MOVED, reason="兼并"
    )

    ended = Union.objects.get(pk=district["firm"].pk)
    assert (ended.status, ended.dissolved_on, ended.succeeded_by) == ("merged", MOVED, into)
    district["branch"].refresh_from_db()
    assert district["branch"].parent == into
    assert Position.objects.get(union=ended).ends_before == MOVED
    assert Alias.objects.get(name_key="宏远电子有限公司").union == into
    assert heard[-1] == events.UnionMerged(frozenset([ended.pk]), MOVED, into.pk)
    assert [type(event) for event in heard] == [events.UnionMoved, events.UnionMerged]


def test_a_union_does_not_merge_into_one_below_itself(district):
    with pytest.raises(operations.MergeIntoItself):
        operations.merge_unions(
            actor=SYSTEM, unions=[district["first"]], into=district["firm"], on=MOVED
        )


def test_a_union_with_others_below_is_dissolved_only_when_they_have_a_place(district, heard):
    with pytest.raises(operations.UnionHasChildren) as refused:
        operations.dissolve_union(actor=SYSTEM, union=district["firm"], on=MOVED)
    assert refused.value.message.startswith("“宏远电子有限公司工会委员会”下面还有1个工会")
    assert heard == []

    operations.dissolve_union(
        actor=SYSTEM, union=district["firm"], on=MOVED, children_to=district["other"]
    )

    assert ancestors_on(union_id=district["firm"].pk, on=MOVED) == ()
    assert ancestors_on(union_id=district["firm"].pk, on=FOUNDED) != ()
    assert heard[-1] == events.UnionDissolved(
        frozenset([district["firm"].pk]), MOVED, district["first"].pk
    )


def test_an_ended_union_neither_moves_nor_changes_nor_takes_others_in(district):
    ended = operations.dissolve_union(actor=SYSTEM, union=district["other"], on=MOVED)

    for attempt in (
        lambda: operations.move_union(
            actor=SYSTEM, union=ended, parent=district["second"], on=MOVED
        ),
        lambda: operations.change_union(actor=SYSTEM, union=ended, phone="0574"),
        lambda: make_union(ended, kind="branch"),
        lambda: operations.dissolve_union(actor=SYSTEM, union=ended, on=MOVED),
    ):
        with pytest.raises(operations.UnionHasEnded):
            attempt()


def test_a_split_opens_new_unions_beside_with_the_unions_that_go(district, heard):
    (part,) = operations.split_union(
        actor=SYSTEM,
        union=district["firm"],
        parts=[
            operations.SplitPart(
                "宏远软件有限公司工会", "grassroots", children=(district["branch"],)
            )
        ],
        on=MOVED,
    )

    district["branch"].refresh_from_db()
    assert (part.parent, district["branch"].parent) == (district["first"], part)
    assert heard[-1] == events.UnionSplit(frozenset([part.pk]), MOVED, district["firm"].pk)


def test_declared_numbers_are_kept_one_beside_the_other_and_the_newest_counts(district):
    firm = district["firm"]
    for day, members in ((date(2026, 6, 30), 80), (date(2026, 9, 30), 90), (date(2026, 3, 31), 70)):
        operations.declare_numbers(
            actor=SYSTEM,
            numbers=operations.DeclaredNumbers(
                union_id=firm.pk, as_of=day, workers=100, members=members, women_members=40
            ),
            source="季度报表",
        )

    assert Declared.objects.filter(union=firm).count() == 3
    assert latest_declared(on=date(2026, 11, 21)).get().members == 90
    assert latest_declared(on=date(2026, 7, 1)).get().members == 80


def test_women_cannot_outnumber_members(district):
    with pytest.raises(operations.DeclaredPartTooLarge):
        operations.declare_numbers(
            actor=SYSTEM,
            numbers=operations.DeclaredNumbers(
                union_id=district["firm"].pk,
                as_of=MOVED,
                workers=10,
                members=5,
                women_members=6,
            ),
            source="季度报表",
        )

    assert not Declared.objects.exists()


def test_a_committee_replaces_the_officer_before_it(district):
    firm = district["firm"]
    operations.set_committee(
        actor=SYSTEM, union=firm, kind="women", form="single", on=date(2021, 1, 1)
    )

    operations.set_committee(actor=SYSTEM, union=firm, kind="women", form="committee", on=MOVED)

    rows = Committee.objects.filter(union=firm).order_by("starts_on")
    assert list(rows.values_list("form", "starts_on", "ends_before")) == [
        ("single", date(2021, 1, 1), MOVED),
        ("committee", MOVED, None),
    ]


def test_an_early_day_does_not_wipe_what_is_recorded_of_a_committee(district):
    firm = district["firm"]
    operations.set_committee(actor=SYSTEM, union=firm, kind="women", form="committee", on=MOVED)

    with pytest.raises(operations.CommitteeDateWrong) as refused:
        operations.set_committee(
            actor=SYSTEM, union=firm, kind="women", form="single", on=date(1900, 1, 1)
        )

    assert refused.value.field == "on"
    kept = Committee.objects.get(union=firm)
    assert (kept.form, kept.starts_on, kept.ends_before) == ("committee", MOVED, None)


def test_terms_neither_overlap_nor_last_four_years(district):
    firm = district["firm"]
    operations.set_term(actor=SYSTEM, union=firm, number=1, starts_on=date(2020, 1, 1), years=3)

    with pytest.raises(operations.TermLengthNotAllowed) as refused:
        operations.set_term(actor=SYSTEM, union=firm, number=2, starts_on=date(2023, 1, 1), years=4)
    assert refused.value.message == "该类工会每届任期为3、5年，请按规定填写。"
    with pytest.raises(operations.TermOverlaps):
        operations.set_term(
            actor=SYSTEM, union=firm, number=2, starts_on=date(2022, 12, 31), years=3
        )

    assert Term.objects.count() == 1


def test_terms_are_numbered_in_the_order_in_which_they_begin(district):
    firm = district["firm"]
    operations.set_term(actor=SYSTEM, union=firm, number=2, starts_on=date(2020, 1, 1), years=3)

    for number, began in ((3, date(2015, 1, 1)), (1, date(2024, 1, 1))):
        with pytest.raises(operations.TermOutOfOrder) as refused:
            operations.set_term(actor=SYSTEM, union=firm, number=number, starts_on=began, years=3)
        assert "第2届自2020-01-01起" in refused.value.message

    assert Term.objects.count() == 1


def test_terms_and_their_end_are_told(district, heard):
    firm = district["firm"]
    operations.set_term(actor=SYSTEM, union=firm, number=1, starts_on=date(2020, 1, 1), years=3)
    operations.mark_overdue_elections(actor=SYSTEM, on=date(2026, 11, 21))
    operations.mark_overdue_elections(actor=SYSTEM, on=date(2026, 11, 21))

    assert heard[-2:] == [
        events.TermSet(frozenset([firm.pk]), date(2020, 1, 1)),
        events.UnionChanged(frozenset([firm.pk]), date(2026, 11, 21), frozenset({"status"})),
    ]


def test_a_union_waits_for_its_election_until_a_new_term_begins(district):
    firm = district["firm"]
    operations.set_term(actor=SYSTEM, union=firm, number=1, starts_on=date(2020, 1, 1), years=3)

    assert operations.mark_overdue_elections(actor=SYSTEM, on=date(2026, 11, 21)) == 1
    firm.refresh_from_db()
    assert firm.status == "overdue_election"

    operations.set_term(actor=SYSTEM, union=firm, number=2, starts_on=date(2025, 1, 1), years=3)
    firm.refresh_from_db()
    assert firm.status == "normal"


def test_a_name_is_remembered_for_one_union_only(district):
    operations.remember_alias(
        actor=SYSTEM, union=district["firm"], name="宏远厂工会", within=district["root"]
    )

    with pytest.raises(operations.AliasTaken):
        operations.remember_alias(
            actor=SYSTEM, union=district["other"], name="宏远厂工会委员会", within=district["root"]
        )


def test_a_further_parent_guides_beside_the_leading_one_until_it_ends(district):
    trade = make_union(district["root"], name="电子行业工会联合会", kind="trade_federation")
    line = operations.add_business_line(
        actor=SYSTEM, union=district["firm"], parent=trade, kind="trade", on=MOVED
    )
    with pytest.raises(operations.BusinessLineUnknown):
        operations.end_business_line(actor=SYSTEM, line=line, on=MOVED)

    operations.dissolve_union(actor=SYSTEM, union=trade, on=date(2025, 1, 1))

    line.refresh_from_db()
    assert line.ends_before == date(2025, 1, 1)
    assert Union.objects.get(pk=district["firm"].pk).parent == district["first"]


def test_the_nightly_job_marks_unions_whose_term_has_ended(district):
    operations.set_term(
        actor=SYSTEM, union=district["firm"], number=1, starts_on=date(2020, 1, 1), years=3
    )

    mark_overdue(timestamp=0)

    assert Union.objects.get(pk=district["firm"].pk).status == "overdue_election"
    assert Union.objects.get(pk=district["other"].pk).status == "normal"
