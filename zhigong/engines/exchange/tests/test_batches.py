"""Batches: their files are kept as long as they are needed, and no longer."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.engines.exchange import operations, queries, storage
from zhigong.engines.exchange.errors import FileDropped, FileEmpty
from zhigong.engines.exchange.models import ImportBatch
from zhigong.registry.unions.operations import open_union

SOURCE = b"a,b\n1,2\n"
JOB = UUID(int=7)

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    root = open_union(actor=SYSTEM, name="镇海区总工会", kind="federation", parent=None)
    upload = operations.keep_upload(chunks=[SOURCE[:4], SOURCE[4:]], file_name="a.csv")
    return operations.open_batch(
        actor=SYSTEM,
        kind="roster",
        union_id=root.pk,
        file_name="a.csv",
        upload=upload,
        business_date=clock.today(),
    )


def test_files_are_for_the_servers_account_alone(batch):
    path = storage.folder(batch.id) / batch.document
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_files_lie_encrypted_and_are_in_clear_only_while_read(batch, tmp_path):
    with queries.source_of(batch) as path:
        assert path.name == "source.csv"
        assert path.read_bytes() == SOURCE
    assert not path.exists()
    assert [SOURCE in one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()] == [False]
    assert batch.sha256 == sha256(SOURCE).hexdigest()
    assert batch.size == len(SOURCE)


def test_a_clear_copy_goes_when_its_reader_fails(batch, tmp_path):
    with pytest.raises(ZeroDivisionError), queries.source_of(batch):
        1 / 0  # noqa: B018
    assert list((tmp_path / "open").iterdir()) == []


def test_a_result_is_kept_encrypted_and_given_in_clear(batch):
    with queries.result_to_write(batch, "result.xlsx") as path:
        path.write_bytes(b"found")
    operations.keep_result(batch=batch, name="result.xlsx")

    assert b"found" not in (storage.folder(batch.id) / "result.xlsx").read_bytes()
    with queries.open_result(batch) as file:
        assert file.read() == b"found"


def test_a_result_that_failed_is_not_kept(batch):
    with pytest.raises(ZeroDivisionError), queries.result_to_write(batch, "result.xlsx") as path:
        path.write_bytes(b"half")
        1 / 0  # noqa: B018
    assert not (storage.folder(batch.id) / "result.xlsx").exists()


def test_nothing_is_kept_of_a_refused_upload(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(FileEmpty):
        operations.keep_upload(chunks=[], file_name="a.xlsx")
    assert not list((tmp_path / "imports").iterdir())


def test_old_files_go_and_batches_stay(batch):
    path = storage.folder(batch.id) / batch.document
    assert operations.drop_old_files(before=clock.now() - timedelta(days=1)) == 0
    assert path.exists()
    assert operations.drop_old_files(before=clock.now() + timedelta(days=1)) == 1
    assert not path.exists()
    kept = ImportBatch.objects.get()
    assert kept.document == ""
    with pytest.raises(FileDropped), queries.source_of(kept):
        pass


def test_reports_of_no_batch_go_after_their_time_and_files_of_batches_stay(batch):
    with queries.report_to_write(JOB) as path:
        path.write_bytes(b"report")
    later = clock.now() + timedelta(days=1)

    assert operations.drop_old_reports(before=clock.now() - timedelta(days=1)) == 0
    assert operations.drop_old_reports(before=later) == 1
    with pytest.raises(FileNotFoundError):
        queries.open_report(JOB)
    with queries.source_of(batch) as path:
        assert path.read_bytes() == SOURCE


def test_values_are_kept_encrypted_and_shown_again(batch):
    operations.record_values(
        batch=batch, rows=[5, 6, 9], columns={"name": ["甲", "乙", "丙"], "phone": ["1", "", "3"]}
    )
    assert queries.shown_values(batch, [5, 9]) == {
        5: {"name": "甲", "phone": "1"},
        9: {"name": "丙", "phone": "3"},
    }
    assert "甲".encode() not in bytes(batch.chunks.get().cipher)


def test_rows_are_counted_and_filtered(batch):
    outcomes = [
        operations.RowOutcome(5, "new", []),
        operations.RowOutcome(6, "refuse", ["error:id_missing", "warning:phone_missing"]),
        operations.RowOutcome(9, "new", ["warning:phone_missing"], group=0),
    ]
    totals = {"findings": {"error:id_missing": 1, "warning:phone_missing": 2}}
    operations.record_check(batch=batch, outcomes=outcomes, totals=totals)
    rows = lambda **asked: [one.row for one in queries.rows_of(batch, **asked)]  # noqa: E731
    assert rows() == [5, 6, 9]
    assert rows(action="new") == [5, 9]
    assert rows(finding="warning:phone_missing") == [6, 9]
    assert rows(finding="error") == [6]
    assert rows(group=0) == [9]
    assert queries.counts_by_action(batch) == {"new": 2, "refuse": 1}
