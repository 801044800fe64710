"""People, places and attachments as answers: typed, checked, stored, masked, handed in."""

import pytest

from zhigong.engines.cases.contract import AnswerKind, OnlyIf, Question, Section
from zhigong.engines.cases.forms import ProgrammeForm, as_typed
from zhigong.engines.cases.rules.applying import wanted_papers
from zhigong.engines.cases.rules.masking import masked_answers
from zhigong.engines.cases.rules.naming import person_named, place_fault
from zhigong.engines.cases.rules.routing import missing_papers
from zhigong.engines.cases.schemas import misfits
from zhigong.engines.cases.tests.factories import make_programme

NUMBER = "11010519491231002X"
PROGRAMME = make_programme(
    sections=(
        Section(
            "情况",
            (
                Question("who", "受伤的人", AnswerKind.PERSON, required=False),
                Question("where", "地点", AnswerKind.PLACE, required=False),
                Question("hurt", "是否就医", AnswerKind.YES_NO, required=False),
                Question(
                    "photo", "现场照片", AnswerKind.ATTACHMENT, only_if=OnlyIf("hurt", ("yes",))
                ),
                Question(
                    "seen",
                    "在场的人",
                    AnswerKind.TABLE,
                    required=False,
                    columns=(Question("who", "姓名和证件号码", AnswerKind.PERSON),),
                ),
            ),
        ),
    ),
    papers=(),
)


def answered(**typed):
    form = ProgrammeForm(typed, programme=PROGRAMME)
    return form.answers() if form.is_valid() else dict(form.errors)


@pytest.mark.parametrize(
    "typed",
    [
        {"who-name": "张 三", "who-number": NUMBER.lower()},
        {"who": f"张三 {NUMBER}"},
        {"who": f"张三（{NUMBER}）"},
        {"who": f"张三{NUMBER}"},
    ],
)
def test_somebody_is_stored_by_name_and_number(typed):
    assert answered(**typed) == {"who": f"张三（{NUMBER}）"}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"who-name": "张三"}, "姓名和证件号码"),
        ({"who-number": NUMBER}, "姓名和证件号码"),
        ({"who-name": "张三", "who-number": "110105194912310021"}, "证件号码不正确"),
    ],
)
def test_half_a_person_or_a_wrong_number_is_asked_for_again_with_what_was_typed(typed, why):
    form = ProgrammeForm(typed, programme=PROGRAMME)

    assert not form.is_valid()
    assert why in str(form.errors["who"])
    assert all(value in str(form["who"]) for value in typed.values())


def test_names_with_dots_and_foreign_papers_are_people_as_well():
    assert person_named(f"阿依夏木·买买提 {NUMBER}") == ("阿依夏木·买买提", NUMBER)
    assert person_named("陈大文（H12345678）") == ("陈大文", "H12345678")
    assert person_named("路边的人") is None


def test_the_number_of_a_person_is_masked_in_rows_too():
    answers = answered(**{"who": f"张三 {NUMBER}", "seen-0-who": f"李四 {NUMBER}"})

    shown = masked_answers(PROGRAMME, answers)

    assert shown["who"].startswith("张三（1")
    assert NUMBER not in str(shown)
    assert "李四" in shown["seen"][0]["who"]


def test_stored_answers_come_back_into_their_inputs():
    typed = as_typed(PROGRAMME, {"who": f"张三（{NUMBER}）"})

    html = str(ProgrammeForm(typed, programme=PROGRAMME)["who"])

    assert 'value="张三"' in html
    assert f'value="{NUMBER}"' in html


def test_a_place_is_an_address_with_the_degrees_of_the_telephone():
    there = "东邑北路88号（29.97123,121.60456）"

    assert answered(where=there) == {"where": there}
    assert answered(where="三号车间门口") == {"where": "三号车间门口"}
    assert place_fault("（29.97123,121.60456）") == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [("车间", "写清楚"), ("工地（51.5,-0.1）", ""), ("在这里（51.5,0.1）", "不在国内")],
)
def test_a_place_nobody_finds_is_asked_for_again(typed, why):
    found = answered(where=typed)
    assert why in str(found["where"])


def test_an_attachment_is_handed_in_with_the_papers_where_it_is_asked_for():
    assert [paper.title for paper in wanted_papers(PROGRAMME, {"hurt": "yes"})] == ["现场照片"]
    assert [paper.code for paper in missing_papers(PROGRAMME, {"hurt": "yes"}, [])] == ["photo"]
    assert missing_papers(PROGRAMME, {"hurt": "no"}, []) == []
    form = ProgrammeForm({}, programme=PROGRAMME)
    assert "photo" not in form.fields
    assert form.attachments == ["现场照片"]


def test_the_api_says_where_an_attachment_belongs():
    assert "papers" in misfits(PROGRAMME, {"photo": "x"}, rows=8)["photo"]
