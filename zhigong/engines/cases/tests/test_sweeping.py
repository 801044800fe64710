"""What was given up is destroyed after its days: drafts with their files, files of no form."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhigong.engines.cases.models import CasePaper, Draft, LoosePaper
from zhigong.engines.cases.operations import keep_loose, save_draft, sweep_given_up
from zhigong.engines.cases.queries.applying import PAPERS
from zhigong.engines.cases.tests.factories import NOON, make_handler, make_programme
from zhigong.registry.audit.models import Entry
from zhigong.registry.documents.models import Document
from zhigong.registry.documents.queries import path_of

DAYS = timedelta(days=30)


@pytest.fixture
def officer(tree, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_handler(tree.pump, abilities={"documents.store"})


def keep(officer, tree, name="证明.txt"):
    file = SimpleUploadedFile(name, "家中遭遇火灾。".encode(), content_type="text/plain")
    return keep_loose(
        actor=officer, at=NOON, file=file, kind="paper", union=tree.pump, person_id=None
    )


def draft_with(people, documents):
    ids = {"proof": [str(one.pk) for one in documents]}
    return save_draft(
        actor=people.member,
        at=NOON,
        programme=make_programme(),
        answers={"reason": "写了一半", PAPERS: ids},
        page=1,
        person=people.person,
    )


def test_a_draft_goes_with_its_files_after_its_days_and_leaves_an_entry(people, officer, tree):
    document = keep(officer, tree)
    draft_with(people, [document])
    path = path_of(document)
    assert sweep_given_up(at=NOON + DAYS) == (0, 0)
    assert Draft._base_manager.exists()
    assert sweep_given_up(at=NOON + DAYS + timedelta(seconds=1))[0] == 1
    assert not Draft._base_manager.exists()
    assert not path.exists()
    assert Document._base_manager.get().erased_at is not None
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"cases.sweep_draft", "documents.erase_document"} <= verbs


def test_a_file_no_form_was_sent_with_goes_and_one_of_a_case_stays(opened, officer, tree):
    lost, used = keep(officer, tree, "丢下的.txt"), keep(officer, tree, "用上的.txt")
    case = opened(papers=[("proof", used)])
    assert sweep_given_up(at=NOON + DAYS + timedelta(seconds=1)) == (0, 1)
    lost.refresh_from_db()
    used.refresh_from_db()
    assert lost.erased_at is not None
    assert used.erased_at is None
    assert CasePaper._base_manager.filter(case=case, document=used).exists()
    assert not LoosePaper._base_manager.exists()


def test_the_days_are_a_setting(people, officer, tree, settings):
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"draft_days": 3})
    draft_with(people, [])
    assert sweep_given_up(at=NOON + timedelta(days=4)) == (1, 0)


def test_a_draft_touched_meanwhile_stays(people, officer, tree):
    draft_with(people, [])
    Draft._base_manager.update(saved_at=NOON + DAYS)
    assert sweep_given_up(at=NOON + DAYS + timedelta(days=1)) == (0, 0)
    assert Draft._base_manager.count() == 1
