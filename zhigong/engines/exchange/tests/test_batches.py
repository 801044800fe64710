"""Batches: their files are kept as long as they are needed, and no longer."""

from datetime import timedelta

import pytest

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.engines.exchange import operations, queries
from zhigong.engines.exchange.errors import FileEmpty
from zhigong.engines.exchange.models import ImportBatch
from zhigong.registry.unions.operations import open_union

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    root = open_union(actor=SYSTEM, name="镇海区总工会", kind="federation", parent=None)
    upload = operations.keep_upload(chunks=[b"a,b\n", b"1,2\n"], file_name="a.csv")
    return operations.open_batch(
        actor=SYSTEM,
        kind="roster",
        union_id=root.pk,
        file_name="a.csv",
        upload=upload,
        business_date=clock.today(),
    )


def test_files_are_for_the_servers_account_alone(batch):
    path = queries.source_of(batch)
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_nothing_is_kept_of_a_refused_upload(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(FileEmpty):
        operations.keep_upload(chunks=[], file_name="a.xlsx")
    assert not list((tmp_path / "imports").iterdir())


def test_old_files_go_and_batches_stay(batch):
    path = queries.source_of(batch)
    assert operations.drop_old_files(before=clock.now() - timedelta(days=1)) == 0
    assert path.exists()
    assert operations.drop_old_files(before=clock.now() + timedelta(days=1)) == 1
    assert not path.exists()
    assert ImportBatch.objects.get().document == ""


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
