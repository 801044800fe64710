"""Who may not handle a case: relatives she declared, and who judged it before it was reopened."""

from datetime import timedelta
from uuid import UUID

import pytest

from zhigong.base.actor import use_actor
from zhigong.base.crypto import blind_index
from zhigong.engines.cases.contract import Decision, Level, Step, StepKind, StepState
from zhigong.engines.cases.models import Relative
from zhigong.engines.cases.operations import (
    ConflictOfInterest,
    decide_step,
    declare_relative,
    end_relative,
    reopen_case,
    resubmit_case,
)
from zhigong.engines.cases.operations.declaring import DeclaredAlready
from zhigong.engines.cases.queries import masked_number_of, relatives_of
from zhigong.engines.cases.rules import has_conflict
from zhigong.engines.cases.rules.conflict import Somebody, relation_to
from zhigong.engines.cases.tests.factories import NOON, make_handler

LATER = NOON + timedelta(hours=1)
ONE, OTHER = UUID(int=1), UUID(int=2)
NUMBER = "330211199003070028"


def decide(actor, step, decision=Decision.PASS, **more):
    with use_actor(actor):
        return decide_step(actor=actor, at=LATER, step=step, decision=decision, **more)


@pytest.mark.parametrize(
    ("declared", "applicant", "found"),
    [
        (Somebody("王伟", ONE), Somebody("王伟", ONE), "relative"),
        (Somebody("王伟", ONE), Somebody("王卫", ONE), "relative"),
        (Somebody("王伟", ONE), Somebody("王伟", OTHER), ""),
        (Somebody("王伟"), Somebody("王伟", OTHER), "namesake"),
        (Somebody("王伟", ONE), Somebody("王伟"), "namesake"),
        (Somebody("王伟"), Somebody("李娜"), ""),
    ],
)
def test_a_number_tells_relatives_from_namesakes(declared, applicant, found):
    assert relation_to([declared], [applicant]) == found


@pytest.mark.parametrize("kind", [StepKind.DECIDE, StepKind.COUNTERSIGN])
def test_who_judged_at_first_does_not_judge_again_but_may_deliver(kind):
    facts = {
        "handler_person_id": None,
        "handler_user_id": 2,
        "concerned": {7},
        "reviewers": set(),
        "first_judges": {2},
    }
    assert has_conflict(**facts, step=Step("a", "审批", Level.OWN, kind)) == "judged"
    deliver = Step("a", "发放", Level.OWN, StepKind.DELIVER)
    assert has_conflict(**facts, step=deliver) == ""


def test_an_agent_handles_no_case_she_made():
    step = Step("a", "审核", Level.OWN)
    facts = {"handler_person_id": None, "concerned": {7}, "reviewers": (), "step": step}
    assert has_conflict(**facts, handler_user_id=3, agent_user_id=3) == "own"
    assert has_conflict(**facts, handler_user_id=4, agent_user_id=3) == ""


def test_a_declared_relative_is_handled_by_a_colleague(opened, people, waiting, tree):
    case = opened()
    declare_relative(
        actor=people.firm, at=NOON, name=people.person.name, relation="表妹", id_number=""
    )
    with pytest.raises(ConflictOfInterest, match="同名"):
        decide(people.firm, waiting(case))
    assert waiting(case).state == StepState.WAITING
    decide(make_handler(tree.pump), waiting(case))
    assert waiting(case).code == "decide"


def test_the_number_makes_it_sure_either_way(opened, people, waiting):
    case = opened()
    people.person.id_blind = blind_index("id", NUMBER)
    people.person.save(update_fields=["id_blind"])
    mine = declare_relative(
        actor=people.firm, at=NOON, name="别的名字", relation="表妹", id_number=NUMBER
    )
    with pytest.raises(ConflictOfInterest, match="申报的亲属"):
        decide(people.firm, waiting(case))
    end_relative(actor=people.firm, at=NOON, relative=mine)
    decide(people.firm, waiting(case))


def test_a_number_is_kept_sealed_and_a_relative_is_declared_once(people):
    mine = {"name": "王大海", "relation": "父亲", "id_number": NUMBER}
    made = declare_relative(actor=people.firm, at=NOON, **mine)
    assert NUMBER.encode() not in bytes(made.id_cipher)
    assert masked_number_of(made).startswith("330211")
    assert masked_number_of(made) != NUMBER
    with pytest.raises(DeclaredAlready):
        declare_relative(actor=people.firm, at=NOON, **mine)
    assert [one.pk for one in relatives_of(actor=people.firm)] == [made.pk]
    assert not relatives_of(actor=people.county).exists()
    end_relative(actor=people.firm, at=NOON, relative=made)
    assert Relative._base_manager.get(pk=made.pk).ended_at == NOON
    assert not relatives_of(actor=people.firm).exists()


def test_who_decided_at_first_is_refused_when_the_case_is_reopened(opened, people, waiting, tree):
    case = opened()
    decide(people.firm, waiting(case))
    decide(people.county, waiting(case))
    reopen_case(actor=people.member, at=LATER, case=case, reason="没有到账")
    decide(make_handler(tree.pump), waiting(case))
    with pytest.raises(ConflictOfInterest, match="复核回避"):
        decide(people.county, waiting(case))
    decide(make_handler(tree.county), waiting(case))


def test_who_returned_a_case_for_correction_decides_it_when_it_comes_back(opened, people, waiting):
    case = opened()
    decide(people.firm, waiting(case))
    decide(people.county, waiting(case), Decision.RETURN, reason="请补正")
    resubmit_case(actor=people.member, at=LATER, case=case, answers={"reason": "补正后的理由"})
    decide(people.county, waiting(case))
    case.refresh_from_db()
    assert case.state == "done"
