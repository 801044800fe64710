from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from zhigong.base.workflow import MoveNotAllowed, ReasonMissing
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import CaseState, Decision, Level, Step, StepKind
from zhigong.engines.cases.models import Case, CaseStep, Draft, ProgrammeVersion
from zhigong.engines.cases.operations import (
    CaseUnderWay,
    ConflictOfInterest,
    NotYourStep,
    PapersMissing,
    StepDecidedAlready,
    close_due_publicity,
    decide_step,
    dispatch_down,
    escalate,
    object_to_case,
    rate_case,
    reopen_case,
    resubmit_case,
    save_draft,
    settle_objection,
    supervise_step,
    transfer_step,
    urge_case,
    withdraw_case,
)
from zhigong.engines.cases.operations.closing import NotToBeRated, ReopenedAlready
from zhigong.engines.cases.operations.deciding import NotOfferedHere
from zhigong.engines.cases.operations.moving import NotBelow, SameUnion
from zhigong.engines.cases.operations.opening import ProgrammeChangedSilently
from zhigong.engines.cases.operations.own import UrgedAlready
from zhigong.engines.cases.tests.factories import (
    NOON,
    PAPER,
    TODAY,
    make_handler,
    make_programme,
)
from zhigong.registry.unions.operations import dissolve_union

LATER = NOON + timedelta(days=3)


def decide(actor, step, decision=Decision.PASS, reason="", at=LATER, **more):
    return decide_step(actor=actor, at=at, step=step, decision=decision, reason=reason, **more)


def test_a_case_goes_from_the_own_union_to_the_county_and_ends(opened, people, waiting, tree):
    case = opened()

    assert case.number == "GH-330211-20261120-000001"
    assert case.promised_on == date(2026, 12, 2)
    first = waiting(case)
    assert (first.unit_id, first.due_on) == (tree.pump.pk, date(2026, 11, 25))

    decide(people.firm, first)
    second = waiting(case)
    assert (second.code, second.unit_id) == ("decide", tree.county.pk)

    done = decide(people.county, second, reason="同意")
    assert (done.state, done.closed_at) == (CaseState.DONE, LATER)
    verbs = [entry.verb for entry in queries.history_of(done)]
    assert verbs == ["opened", "step_pass", "step_pass"]


def test_numbers_of_a_day_in_a_county_follow_each_other(opened):
    numbers = [opened().number[-6:] for _ in range(3)]

    assert numbers == ["000001", "000002", "000003"]


def test_the_same_sending_opens_one_case(opened):
    key = uuid4()

    assert opened(key=key).pk == opened(key=key).pk
    assert Case._base_manager.count() == 1


def test_answers_lie_encrypted_and_are_read_through_the_door(opened):
    case = opened()

    stored = bytes(Case._base_manager.get(pk=case.pk).answers_cipher)
    assert "火灾".encode() not in stored
    assert queries.answers_of(case) == {"reason": "家中遭遇火灾"}


def test_one_who_may_have_one_case_is_refused_a_second_with_its_number(opened):
    programme = make_programme(once_per="open")
    first = opened(programme)

    with pytest.raises(CaseUnderWay) as refused:
        opened(programme)

    assert first.number in refused.value.message


def test_a_required_paper_is_asked_for_by_name(opened):
    with pytest.raises(PapersMissing, match="困难情况说明"):
        opened(make_programme(papers=(PAPER,)))

    assert not Case._base_manager.exists()


def test_a_changed_declaration_with_an_old_version_is_refused(opened):
    programme = make_programme()
    opened(programme)

    with pytest.raises(ProgrammeChangedSilently):
        opened(replace(programme, title="另一个名字"))


def test_a_case_is_decided_under_the_version_it_was_opened_with(opened, people, waiting):
    old = make_programme()
    case = opened(old)
    opened(replace(old, version=2, route=old.route[:1]))

    decide(people.firm, waiting(case))

    assert waiting(case).code == "decide"
    assert ProgrammeVersion.objects.filter(code=old.code).count() == 2


