from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhigong.base.actor import SYSTEM
from zhigong.base.errors import UserError
from zhigong.registry.audit.models import Entry
from zhigong.registry.employers import operations, rules
from zhigong.registry.employers.models import Affiliation, Employer, HeadCount, Statement
from zhigong.registry.employers.operations import RegisterRow
from zhigong.registry.employers.tests.factories import ON, credit_code, make_employer
from zhigong.registry.unions.operations import dissolve_union, merge_unions

pytestmark = pytest.mark.django_db
LATER = date(2026, 9, 30)


def merge(rows, *, below, source="market", as_of=ON):
    return operations.merge_register_rows(
        actor=SYSTEM, rows=rows, source=source, as_of=as_of, below=below
    )


def test_an_opened_employer_keeps_what_its_source_said(district):
    employer = make_employer(district["first"], sector="C", workers=40, women_workers=12)

    assert (employer.sector, employer.workers, employer.women_workers) == ("C", 40, 12)
    assert (employer.headcount_on, employer.headcount_source) == (ON, "market")
    assert employer.credit_state == "valid"
    assert Statement.objects.get(employer=employer).fields == {
        "name": employer.name,
        "sector": "C",
        "workers": 40,
        "women_workers": 12,
    }
    assert set(HeadCount.objects.values_list("group", "number")) == {("workers", 40), ("women", 12)}


def test_a_code_that_fails_its_check_waits_and_one_that_cannot_be_a_code_is_refused(district):
    right = credit_code(7)
    failing = right[:-1] + ("0" if right[-1] != "0" else "1")

    employer = make_employer(district["first"], code=failing)

    assert (employer.credit_state, employer.verification) == ("failed", "pending")
    with pytest.raises(operations.CreditCodeNotReadable):
        make_employer(district["first"], code="ABC")
    with pytest.raises(operations.CreditCodeTaken):
        make_employer(district["first"], code=failing)


def test_more_women_than_workers_is_refused_and_nothing_stays(district):
    with pytest.raises(operations.HeadCountWrong), transaction.atomic():
        make_employer(district["first"], workers=10, women_workers=11)

    assert not Employer.objects.exists()
    assert not Statement.objects.exists()


def test_a_change_by_hand_is_a_statement_that_goes_before_the_registers(district):
    employer = make_employer(district["first"], workers=40)

    operations.change_employer(actor=SYSTEM, employer=employer, workers=35, address="中山路1号")
    merge(
        [RegisterRow(employer.credit_code, employer.name, {"workers": 50, "address": "旧址"})],
        below=district["root"],
        as_of=LATER,
    )

    employer.refresh_from_db()
    assert (employer.workers, employer.headcount_source) == (35, "checked")
    assert employer.address == "中山路1号"
    assert Statement.objects.filter(employer=employer).count() == 3


def test_one_union_at_a_time_covers_an_employer(district):
    employer = make_employer(district["first"], union=district["firm"])
    assert employer.covered_by == district["firm"]

    with pytest.raises(operations.AlreadyCovered) as refused:
        operations.affiliate(actor=SYSTEM, employer=employer, union=district["other"], on=ON)
    assert "宏远电子有限公司工会委员会" in refused.value.message
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(employer=employer, union=district["other"], starts_on=ON)
    with pytest.raises(IntegrityError, match="two unions on one day"), transaction.atomic():
        Affiliation.objects.create(
            employer=employer, union=district["other"], starts_on=ON, ends_before=LATER
        )


def test_another_union_takes_over_from_a_day_on(district):
    employer = make_employer(district["first"], union=district["firm"])

    operations.change_cover(actor=SYSTEM, employer=employer, union=district["other"], on=ON)

    employer.refresh_from_db()
    assert employer.covered_by == district["other"]
    assert list(
        Affiliation.objects.order_by("starts_on").values_list("union", "starts_on", "ends_before")
    ) == [(district["firm"].pk, date(2021, 1, 1), ON), (district["other"].pk, ON, None)]


def test_an_employer_that_leaves_has_no_union(district):
    employer = make_employer(district["first"], union=district["firm"])

    with pytest.raises(operations.CoverDateWrong):
        operations.leave_union(actor=SYSTEM, employer=employer, on=date(2021, 1, 1))
    operations.leave_union(actor=SYSTEM, employer=employer, on=ON)

    employer.refresh_from_db()
    assert employer.covered_by is None
    with pytest.raises(operations.NotCovered):
        operations.leave_union(actor=SYSTEM, employer=employer, on=LATER)


def test_many_covers_are_recorded_at_once(district, unheard, django_assert_max_num_queries):
    employers = [make_employer(district["first"]) for _ in range(20)]
    pairs = [(one.pk, district["other"].pk, ON) for one in employers]

    with django_assert_max_num_queries(12):
        assert operations.affiliate_many(actor=SYSTEM, pairs=pairs) == 20

    assert Employer.objects.filter(covered_by=district["other"]).count() == 20
    assert operations.affiliate_many(actor=SYSTEM, pairs=pairs) == 0


def test_the_successor_of_a_merged_union_covers_its_employers(district):
    employer = make_employer(district["firm"], union=district["firm"])

    merge_unions(actor=SYSTEM, unions=[district["firm"]], into=district["other"], on=ON)

    employer.refresh_from_db()
    assert (employer.covered_by, employer.area_union) == (district["other"], district["other"])


