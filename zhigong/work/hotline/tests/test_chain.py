"""The chain of a ticket: who may do what next, when, and where a secret one never gets."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from zhigong.base.actor import use_actor
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases import queries as case_queries
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.operations.deciding import NotYourStep, WorkedElsewhere
from zhigong.kernel.working_calendar import WorkingCalendar
from zhigong.work.hotline import operations, queries
from zhigong.work.hotline.models import Extension, Ticket
from zhigong.work.hotline.rules import Practice
from zhigong.work.hotline.tests.conftest import NAME, NOON, PHONE, worker


def unit_of(ticket):
    return case_queries.steps_of(ticket.case).get(state="waiting").unit


@pytest.fixture
def at_street(taken, do, tree):
    """A complaint dispatched from the province down to a street."""
    ticket = taken()
    do("dispatch_ticket", "province", ticket, to_union=tree.city, words="请核实")
    do("dispatch_ticket", "city", ticket, to_union=tree.county)
    return do("dispatch_ticket", "county", ticket, to_union=tree.west, words="请上门了解")


@pytest.fixture
def answered(at_street, do):
    do("sign_ticket", "west", at_street)
    do("record_try", "county", at_street, outcome="reached")
    return do("feed_back", "west", at_street, answer="已督促单位补发。")


def test_a_complaint_goes_down_four_levels_and_comes_back_to_the_seat(answered, do, tree):
    ticket = answered
    assert (ticket.state, unit_of(ticket)) == ("call_back", tree.province)

    do("call_back", "seat", ticket, outcome="reached", satisfaction="2", words="工资没到账")
    assert (ticket.state, unit_of(ticket), ticket.redo_times) == ("handle", tree.west, 1)
    do("feed_back", "west", ticket, answer="已补发到账。")
    do("call_back", "seat", ticket, outcome="reached", satisfaction="5")
    assert ticket.state == "check"
    do("check_ticket", "checker", ticket, is_passed=True)

    assert (ticket.state, ticket.case.state) == ("closed", "done")
    assert ticket.case.result == "已补发到账。"
    assert ticket.check_passed is True
    assert not case_queries.steps_of(ticket.case).filter(state="waiting").exists()


def test_a_call_answered_at_once_is_closed_on_the_call(taken):
    ticket = taken(kind="consult", answer="加班费不低于工资的150%。")

    assert (ticket.state, ticket.case.state, ticket.is_immediate) == ("closed", "done", True)
    assert ticket.case.result == "加班费不低于工资的150%。"


def test_a_form_sent_twice_opens_one_ticket(taken):
    key = uuid4()

    assert taken(key=key).pk == taken(key=key).pk
    assert Ticket._base_manager.count() == 1


@pytest.mark.parametrize(
    ("difficulty", "due"),
    [
        ("consult", date(2026, 11, 23)),
        ("plain", date(2026, 11, 27)),
        ("difficult", date(2026, 12, 11)),
        # Holidays of 2027 are published late in 2026; until then its days count as they fall.
        ("complex", WorkingCalendar().add_working_days(date(2026, 11, 20), 30)),
    ],
)
def test_the_limit_follows_the_difficulty(taken, difficulty, due):
    ticket = taken(difficulty=difficulty)

    assert ticket.due_on == ticket.case.promised_on == due


def test_a_place_may_set_other_limits(taken, tree, staff):
    with use_actor(staff.city):
        operations.settle_practice(
            actor=staff.city,
            at=NOON,
            union=tree.city,
            starts_on=NOON.date(),
            practice=Practice(plain_days=3),
        )

    assert taken(seat=tree.county).due_on == date(2026, 11, 25)
    assert taken(seat=tree.province).due_on == date(2026, 11, 27)


def test_a_secret_ticket_never_gets_to_the_accused_nor_below(at_street, taken, do, tree):
    ticket = taken(accused_union=tree.east)
    do("dispatch_ticket", "province", ticket, to_union=tree.county)

    for target in (tree.east, tree.pump):
        with pytest.raises(operations.NotSentThere, match="被反映单位"):
            do("dispatch_ticket", "county", ticket, to_union=target)

    assert unit_of(ticket) == tree.county


def test_the_county_may_decide_otherwise_and_the_caller_stays_hidden(taken, do, tree, staff):
    ticket = taken(accused_union=tree.pump)
    do("dispatch_ticket", "province", ticket, to_union=tree.county)
    with pytest.raises(operations.NotYoursToDecide):
        do("decide_accused", "east", ticket, words="想看看")

    do("decide_accused", "county", ticket, words=f"{NAME}的事须由单位工会配合调账")
    do("dispatch_ticket", "county", ticket, to_union=tree.pump)

    assert NAME not in ticket.accused_reason
    assert unit_of(ticket) == tree.pump
    assert not queries.may_know_caller(actor=staff.pump, ticket=ticket)


def test_an_unknown_accused_keeps_a_secret_ticket_from_every_firm(taken, do, tree):
    ticket = taken(accused_union=None)

    with pytest.raises(operations.NotSentThere, match="还没有登记"):
        do("dispatch_ticket", "province", ticket, to_union=tree.mill)
    do("dispatch_ticket", "province", ticket, to_union=tree.west)

    assert unit_of(ticket) == tree.west


def test_a_seat_that_is_accused_does_not_get_the_ticket(taken, tree, staff):
    ticket = taken(seat=tree.county, actor=staff.county_seat, accused_union=tree.county)

    assert unit_of(ticket) == ticket.case.union == tree.city


def test_below_the_county_the_caller_is_a_number(at_street, do, staff):
    ticket = do("sign_ticket", "west", at_street)

    assert not queries.may_know_caller(actor=staff.west, ticket=ticket)
    for who in (staff.county, staff.city, staff.province):
        assert queries.may_know_caller(actor=who, ticket=ticket)
    with pytest.raises(operations.CallerHidden), use_actor(staff.west):
        operations.open_caller(actor=staff.west, ticket=ticket, field="phone", reason="联系")


def test_a_street_that_was_given_the_right_still_learns_nothing(at_street, tree):
    assert not queries.may_know_caller(actor=worker(tree.west), ticket=at_street)


def test_the_county_reaches_the_caller_for_those_below(at_street, do, tree):
    do("sign_ticket", "west", at_street)
    assert unit_of(at_street) == tree.county

    do("record_try", "county", at_street, outcome="reached")

    assert (at_street.state, unit_of(at_street)) == ("handle", tree.west)


def test_with_recorded_consent_those_who_handle_learn_who_called(at_street, do, staff, tree):
    do("sign_ticket", "west", at_street)

    do("record_try", "county", at_street, outcome="reached", consent="given")

    assert queries.may_know_caller(actor=staff.west, ticket=at_street)
    assert at_street.consent_at == NOON
    assert not queries.may_know_caller(actor=staff.pump, ticket=at_street)


def test_neither_case_nor_history_of_a_secret_call_holds_the_caller(answered):
    ticket = answered
    answers = str(case_queries.answers_of(ticket.case))
    notes = str([entry.note for entry in case_queries.history_of(ticket.case)])

    assert ticket.case.person_id is None
    assert ticket.case.applicant_name == ""
    for told in (answers, notes, ticket.subject, ticket.answer):
        assert NAME not in told
        assert PHONE not in told
        assert "330211199003070026" not in told
    assert queries.clear_name(ticket) == NAME
    assert queries.clear_phone(ticket) == PHONE
    assert "330211199003070026" in queries.clear_text(ticket)


def test_what_staff_types_is_masked_as_well(at_street, do):
    do("sign_ticket", "west", at_street)
    do("record_try", "county", at_street, outcome="reached", words=f"{NAME} 改用 139-0574-0613")

    said = case_queries.history_of(at_street.case).last().note
    assert "来电人" in said
    assert "〔电话〕" in said
    assert "0613" not in said


def test_a_ticket_is_turned_back_within_the_limit_for_signing(at_street, do, tree):
    with pytest.raises(operations.WordsMissing):
        do("turn_back_ticket", "west", at_street, words=" ")

    do("turn_back_ticket", "west", at_street, hours=72, words="不属于本街道")

    assert (at_street.state, unit_of(at_street)) == ("dispatch", tree.county)
    assert queries.legs_of(at_street).last().settled_words == "不属于本街道"


def test_after_the_limit_for_signing_it_is_not_turned_back(at_street, do):
    with pytest.raises(operations.SignedTooLate):
        do("turn_back_ticket", "west", at_street, hours=96, words="不属于本街道")

    assert at_street.state == "sign"


def test_three_tries_at_different_times_are_needed_to_give_up(at_street, do):
    do("sign_ticket", "west", at_street)

    do("record_try", "county", at_street, outcome="no_answer")
    with pytest.raises(operations.TooSoon):
        do("record_try", "county", at_street, hours=1, outcome="no_answer")
    do("record_try", "county", at_street, hours=3, outcome="no_answer")
    assert at_street.state == "contact"
    do("record_try", "county", at_street, hours=6, outcome="wrong_number")

    assert at_street.state == "handle"
    assert queries.tries_of(at_street).count() == 3


def test_who_handled_does_not_call_back_and_who_called_back_does_not_check(taken, do, tree, staff):
    ticket = taken(kind="help", is_secret=True)
    do("keep_ticket", "province", ticket)
    do("record_try", "province", ticket, outcome="reached")
    do("feed_back", "province", ticket, answer="已办")

    with pytest.raises(operations.AnotherPerson):
        do("call_back", "province", ticket, outcome="reached", satisfaction="5")
    do("call_back", "seat", ticket, outcome="reached", satisfaction="5")
    for who in ("province", "seat"):
        with pytest.raises(operations.AnotherPerson):
            do("check_ticket", who, ticket, is_passed=True)
    do("check_ticket", "checker", ticket, is_passed=True)

    assert ticket.state == "closed"


def test_twice_redone_and_still_not_content_it_goes_up(answered, do, tree):
    ticket = answered
    for _ in range(2):
        do("call_back", "seat", ticket, outcome="reached", satisfaction="1")
        do("feed_back", "west", ticket, answer="再次督促")

    do("call_back", "seat", ticket, outcome="reached", satisfaction="1", words="仍未解决")

    assert (ticket.state, unit_of(ticket)) == ("dispatch", tree.county)
    assert ticket.redo_times == 3


def test_a_check_that_fails_has_it_done_again(answered, do, tree):
    do("call_back", "seat", answered, outcome="reached", satisfaction="4")
    with pytest.raises(operations.WordsMissing):
        do("check_ticket", "checker", answered, is_passed=False)

    do("check_ticket", "checker", answered, is_passed=False, words="没有附银行流水")

    assert (answered.state, unit_of(answered), answered.check_passed) == (
        "handle",
        tree.west,
        False,
    )


def test_more_days_are_granted_by_who_dispatched(at_street, do, staff, tree):
    do("sign_ticket", "west", at_street)
    do("record_try", "county", at_street, outcome="reached")
    do("ask_extension", "west", at_street, days=5, words="单位账目待核")
    asked = Extension._base_manager.get()
    assert asked.decider == tree.county
    with pytest.raises(operations.NotYourRequest), use_actor(staff.west):
        operations.decide_extension(actor=staff.west, at=NOON, extension=asked, is_granted=True)

    with use_actor(staff.county):
        operations.decide_extension(actor=staff.county, at=NOON, extension=asked, is_granted=True)

    at_street.refresh_from_db()
    step = case_queries.steps_of(at_street.case).get(state="waiting")
    assert at_street.due_on == step.due_on == date(2026, 12, 4)
    with pytest.raises(operations.NoMoreDays, match="已经延期过一次"):
        do("ask_extension", "west", at_street, days=1, words="再延")


def test_more_days_are_asked_for_before_the_limit_is_over(at_street, do):
    do("sign_ticket", "west", at_street)
    do("record_try", "county", at_street, outcome="reached")

    with pytest.raises(operations.NoMoreDays, match="已过"):
        do("ask_extension", "west", at_street, hours=24 * 10, days=5, words="太晚")


def test_a_repeat_call_joins_the_first_ticket(taken, do):
    first, second = taken(), taken(subject="再次反映欠薪")

    do("merge_ticket", "province", second, into=first)

    first.refresh_from_db()
    assert (second.state, second.case.state, second.merged_into) == ("merged", "ended", first)
    assert first.calls == 2
    with pytest.raises(operations.NotMerged):
        do("merge_ticket", "province", second, into=first)


def test_a_secret_does_not_join_what_others_read(taken, do):
    ticket = taken(kind="consult", is_secret=False)

    with pytest.raises(operations.NotMerged, match="保密"):
        do("merge_ticket", "province", taken(), into=ticket)


def test_a_caller_who_calls_again_is_counted_each_time(at_street, do):
    do("urge_ticket", "seat", at_street)
    do("urge_ticket", "seat", at_street, hours=1)

    assert at_street.calls == 3
    assert at_street.case.urged_times == 2


def test_the_engine_moves_no_ticket(at_street, staff, tree):
    step = case_queries.steps_of(at_street.case).get(state="waiting")
    common = {"actor": staff.county, "at": NOON, "step": step, "reason": "直接派"}

    with use_actor(staff.county):
        for move in (
            lambda: cases.decide_step(actor=staff.west, at=NOON, step=step, decision=Decision.PASS),
            lambda: cases.dispatch_down(**{**common, "actor": staff.west}, to_union=tree.mill),
            lambda: cases.escalate(**{**common, "actor": staff.west}),
        ):
            with pytest.raises(WorkedElsewhere):
                move()


def test_nobody_does_what_lies_at_another_union(at_street, do):
    for who in ("east", "pump", "county", "mill"):
        with pytest.raises(NotYourStep):
            do("sign_ticket", who, at_street)

    assert at_street.state == "sign"


def test_a_secret_ticket_is_seen_where_it_is_handled_alone(at_street, staff):
    number = at_street.case.number

    for who in (staff.west, staff.county, staff.city, staff.province):
        assert queries.get_ticket_for(actor=who, number=number) == at_street
    for who in (staff.east, staff.pump, staff.mill):
        with pytest.raises(Ticket.DoesNotExist):
            queries.get_ticket_for(actor=who, number=number)


def test_it_lies_in_the_one_inbox_of_its_unit(at_street, staff):
    inbox = case_queries.inbox_for(actor=staff.west, today=NOON.date())

    assert [step.case_id for step in inbox] == [at_street.case_id]


def test_a_late_ticket_is_on_the_late_list(at_street, staff):
    rows = queries.tickets_for(actor=staff.county)

    assert list(queries.late(rows, today=NOON.date())) == []
    assert list(queries.late(rows, today=NOON.date() + timedelta(days=9))) == [at_street]


def test_graded_anew_the_limit_still_counts_from_the_call(taken, do):
    ticket = do("grade_ticket", "province", taken(), hours=48, difficulty="difficult")

    assert ticket.due_on == date(2026, 12, 11)


def test_raised_it_lies_before_who_dispatched(at_street, do, tree):
    do("sign_ticket", "west", at_street)
    do("record_try", "county", at_street, outcome="reached")

    do("raise_ticket", "west", at_street, words="涉及多个街道")

    assert (at_street.state, unit_of(at_street)) == ("dispatch", tree.county)
