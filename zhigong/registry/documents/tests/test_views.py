import io
from uuid import uuid4

import pytest
from django.test import Client

from zhigong.registry.accounts.tests.conftest import NOON
from zhigong.registry.accounts.tests.factories import actor_of
from zhigong.registry.accounts.tests.test_pages import browser
from zhigong.registry.audit.models import Entry
from zhigong.registry.documents import operations
from zhigong.registry.documents.queries import path_of
from zhigong.registry.documents.tests.test_operations import PDF, media, picture

__all__ = ["media"]
pytestmark = pytest.mark.django_db


def stored(tree, user, body=PDF, kind="paper", title="批复 “2026”.pdf"):
    return operations.store_document(
        file=io.BytesIO(body),
        kind=kind,
        title=title,
        union=tree["firm"],
        at=NOON,
        actor=actor_of(user),
    )


def test_a_document_is_handed_out_as_a_file_that_cannot_run(tree, boris):
    answer = browser(boris).get(f"/documents/{stored(tree, boris).pk}/")

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_outside_the_scope_and_unknown_are_the_same_404(tree, boris, dalia):
    address = f"/documents/{stored(tree, boris).pk}/"

    assert browser(dalia).get(address).status_code == 404
    assert browser(boris).get(f"/documents/{uuid4()}/").status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_a_picture_and_a_pdf_are_shown_in_a_page_that_loads_nothing(tree, boris):
    client = browser(boris)
    shown = client.get(f"/documents/{stored(tree, boris, picture(), title='a.jpg').pk}/?show=1")
    paper = client.get(f"/documents/{stored(tree, boris).pk}/?show=1")

    assert shown["Content-Disposition"].startswith("inline")
    assert paper["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in paper["Content-Security-Policy"]


def test_fetching_a_sensitive_document_leaves_an_entry(tree, boris):
    document = stored(tree, boris, picture(), kind="identity_scan")

    browser(boris).get(f"/documents/{document.pk}/?reason=核对")

    entry = Entry.objects.get(verb="audit.open_masked")
    assert (entry.actor_id, entry.object_id, entry.reason) == (boris.pk, str(document.pk), "核对")


def test_a_file_that_was_lost_is_not_found_and_the_operator_learns_of_it(tree, boris, caplog):
    document = stored(tree, boris)
    path_of(document).unlink()

    assert browser(boris).get(f"/documents/{document.pk}/").status_code == 404
    assert str(document.pk) in caplog.text
