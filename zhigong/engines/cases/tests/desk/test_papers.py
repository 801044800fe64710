"""Papers on the desk: paged through one by one, read by whoever got the case, sealed scans."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from PIL import Image

from zhigong.engines.cases import operations, queries
from zhigong.engines.cases.contract import Decision, Paper
from zhigong.engines.cases.models import CasePaper
from zhigong.engines.cases.tests.desk.pages import DESK, LATER, text, visit
from zhigong.engines.cases.tests.factories import NOON, TODAY, make_handler, make_programme
from zhigong.registry.documents.models import Document
from zhigong.registry.documents.queries import get_document_for

pytestmark = pytest.mark.django_db

PROGRAMME = make_programme(papers=(Paper("proof", "困难证明", most=300),))


def document_at(union, title="证明.png", kind="png"):
    return Document._base_manager.create(
        id=uuid4(),
        kind="paper",
        title=title,
        sniffed_type=kind,
        size=1,
        sha256="0" * 64,
        path=f"00/{uuid4().hex}",
        owner_union=union,
        stored_at=NOON,
    )


def picture(name="审批表.png"):
    body = io.BytesIO()
    Image.new("RGB", (30, 40), "#ffffff").save(body, "PNG")
    return SimpleUploadedFile(name, body.getvalue(), content_type="image/png")


@pytest.fixture
def papers(opened, tree):
    """A case with three papers: two pictures and a table."""
    kinds = (("一.png", "png"), ("二.pdf", "pdf"), ("三.xlsx", "xlsx"))
    found = [document_at(tree.pump, title, kind) for title, kind in kinds]
    return opened(PROGRAMME, papers=[("proof", one) for one in found]), found


def test_papers_are_paged_through(papers, desk):
    case, (first, second, third) = papers
    page = text(visit(desk.firm, "detail", case.number))
    assert f"/papers/{first.pk}/" in page
    assert f"/papers/{third.pk}/" not in page  # what no browser shows is downloaded

    page = text(visit(desk.firm, "viewer", case.number, first.pk))
    assert f"{first.pk}/?show=1" in page
    assert 'data-key="ArrowLeft"' not in page
    assert f"/papers/{second.pk}/" in page
    page = text(visit(desk.firm, "viewer", case.number, second.pk))
    assert "<iframe" in page
    assert 'data-key="ArrowLeft"' in page
    assert "第 2 份，共 3 份" in page
    assert "不能在页面上显示" in text(visit(desk.firm, "viewer", case.number, third.pk))


def test_a_paper_of_another_case_is_not_shown_with_this_one(papers, opened, desk, tree):
    other = document_at(tree.pump)
    opened(PROGRAMME, papers=[("proof", other)])
    with pytest.raises(Http404):
        visit(desk.firm, "viewer", papers[0].number, other.pk)


def test_two_hundred_papers_cost_no_more_statements_than_three(papers, opened, desk, tree):
    def read(case):
        with CaptureQueriesContext(
            connection,
        ) as found:
            page = text(visit(desk.firm, "detail", case.number))
        return len(found), page

    few, _page = read(papers[0])
    documents = [document_at(tree.pump, f"{n}.png") for n in range(200)]
    many, page = read(opened(PROGRAMME, papers=[("proof", one) for one in documents]))
    assert many == few
    assert page.count("/papers/") >= 200


def test_the_union_that_gets_a_case_reads_its_papers_as_long_as_it_has_it(
    papers, desk, tree, waiting
):
    case, (first, *_rest) = papers
    with pytest.raises(Document.DoesNotExist):
        get_document_for(actor=desk.other, document_id=first.pk)
    operations.transfer_step(
        actor=desk.firm, at=NOON, step=waiting(case), to_union=tree.west, reason="属地管理"
    )
    assert get_document_for(actor=desk.other, document_id=first.pk) == first
    assert f"/papers/{first.pk}/" in text(visit(desk.other, "detail", case.number))
    assert f"{first.pk}/?show=1" in text(visit(desk.other, "viewer", case.number, first.pk))
    stranger = make_handler(tree.mill, abilities=DESK)
    with pytest.raises(Document.DoesNotExist):
        get_document_for(actor=stranger, document_id=first.pk)
    blind = make_handler(tree.west, abilities={"cases.view", "cases.handle"})
    with pytest.raises(Document.DoesNotExist):
        get_document_for(actor=blind, document_id=first.pk)


SIGNED = {"decision": "pass", "signed_by": "钱主席", "signed_on": "2026-11-20"}


def test_a_sealed_scan_closes_a_step_and_names_who_signed(
    opened, desk, waiting, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    case = opened()
    step = waiting(case)
    answer = visit(desk.firm, "decide", step.pk, data={**SIGNED, "sealed": picture()})
    assert answer.status_code == 302
    step.refresh_from_db()
    assert (step.state, step.signed_by, step.signed_on) == ("done", "钱主席", TODAY)
    assert CasePaper._base_manager.get(case=case).document_id == step.sealed_document_id
    page = text(visit(desk.firm, "detail", case.number))
    assert "签字盖章扫描件，钱主席 2026-11-20" in page
    assert f"/papers/{step.sealed_document_id}/" in page
    sheet = text(visit(desk.firm, "sheet", case.number))
    assert "经办人：钱主席" in sheet
    assert case.number in sheet
    assert "sheet-qr" in sheet


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signed_by": ""}, "谁签的字"),
        ({"signed_on": ""}, "哪天签的字"),
        ({"signed_on": "2026-11-21"}, "签批日期应在"),
        ({"signed_on": "2026-11-19"}, "签批日期应在"),
        ({"decision": "return", "reason": "请补"}, "只用于通过"),
    ],
)
def test_a_scan_that_says_too_little_closes_nothing(
    opened, desk, waiting, settings, tmp_path, changes, words
):
    settings.MEDIA_ROOT = tmp_path
    step = waiting(opened())
    answer = visit(desk.firm, "decide", step.pk, data={**SIGNED, **changes, "sealed": picture()})
    assert answer.status_code in (400, 422)
    assert words in text(answer)
    step.refresh_from_db()
    assert (step.state, step.sealed_document_id) == ("waiting", None)


def test_a_file_of_another_kind_is_refused_beside_its_field(
    opened, desk, waiting, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    step = waiting(opened())
    file = SimpleUploadedFile("表.txt", "文字".encode(), content_type="text/plain")
    answer = visit(desk.firm, "decide", step.pk, data={**SIGNED, "sealed": file})
    assert answer.status_code in (400, 422)
    step.refresh_from_db()
    assert step.state == "waiting"


def test_the_opinion_of_a_case_decided_on_screen_keeps_the_handlers_name(opened, desk, waiting):
    case = opened()
    operations.decide_step(
        actor=desk.firm, at=LATER, step=waiting(case), decision=Decision.PASS, reason="同意。"
    )
    assert f"经办人：{desk.firm.name}" in text(visit(desk.firm, "sheet", case.number))
    assert queries.steps_of(case).first().decided_at - NOON == timedelta(days=3)