def test_a_returned_case_comes_back_to_the_same_desk_with_the_rest_of_its_limit(
    opened, people, waiting, tree
):
    case = opened()
    decide(people.firm, waiting(case), Decision.RETURN, "缺少材料", missing=["火灾证明"])
    case.refresh_from_db()
    assert (case.state, case.result) == (CaseState.RETURNED, "缺少材料；火灾证明")
    assert not queries.steps_of(case).filter(state="waiting").exists()

    resubmit_case(
        actor=people.member, at=LATER + timedelta(days=7), case=case, answers={"reason": "补充"}
    )

    again = waiting(case)
    assert (again.unit_id, again.used_days) == (tree.pump.pk, 1)
    assert again.due_on == date(2026, 12, 2)  # two of three days were left
    assert queries.answers_of(Case._base_manager.get(pk=case.pk)) == {"reason": "补充"}


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.NOT_ACCEPT, CaseState.NOT_ACCEPTED), (Decision.RETURN, CaseState.RETURNED)],
)
def test_ends_of_the_first_step_are_different_things(opened, people, waiting, decision, state):
    case = decide(people.firm, waiting(opened()), decision, "不属于本事项")

    assert case.state == state


def test_a_reviewer_does_not_refuse_and_a_decider_does(opened, people, waiting):
    case = opened()
    with pytest.raises(NotOfferedHere):
        decide(people.firm, waiting(case), Decision.REFUSE, "不符合")
    decide(people.firm, waiting(case))

    case = decide(people.county, waiting(case), Decision.REFUSE, "收入超过标准")

    assert (case.state, case.result) == (CaseState.REFUSED, "收入超过标准")


def test_whatever_is_not_a_pass_wants_a_reason(opened, people, waiting):
    case = opened()

    with pytest.raises(ReasonMissing):
        decide(people.firm, waiting(case), Decision.RETURN, "  ")

    assert waiting(case).code == "review"


def test_the_second_of_two_is_told_who_was_faster(opened, people, waiting):
    step = waiting(opened())
    decide(people.firm, step)

    with pytest.raises(StepDecidedAlready, match="办理人") as refused:
        decide(people.firm, step)

    assert refused.value.status == 409


def test_nobody_does_a_step_that_lies_elsewhere(opened, people, waiting):
    step = waiting(opened())

    for other in (people.street, people.county, people.other_street, people.member):
        with pytest.raises(NotYourStep):
            decide(other, step)


def test_the_union_above_does_the_work_when_the_reviewer_has_left(
    opened, people, waiting, tree, staffed
):
    case = opened()
    staffed.discard(tree.pump.pk)

    decide(people.street, waiting(case))

    assert waiting(case).code == "decide"


def test_nobody_handles_her_own_case(opened, people, waiting, tree):
    herself = replace(make_handler(tree.pump), person_id=people.person.pk)

    with pytest.raises(ConflictOfInterest, match="本人"):
        decide(herself, waiting(opened()))


def test_who_reviewed_below_does_not_decide_above(opened, people, waiting, tree):
    both = make_handler(tree.pump, tree.county)
    case = opened()
    decide(both, waiting(case))

    with pytest.raises(ConflictOfInterest, match="审办分离"):
        decide(both, waiting(case))


def test_all_who_countersign_must_agree(opened, people, waiting, tree):
    route = (
        Step(
            "sign",
            "会签",
            Level.COUNTY,
            StepKind.COUNTERSIGN,
            parts=(Level.STREET, Level.COUNTY),
        ),
    )
    case = opened(make_programme(route=route))
    street, county = queries.steps_of(case)
    assert {street.unit_id, county.unit_id} == {tree.east.pk, tree.county.pk}

    decide(people.street, street)
    case.refresh_from_db()
    assert case.state == CaseState.HANDLING

    assert decide(people.county, county).state == CaseState.DONE


def test_one_who_does_not_agree_ends_it_for_all(opened, people, tree):
    route = (
        Step("sign", "会签", Level.OWN, StepKind.COUNTERSIGN, parts=(Level.STREET, Level.COUNTY)),
    )
    case = opened(make_programme(route=route))
    street, _county = queries.steps_of(case)

    case = decide(people.street, street, Decision.REFUSE, "不同意")

    assert case.state == CaseState.REFUSED
    assert [step.state for step in queries.steps_of(case)] == ["done", "cancelled"]