def test_the_employers_of_a_dissolved_union_are_without_one_and_answer_to_the_union_above(district):
    employer = make_employer(district["other"], union=district["other"])

    dissolve_union(actor=SYSTEM, union=district["other"], on=ON)

    employer.refresh_from_db()
    assert (employer.covered_by, employer.area_union) == (None, district["first"])


def test_a_cancelled_employer_leaves_its_union_a_suspended_one_does_not(district):
    gone = make_employer(district["first"], union=district["firm"])
    resting = make_employer(district["first"], union=district["firm"])

    gone = operations.close_employer(actor=SYSTEM, employer=gone, status="cancelled", on=ON)
    resting = operations.close_employer(actor=SYSTEM, employer=resting, status="suspended", on=ON)

    assert (gone.status, gone.closed_on, gone.covered_by) == ("cancelled", ON, None)
    assert (resting.status, resting.covered_by) == ("suspended", district["firm"])


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(1900, 1, 1), "closed_before_cover"), (date(2999, 1, 1), "closed_in_future")],
)
def test_nobody_closes_an_employer_before_its_cover_or_in_days_to_come(district, on, code):
    employer = make_employer(district["first"], union=district["firm"])

    with pytest.raises(UserError) as refused:
        operations.close_employer(actor=SYSTEM, employer=employer, status="cancelled", on=on)

    assert (refused.value.code, refused.value.field) == (code, "on")
    employer.refresh_from_db()
    assert (employer.status, employer.covered_by) == ("active", district["firm"])


def test_a_head_count_shows_on_the_record_when_its_source_is_the_best(district):
    employer = make_employer(district["first"], workers=40)

    for source, on, number in (("social_insurance", LATER, 44), ("roster", LATER, 12)):
        operations.record_head_count(
            actor=SYSTEM, employer=employer, group="workers", number=number, on=on, source=source
        )

    employer.refresh_from_db()
    assert (employer.workers, employer.headcount_on) == (44, LATER)
    assert employer.headcount_source == "social_insurance"
    assert HeadCount.objects.filter(employer=employer).count() == 3


def test_a_register_opens_changes_and_leaves_alone(district):
    known = make_employer(district["first"], name="旧名有限公司")
    outside = make_employer(district["second"])
    rows = [
        RegisterRow(known.credit_code, "新名有限公司", {"status": "suspended"}),
        RegisterRow(credit_code(1), "新开有限公司", {"sector": "F", "workers": 30}),
        RegisterRow(outside.credit_code, "别处有限公司"),
    ]

    outcome = merge(rows, below=district["first"], as_of=LATER)

    assert outcome.opened == {credit_code(1)}
    assert outcome.changed == {known.credit_code}
    assert outcome.outside == {outside.credit_code}
    known.refresh_from_db()
    assert (known.name, known.name_key, known.status) == (
        "新名有限公司",
        "新名有限公司",
        "suspended",
    )
    new = Employer.objects.get(credit_code=credit_code(1))
    assert (new.area_union, new.workers, new.headcount_source) == (district["first"], 30, "market")
    assert new.code.startswith("DW")
    assert HeadCount.objects.get(employer=new).number == 30


def test_the_same_register_again_changes_nothing(district):
    rows = [RegisterRow(credit_code(n), f"第{n}公司", {"workers": n}) for n in range(30)]
    merge(rows, below=district["root"])
    before = list(Employer.objects.order_by("pk").values_list())
    entries = Entry.objects.count()

    outcome = merge(rows, below=district["root"])

    assert (outcome.opened, outcome.changed) == (frozenset(), frozenset())
    assert list(Employer.objects.order_by("pk").values_list()) == before
    assert Entry.objects.count() == entries


def test_a_register_of_any_size_costs_the_same_number_of_statements(
    district, unheard, django_assert_max_num_queries
):
    rows = [RegisterRow(credit_code(n), f"第{n}公司", {"workers": n}) for n in range(2_000)]

    with django_assert_max_num_queries(22):
        outcome = merge(rows, below=district["root"])

    assert len(outcome.opened) == 2_000
    entry = Entry.objects.get(verb="employers.merge_register")
    assert entry.row_count == 2_000


def test_history_rows_of_a_merged_register_know_their_reason(district):
    known = make_employer(district["first"], workers=10)

    merge([RegisterRow(known.credit_code, "改名公司")], below=district["root"], as_of=LATER)

    event = Employer.history.rel.related_model
    rows = event.objects.filter(pgh_obj_id=known.pk).exclude(name="改名公司")
    assert rows.exists()
    assert not event.objects.filter(pgh_context=None).exists()


STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["checked", "social_insurance", "tax", "market", "declared", "roster"]),
        st.integers(0, 900),
        st.integers(1, 500),
        st.sampled_from(["甲公司", "乙公司", "丙公司"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: (row[0], row[1]),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(statements=STATEMENTS)
def test_the_database_believes_what_the_rule_believes_in_any_order(district, statements):
    code = credit_code(99)
    said = []
    with transaction.atomic():
        for order, (source, age, workers, name) in enumerate(statements):
            day = ON - timedelta(days=age)
            said.append((source, day, workers, name, order))
            row = RegisterRow(code, name, {"workers": workers})
            merge([row], below=district["root"], source=source, as_of=day)

        employer = Employer.objects.get(credit_code=code)
        for field, place in (("workers", 2), ("name", 3)):
            held = rules.believed(
                field=field, said=[rules.Said(s[0], s[1], str(s[place]), s[4]) for s in said]
            )
            assert str(getattr(employer, field)) == held.value
        transaction.set_rollback(True)
