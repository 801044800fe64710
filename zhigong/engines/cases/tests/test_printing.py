"""The form of a case as Word and PDF says what the page says, for every programme."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.http import Http404
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from zhigong.base.actor import use_actor
from zhigong.base.papers import TYPES, NoChineseFont, form_file, look
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    AnswerKind,
    CaseState,
    Decision,
    Question,
    Section,
)
from zhigong.engines.cases.forms import ProgrammeForm
from zhigong.engines.cases.operations import close_due_publicity, decide_step
from zhigong.engines.cases.rules.samples import typed_for
from zhigong.engines.cases.tests.desk.pages import DESK, text, visit
from zhigong.engines.cases.tests.factories import (
    ABILITIES,
    NOON,
    make_handler,
    make_programme,
)
from zhigong.registry.people.tests.factories import ABILITIES as PEOPLE_ABILITIES

pytestmark = pytest.mark.django_db

EVERY = PROGRAMMES.entries()
BOTH = tuple(TYPES)
NUMBER = "330211199003078811"


def read(content, kind):
    """Read back all a file says, without its spaces: both break lines where they must."""
    if kind == "pdf":
        said = "".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages)
    else:
        said = "".join(one.text for one in Document(BytesIO(content)).element.iter(qn("w:t")))
    return squeezed(said)


def squeezed(words):
    return "".join(words.split())


def words_of(form):
    """Return every word a form must carry, a piece each."""
    found = [form.title, form.numbered, form.day, form.scanning, form.printed]
    for group in form.groups:
        found.append(group.title)
        for row in group.rows:
            found += [row.title, *row.text.splitlines(), *(row.beside or ()), *row.columns]
            found += [cell for words in row.rows for cell in words]
            found += row.signed
    return [squeezed(one) for one in found if squeezed(one)]


def file_of(actor, case, kind):
    read_before = apps.get_model("audit", "Entry").objects.filter(verb="audit.open_masked").count()
    answer = visit(actor, "sheet_file", case.number, kind)
    assert (answer.status_code, answer["Content-Type"]) == (200, TYPES[kind])
    taken = apps.get_model("audit", "Entry").objects.filter(verb="audit.open_masked")
    assert taken.count() == read_before + 1  # who took a paper out is in the audit
    return answer.content


@pytest.fixture
def officer(tree):
    return make_handler(tree.county, tree.pump, abilities=DESK)


@pytest.fixture(params=EVERY, ids=[programme.code for programme in EVERY])
def finished(request, tree, opened, monkeypatch):
    """A case of a programme that went its whole way, each opinion another."""
    # Whatever must be there already, and whoever leads it, is tested where it belongs.
    programme = replace(request.param, on_open=None, on_done=None, led_by="")
    monkeypatch.setitem(PROGRAMMES._by_code, programme.code, programme)
    form = ProgrammeForm(typed_for(programme), programme=programme)
    assert form.is_valid(), form.errors
    monkeypatch.setattr("zhigong.engines.cases.operations.opening.missing_papers", lambda *args: [])
    everything = ABILITIES | PEOPLE_ABILITIES | {step.ability for step in programme.route}
    handlers = {
        union.pk: [make_handler(union, abilities=everything) for _step in programme.route]
        for union in vars(tree).values()
    }
    case = opened(programme, answers=form.answers())
    for number in range(len(programme.route) + 1):
        case.refresh_from_db()
        if case.state == CaseState.PUBLICISED:
            close_due_publicity(today=date(2027, 6, 1), at=NOON)
        elif case.state != CaseState.DONE:
            decide(case, handlers, number)
    assert case.state == CaseState.DONE
    return case


def decide(case, handlers, number):
    step = queries.steps_of(case).get(state="waiting")
    actor = handlers[step.unit_id][number % len(handlers[step.unit_id])]
    at, opinion = NOON + timedelta(days=number), f"第{number}次审核，情况属实，同意。"
    with use_actor(actor):
        decide_step(actor=actor, at=at, step=step, decision=Decision.PASS, reason=opinion)


def test_of_every_programme_word_and_pdf_say_title_number_labels_and_opinions(finished):
    form = queries.form_of_case(finished, address="https://example.org/desk/", at=NOON)
    opinions = [one.opinion for one in queries.steps_of(finished) if one.opinion]

    assert opinions
    for kind in BOTH:
        said = read(form_file(form, kind, at=NOON), kind)
        assert [one for one in words_of(form) if one not in said] == []
        assert [one for one in opinions if squeezed(one) not in said] == []


@pytest.fixture
def family():
    """A programme that asks for a number, a long text and the household."""
    return make_programme(
        sections=(
            Section(
                "家庭情况",
                (
                    Question("identity", "身份证号", AnswerKind.ID_NUMBER),
                    Question("reason", "申请理由", AnswerKind.LONG_TEXT),
                    Question(
                        "family",
                        "家庭成员",
                        AnswerKind.TABLE,
                        columns=(Question("name", "姓名"), Question("tie", "关系")),
                    ),
                ),
            ),
        )
    )


@pytest.fixture
def household(opened, family):
    return opened(
        family,
        answers={
            "identity": NUMBER,
            "reason": "家中遭遇火灾。\n#strong[x] $a$ <w:p/>",
            "family": [{"name": f"李四{n}", "tie": "子女"} for n in range(3)],
        },
    )


@pytest.mark.parametrize("kind", BOTH)
def test_numbers_stay_masked_and_nothing_somebody_wrote_is_markup(household, officer, kind):
    said = read(file_of(officer, household, kind), kind)

    assert NUMBER not in said
    assert "身份证号" in said
    assert "3302" in said
    assert squeezed("#strong[x] $a$ <w:p/>") in said
    assert "李四2" in said


def test_a_line_break_of_a_browser_is_one_and_no_sign_breaks_the_file(opened, officer):
    case = opened(answers={"reason": "第一行\r\n第二行\x08\x1b完"})

    made = Document(BytesIO(file_of(officer, case, "docx")))

    texts = [cell.text for row in made.tables[1].rows for cell in row.cells]
    assert "第一行\n第二行完" in texts
    assert "第二行完" in read(file_of(officer, case, "pdf"), "pdf")


def test_word_has_real_tables_and_boxes_that_stay_whole(household, officer):
    made = Document(BytesIO(file_of(officer, household, "docx")))

    form = made.tables[1]
    inner = form._tbl.iter(qn("w:tbl"))
    assert sum(1 for one in inner if one is not form._tbl) == 1
    # The applicant's signature and the boxes of the two steps.
    assert sum(1 for _one in form._tbl.iter(qn("w:cantSplit"))) == 3
    assert [round(one.width.mm) for one in form.columns] == [31, 54, 28, 57]


def test_a_long_opinion_goes_on_overleaf_and_every_page_says_which_it_is(opened, officer, waiting):
    case, opinion = opened(), "\n".join(f"第{n}条属实。" for n in range(90))
    step = waiting(case)
    type(step)._base_manager.filter(pk=step.pk).update(
        state="done", opinion=opinion, decided_at=NOON
    )

    pages = PdfReader(BytesIO(file_of(officer, case, "pdf"))).pages

    assert len(pages) == 3
    for place, one in enumerate(pages, 1):
        said = squeezed(one.extract_text())
        assert f"第{place}页，共3页" in said
        assert case.number in said
    said = "".join(squeezed(one.extract_text()) for one in pages)
    assert [n for n in range(90) if f"第{n}条属实。" not in said] == []


def test_the_page_leads_to_both_files(household, officer):
    page = text(visit(officer, "sheet", household.number))

    for kind in BOTH:
        assert reverse("cases:sheet_file", args=[household.number, kind]) in page


@pytest.mark.parametrize("kind", BOTH)
def test_outside_the_scope_there_is_no_file(household, tree, kind):
    elsewhere = make_handler(tree.mill, abilities=DESK)

    with pytest.raises(Http404):
        visit(elsewhere, "sheet_file", household.number, kind)


def test_there_is_no_file_of_another_kind(household, officer):
    with pytest.raises(Http404):
        visit(officer, "sheet_file", household.number, "odt")


def test_without_a_chinese_font_the_pdf_is_refused_and_word_is_not(household, officer, monkeypatch):
    class Latin:
        def families(self):
            return ["DejaVu Sans"]

    monkeypatch.setattr(look, "_fonts", Latin)

    refused = visit(officer, "sheet_file", household.number, "pdf")

    assert refused.status_code == NoChineseFont.status
    assert "服务器上没有中文字体" in text(refused)
    assert file_of(officer, household, "docx")