@pytest.fixture
def publicised(opened):
    route = (Step("publicity", "公示", Level.COUNTY, StepKind.PUBLICITY, days=5),)
    return opened(make_programme(route=route))


def test_publicity_ends_by_itself_after_its_days(publicised):
    assert publicised.state == CaseState.PUBLICISED

    assert close_due_publicity(today=date(2026, 11, 27), at=LATER) == 0
    assert close_due_publicity(today=date(2026, 11, 28), at=LATER) == 1
    assert close_due_publicity(today=date(2026, 11, 28), at=LATER) == 0

    publicised.refresh_from_db()
    assert publicised.state == CaseState.DONE


def test_an_open_objection_holds_the_case_until_it_is_answered(publicised, people):
    said = object_to_case(actor=people.firm, at=LATER, case=publicised, text="家庭收入不实")
    assert close_due_publicity(today=date(2026, 12, 1), at=LATER) == 0

    settle_objection(
        actor=people.county, at=LATER, objection=said, is_upheld=False, answer="经核查属实"
    )

    assert close_due_publicity(today=date(2026, 12, 1), at=LATER) == 1


def test_an_objection_that_holds_refuses_the_case(publicised, people):
    said = object_to_case(actor=people.firm, at=LATER, case=publicised, text="家庭收入不实")

    settle_objection(
        actor=people.county, at=LATER, objection=said, is_upheld=True, answer="经核查收入超标"
    )

    publicised.refresh_from_db()
    assert publicised.state == CaseState.REFUSED
    assert not queries.steps_of(publicised).filter(state="waiting").exists()


def test_a_step_goes_sideways_up_and_down_with_reasons(opened, people, waiting, tree):
    case = opened()

    transfer_step(
        actor=people.firm, at=LATER, step=waiting(case), to_union=tree.mill, reason="单位已变更"
    )
    assert waiting(case).unit_id == tree.mill.pk
    mill = make_handler(tree.mill)
    escalate(actor=mill, at=LATER, step=waiting(case), reason="涉及面广")
    assert waiting(case).unit_id == tree.county.pk
    dispatch_down(
        actor=people.county, at=LATER, step=waiting(case), to_union=tree.east, reason="请核实"
    )
    assert waiting(case).unit_id == tree.east.pk
    assert [e.verb for e in queries.history_of(case)][1:] == [
        "transferred",
        "escalated",
        "dispatched",
    ]


def test_a_step_is_not_laid_where_it_lies_nor_dispatched_upwards(opened, people, waiting, tree):
    step = waiting(opened())

    with pytest.raises(SameUnion):
        transfer_step(actor=people.firm, at=LATER, step=step, to_union=tree.pump, reason="误")
    with pytest.raises(NotBelow):
        dispatch_down(actor=people.firm, at=LATER, step=step, to_union=tree.east, reason="误")


def test_the_county_supervises_what_waits_below(opened, people, waiting, tree):
    step = supervise_step(
        actor=people.county,
        at=LATER,
        step=waiting(opened()),
        union=tree.county,
        until=date(2026, 11, 30),
        reason="职工来电催问",
    )

    assert list(queries.inbox_for(actor=people.county, box="supervised", today=TODAY)) == [step]
    with pytest.raises(NotYourStep):
        supervise_step(
            actor=people.other_street,
            at=LATER,
            step=step,
            union=tree.west,
            until=date(2026, 11, 30),
            reason="误",
        )


def test_an_inbox_holds_what_waits_at_ones_own_union(opened, people, waiting):
    step = waiting(opened())

    assert list(queries.inbox_for(actor=people.firm, today=TODAY)) == [step]
    assert not queries.inbox_for(actor=people.county, today=TODAY).exists()
    assert list(queries.inbox_for(actor=people.county, box="below", today=TODAY)) == [step]
    late = date(2026, 11, 26)
    assert list(queries.inbox_for(actor=people.firm, box="late", today=late)) == [step]
    decide(people.firm, step)
    assert list(queries.inbox_for(actor=people.firm, box="done", today=TODAY)) == [step]


