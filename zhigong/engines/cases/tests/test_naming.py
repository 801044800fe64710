"""Unions and employers as answers: found by name or code, stored as papers write them."""

import pytest

from zhigong.engines.cases.contract import AnswerKind, Question, Section
from zhigong.engines.cases.forms import ProgrammeForm, as_typed
from zhigong.engines.cases.tests.factories import make_programme
from zhigong.registry.employers.tests.factories import make_employer

CODE = "91350100M000100Y43"
PROGRAMME = make_programme(
    sections=(
        Section(
            "单位",
            (
                Question("union", "所属工会", AnswerKind.UNION, required=False),
                Question("firm", "工作单位", AnswerKind.EMPLOYER, required=False),
                Question(
                    "firms",
                    "做过的单位",
                    AnswerKind.TABLE,
                    required=False,
                    columns=(Question("firm", "单位", AnswerKind.EMPLOYER),),
                ),
            ),
        ),
    )
)


def answered(**typed):
    form = ProgrammeForm(typed, programme=PROGRAMME)
    return form.answers() if form.is_valid() else dict(form.errors)


@pytest.fixture
def works(tree):
    return make_employer(tree.east, name="镇海水泵厂", code=CODE)


def test_a_union_is_found_by_its_code_or_name_and_stays_what_it_is(tree):
    written = f"{tree.pump.name}（{tree.pump.code}）"

    for typed in (tree.pump.code, tree.pump.name, written):
        assert answered(union=typed) == {"union": written}


def test_a_union_nobody_has_is_asked_for_again(tree):
    assert "没有找到这个工会" in str(answered(union="不存在的工会")["union"])


def test_an_employer_is_written_as_the_registry_has_it(works):
    for typed in ("镇海水泵厂", CODE.lower(), f"别名（{CODE}）", f"镇海水泵厂（{CODE}）"):
        assert answered(firm=typed) == {"firm": f"镇海水泵厂（{CODE}）"}
    rows = [{"firm": "镇海水泵厂"}]
    assert answered(**as_typed(PROGRAMME, {"firms": rows})) == {
        "firms": [{"firm": f"镇海水泵厂（{CODE}）"}]
    }


def test_one_may_speak_of_a_firm_the_registry_does_not_have(tree):
    assert answered(firm="路边餐馆（分店）") == {"firm": "路边餐馆（分店）"}


def test_a_code_that_is_none_is_told(tree):
    assert "统一社会信用代码不正确" in str(answered(firm="9135I100M000100Y43")["firm"])
