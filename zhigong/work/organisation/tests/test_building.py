"""A union is set up step by step: who does what, what it takes, what is refused, what comes of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from zhigong.base import papers
from zhigong.base.actor import use_actor
from zhigong.engines.cases.operations.deciding import NotYourStep, StepDecidedAlready
from zhigong.registry.employers.models import Affiliation
from zhigong.registry.people.models import Membership, Officer
from zhigong.registry.unions.models import Committee, Term, Union
from zhigong.work.organisation import operations, queries
from zhigong.work.organisation.models import BuildingFirm, Candidate, Placement
from zhigong.work.organisation.tests.conftest import (
    NOON,
    TODAY,
    id_number,
    stand,
    votes_for,
)

pytestmark = pytest.mark.django_db


def waits_at(building):
    return next(one for one in queries.chain_of(building) if one.state == "now").who


def test_a_union_is_set_up_from_the_first_visit_to_its_administrator(
    to_election, step, tree, staff, firm, monkeypatch
):
    employer = firm()
    building = to_election(employer)

    step(building, "elect", **votes_for(building))
    step(building, "report")
    step(building, "confirm", number="镇总工〔2026〕20号", term_years=5)

    union = building.union
    employer.refresh_from_db()
    assert (union.name, union.parent, union.approval_number) == (
        "甬江轴承有限公司工会委员会", tree.east, "镇总工〔2026〕20号",
    )  # fmt: skip
    assert employer.covered_by == union
    assert set(Committee.objects.values_list("kind", "form")) == {
        ("audit", "committee"), ("women", "committee"),
    }  # fmt: skip
    term = Term.objects.get(union=union)
    assert (term.number, term.starts_on, term.ends_before) == (1, TODAY, date(2031, 11, 20))
    offices = Officer.objects.trusted("test").filter(union=union)
    assert sorted(offices.values_list("post", flat=True)) == [
        "audit_chair", "audit_member", "audit_member", "chair", "member", "vice_chair",
        "women_chair", "women_member", "women_member",
    ]  # fmt: skip
    assert Placement.objects.trusted("test").count() == 9
    assert Membership.objects.trusted("test").filter(union=union, state="active").count() == 9

    step(building, "seal")
    step(building, "register", credit_code="81330211MC12345669", certificate_number="330211001")
    step(building, "account", bank="工商银行镇海支行", account="6222 0000 1111 2222")
    step(building, "dues", dues_collection="tax")
    with pytest.raises(operations.NotAuthorisedYet):
        step(building, "authorise")
    monkeypatch.setattr(
        "zhigong.work.organisation.queries.buildings.unions_with_administrator",
        lambda *, union_ids, on: frozenset(union_ids),
    )
    step(building, "authorise")

    union.refresh_from_db()
    building.case.refresh_from_db()
    assert (union.legal_person, union.credit_code, union.dues_collection) == (
        True, "81330211MC12345669", "tax",
    )  # fmt: skip
    assert bytes(union.account_cipher or b"") != b""
    assert "account" not in building.steps.get(stage="account").facts
    assert (building.stage, building.case.state) == ("done", "done")
    assert not BuildingFirm.objects.trusted("test").filter(is_open=True).exists()


def test_nothing_is_kept_of_a_reply_that_cannot_be_put_into_force(to_election, step, firm):
    employer = firm()
    building = to_election(employer)
    step(building, "elect", **votes_for(building))
    step(building, "report")

    with pytest.raises(operations.TermYearsWrong):
        step(building, "confirm", term_years=4)

    assert building.stage == "confirm"
    assert not Union.objects.trusted("test").filter(name=building.name).exists()
    assert not Affiliation.objects.trusted("test").filter(employer=employer).exists()


def test_a_joint_union_covers_all_its_firms(to_election, step, firm):
    firms = [firm(f"小企业{n}有限公司", workers=12) for n in range(3)]
    building = to_election(*firms, kind="joint", name="东街联合工会")
    step(building, "elect", **votes_for(building))
    step(building, "report")

    step(building, "confirm", term_years=3)

    assert building.union.kind == "joint"
    covered = Affiliation.objects.trusted("test").filter(union=building.union)
    assert {one.employer_id for one in covered} == {one.pk for one in firms}


def test_a_grassroots_union_is_of_one_firm_and_a_joint_one_of_several(found, firm):
    with pytest.raises(operations.FirmsDoNotFit):
        found(firm("甲有限公司"), firm("乙有限公司"), kind="grassroots")
    with pytest.raises(operations.FirmsDoNotFit):
        found(firm("丙有限公司"), kind="joint")


def test_a_firm_is_in_one_building_at_a_time(found, firm):
    employer = firm()
    first = found(employer)

    with pytest.raises(operations.FirmInBuilding) as refused:
        found(employer)

    assert first.case.number in refused.value.message


def test_a_form_sent_twice_begins_one_building(found, firm):
    key, employer = uuid4(), firm()

    assert found(employer, key=key).pk == found(employer, key=key).pk


def test_a_closed_firm_is_not_built_at(found, firm):
    with pytest.raises(operations.FirmNotWorking):
        found(firm(status="suspended"))


def test_a_visit_without_consent_is_written_down_and_the_next_one_waits(found, step):
    building = found()

    step(building, "contact", met="门卫", workers=58, agreed="no")
    step(building, "contact", met="王经理", workers=60, agreed="yes")

    assert building.steps.filter(stage="contact").count() == 2
    assert (building.stage, building.workers) == ("petition", 60)


def test_a_petition_ends_with_its_sealed_scan_and_a_reply_with_its_number(found, step):
    building = found()
    step(building, "contact", met="王经理", workers=60, agreed="yes")

    with pytest.raises(operations.ScanMissing):
        step(building, "petition", scan=False)
    step(building, "petition")
    with pytest.raises(operations.NumberMissing):
        step(building, "approve", number=" ")

    assert building.stage == "approve"


def test_the_place_settles_who_approves(found, step, tree, staff, firm):
    own = found(firm("甲有限公司"))
    operations.settle_practice(
        actor=staff.county, at=NOON, union=tree.county, starts_on=TODAY, founding="county",
        election="parent", reply_days=10,
    )  # fmt: skip

    building = found(firm("乙有限公司"), name="乙有限公司工会")
    step(building, "contact", met="王经理", workers=60, agreed="yes")
    step(building, "petition")

    assert (own.approver, building.approver) == (tree.east, tree.county)
    assert waits_at(building) == tree.county.name
    with pytest.raises(NotYourStep):
        step(building, "approve", who="east")
    step(building, "approve", who="county")
    assert building.stage == "prepare"


def test_a_street_never_does_the_steps_of_another(found, step):
    building = found()

    with pytest.raises(NotYourStep):
        step(building, "contact", who="west", agreed="yes", workers=60)


def test_a_step_is_done_once(found, step):
    building = found()
    step(building, "contact", met="王经理", workers=60, agreed="yes")

    with pytest.raises(StepDecidedAlready):
        step(building, "contact", met="王经理", workers=60, agreed="yes")
    with pytest.raises(StepDecidedAlready):
        step(building, "elect")


def test_what_is_refused_goes_back_with_the_reason(found, step, staff):
    building = found()
    step(building, "contact", met="王经理", workers=60, agreed="yes")
    step(building, "petition")

    with use_actor(staff.east):
        with pytest.raises(operations.WordsMissing):
            operations.refuse_step(
                actor=staff.east, at=NOON, building=building, stage="approve", words=" "
            )
        operations.refuse_step(
            actor=staff.east, at=NOON, building=building, stage="approve", words="名称不规范"
        )

    building.refresh_from_db()
    assert building.stage == "petition"
    step(building, "petition")
    assert building.stage == "approve"


def test_a_step_is_not_dated_before_the_last_one(found, step):
    building = found()
    step(building, "contact", met="王经理", workers=60, agreed="yes")

    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(operations.DayWrong):
            step(building, "petition", on=wrong)


@pytest.mark.parametrize("standing", ["head", "deputy", "partner", "kin"])
def test_the_head_s_relatives_never_stand(to_candidates, staff, standing):
    building = to_candidates()

    with pytest.raises(operations.CandidateNotAllowed):
        stand(building, staff.east, "王总弟", "member", 1, standing=standing)

    assert not Candidate.objects.trusted("test").exists()


def test_an_identity_number_is_kept_encrypted_and_stands_once_a_committee(to_candidates, staff):
    building = to_candidates()
    one = stand(building, staff.east, "张三", "member", 1)

    with pytest.raises(operations.CandidateKnown):
        stand(building, staff.east, "张三", "chair", 1)
    with pytest.raises(operations.IdNotReadable):
        stand(building, staff.east, "李四", "chair", 2, id_number="330211199001010000")

    assert id_number(1).encode() not in bytes(one.id_cipher)


def test_a_ballot_needs_more_names_than_seats(to_candidates, staff, step):
    building = to_candidates(women=0)
    for place, post in enumerate(("chair", "member", "member")):
        stand(building, staff.east, f"候选{place}", post, place)

    with pytest.raises(operations.CandidatesTooFew) as refused:
        step(building, "candidates", seats=3, audit_seats=3)

    assert "至少需要4名" in refused.value.message


def test_ten_women_need_a_committee_and_nine_one_woman(to_candidates, staff, step, firm):
    for women, is_due in ((10, True), (9, False)):
        building = to_candidates(firm(f"纺织{women}厂"), women=women, name=f"纺织{women}厂工会")
        for place, post in enumerate(("chair", "member", "member", "member")):
            stand(building, staff.east, f"候选{place}", post, place)
        for place in range(4):
            stand(building, staff.east, f"经审{place}", "audit_member", 10 + place)
        stand(building, staff.east, "女工委员", "women_member", 20)
        facts = {"seats": 3, "audit_seats": 3, "women_form": "single"}
        if is_due:
            with pytest.raises(operations.CommitteeWanted):
                step(building, "candidates", **facts)
        else:
            step(building, "candidates", **facts)
            assert (building.women_form, building.women_seats) == ("single", 1)


def test_seats_follow_the_number_of_members(to_candidates, staff, step):
    building = to_candidates(members=40)

    for seats in (2, 8):
        with pytest.raises(operations.SeatsDoNotFit):
            step(building, "candidates", seats=seats, audit_seats=3, women_seats=3)


def test_who_keeps_the_books_does_not_audit_them(to_candidates, staff, step):
    building = to_candidates(members=20, women=0)
    for place, post in enumerate(("chair", "member", "member", "member")):
        stand(building, staff.east, f"候选{place}", post, place)
    stand(building, staff.east, "候选0", "audit_member", 0)

    with pytest.raises(operations.AuditsOwnBooks):
        step(building, "candidates", seats=3)


def test_an_assembly_without_two_thirds_elects_nobody(to_election, step):
    building = to_election()

    with pytest.raises(operations.NoQuorum):
        step(building, "elect", **votes_for(building, present=26))
    with pytest.raises(operations.BallotsVoid):
        step(building, "elect", **votes_for(building, returned=37))

    assert not Candidate.objects.trusted("test").filter(votes__isnull=False).exists()


def test_half_of_those_due_is_not_enough(to_election, step):
    building = to_election()
    chair = Candidate.objects.trusted("test").get(building=building, post="chair")

    with pytest.raises(operations.ChairMissing):
        step(building, "elect", **votes_for(building, **{f"votes_{chair.pk}": 20}))
    step(building, "elect", **votes_for(building, **{f"votes_{chair.pk}": 21}))

    chair.refresh_from_db()
    assert chair.is_elected is True


def test_a_tie_is_voted_on_again(to_election, step):
    building = to_election()
    rows = Candidate.objects.trusted("test").filter(building=building, body="union")
    third, fourth = list(rows.order_by("pk"))[2:]
    tie = {f"votes_{third.pk}": 25, f"votes_{fourth.pk}": 25}

    with pytest.raises(operations.TiedVotes):
        step(building, "elect", **votes_for(building, **tie))
    again = {f"again_{third.pk}": 15, f"again_{fourth.pk}": 20}
    step(building, "elect", **votes_for(building, **tie, **again))

    third.refresh_from_db()
    fourth.refresh_from_db()
    assert (third.is_elected, fourth.is_elected) == (False, True)


def test_an_election_is_repeated_from_the_candidates(to_election, step, staff):
    building = to_election()

    with use_actor(staff.east):
        operations.repeat_election(
            actor=staff.east, at=NOON, building=building, words="主席人选未过半数"
        )

    building.refresh_from_db()
    assert building.stage == "candidates"


def test_a_building_given_up_frees_its_firm(found, staff, firm):
    employer = firm()
    building = found(employer)

    with use_actor(staff.east):
        operations.stop_building(actor=staff.east, at=NOON, building=building, words="企业即将搬迁")

    building.refresh_from_db()
    building.case.refresh_from_db()
    assert (building.stage, building.case.state) == ("stopped", "ended")
    assert found(employer).pk != building.pk


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_every_paper_is_written(to_election, step, kind):
    building = to_election()
    step(building, "elect", **votes_for(building))

    for _stage, code, _title in queries.letters_for(building):
        made = queries.paper_of(building, code, on=TODAY)
        write = papers.form_file if isinstance(made, papers.OfficialForm) else papers.letter_file
        content = write(made, kind, at=NOON)
        assert content.startswith(b"PK" if kind == "docx" else b"%PDF"), code
    assert queries.paper_of(building, "nothing", on=TODAY) is None