def test_a_case_is_seen_along_its_line_and_nowhere_else(opened, people):
    case = opened()

    for seeing in (people.firm, people.street, people.county, people.province):
        assert queries.get_case_for(actor=seeing, number=case.number) == case
    with pytest.raises(Case.DoesNotExist):
        queries.get_case_for(actor=people.other_street, number=case.number)


def test_a_confidential_case_is_not_seen_by_the_union_it_may_be_about(opened, people, tree):
    route = (Step("county", "区县办理", Level.COUNTY, StepKind.REPLY),)
    programme = make_programme(route=route, home=Level.COUNTY, is_confidential=True)
    case = opened(programme)

    assert queries.get_case_for(actor=people.county, number=case.number) == case
    plain = make_handler(tree.county, abilities={"cases.view", "cases.handle"})
    for other in (people.firm, people.street, plain):
        with pytest.raises(Case.DoesNotExist):
            queries.get_case_for(actor=other, number=case.number)
    assert not queries.inbox_for(actor=plain, today=TODAY).exists()


def test_an_applicant_withdraws_and_urges_her_own_case(opened, people, waiting):
    case = opened()

    urge_case(actor=people.member, at=NOON, case=case)
    with pytest.raises(UrgedAlready):
        urge_case(actor=people.member, at=LATER, case=case)
    urge_case(actor=people.member, at=NOON + timedelta(days=6), case=case)
    withdraw_case(actor=people.member, at=LATER, case=case)

    case.refresh_from_db()
    assert (case.state, case.urged_times) == (CaseState.WITHDRAWN, 2)
    assert not queries.steps_of(case).filter(state="waiting").exists()
    with pytest.raises(MoveNotAllowed):
        withdraw_case(actor=people.member, at=LATER, case=case)


def test_a_done_case_is_rated_once_and_reopened_once(opened, people, waiting):
    case = opened(make_programme(route=make_programme().route[:1]))
    with pytest.raises(NotToBeRated):
        rate_case(actor=people.member, at=LATER, case=case, stars=5)
    decide(people.firm, waiting(case))

    rate_case(actor=people.member, at=LATER, case=case, stars=2, text="等得太久")
    with pytest.raises(NotToBeRated):
        rate_case(actor=people.member, at=LATER, case=case, stars=5)
    reopen_case(actor=people.member, at=LATER, case=case, reason="问题没有解决")
    decide(people.firm, waiting(case))
    with pytest.raises(ReopenedAlready):
        reopen_case(actor=people.member, at=LATER, case=case, reason="还没有解决")


def test_a_rating_is_late_after_its_days(opened, people, waiting):
    case = opened(make_programme(route=make_programme().route[:1]))
    decide(people.firm, waiting(case))

    with pytest.raises(NotToBeRated, match="30天"):
        rate_case(actor=people.member, at=LATER + timedelta(days=31), case=case, stars=5)


def test_open_cases_of_a_union_that_ends_move_up_with_a_record(opened, people, waiting, tree):
    case = opened()

    dissolve_union(actor=people.county, union=tree.pump, on=TODAY, reason="企业注销")

    assert waiting(case).unit_id == tree.east.pk
    case.refresh_from_db()
    assert case.union_id == tree.east.pk
    assert queries.history_of(case).last().verb == "union_ended"


def test_a_draft_is_kept_once_and_only_for_its_writer(people):
    programme = make_programme()

    for text in ("一", "二"):
        draft = save_draft(
            actor=people.member,
            at=NOON,
            programme=programme,
            answers={"reason": text},
            page=0,
            person=people.person,
        )

    assert Draft._base_manager.count() == 1
    assert queries.answers_of(draft) == {"reason": "二"}
    assert queries.get_draft(actor=people.member, draft_id=draft.pk) == draft
    with pytest.raises(Draft.DoesNotExist):
        queries.get_draft(actor=people.firm, draft_id=draft.pk)


def test_every_step_says_who_did_it_when(opened, people, waiting):
    step = waiting(opened())

    decide(people.firm, step, reason="情况属实")

    kept = CaseStep._base_manager.get(pk=step.pk)
    assert (kept.decided_by_id, kept.decided_at, kept.opinion) == (
        people.firm.user_id,
        LATER,
        "情况属实",
    )
