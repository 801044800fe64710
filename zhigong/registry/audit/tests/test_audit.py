"""What tampering with the audit looks like, and that each kind is named."""

import json
from io import StringIO
from time import sleep

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from zhigong.base.actor import Actor
from zhigong.base.listing import ListSpec
from zhigong.base.models import Series
from zhigong.base.operations import NothingRecorded, act, operation
from zhigong.registry.audit.models import Block, Entry
from zhigong.registry.audit.operations import head_path, record_export, record_reading, seal
from zhigong.registry.audit.queries import verify

CLERK = Actor(user_id=7, name="陈文")

pytestmark = pytest.mark.django_db(transaction=True)


@operation("audit.test_number")
def number(*, actor: Actor, name: str, reason: str = "") -> Series:
    row = Series.objects.create(name=name)
    act().on(row, node_id=3, name=name)
    return row


@pytest.fixture(autouse=True)
def empty_audit(settings, tmp_path):
    """Begin without the entries that setting up a database leaves."""
    tamper("TRUNCATE audit_entry, audit_block")
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"state_dir": tmp_path})


@pytest.fixture
def two_blocks():
    for name in ("a", "b", "c"):
        number(actor=CLERK, name=name)
    seal_what_is_there()
    for name in ("d", "e", "f"):
        number(actor=CLERK, name=name, reason="补录")
    seal_what_is_there()


def seal_what_is_there() -> None:
    """Seal; a transaction of another test on the same server may hold the horizon for a while."""
    for _ in range(600):
        if seal() is not None:
            return
        sleep(0.2)
    pytest.fail("the horizon did not pass within two minutes")


def tamper(statement: str, *values: object) -> None:
    """Do as somebody with the owner's rights would, triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def found():
    return verify(head=head_path())


def test_an_untouched_audit_holds(two_blocks):
    number(actor=CLERK, name="g")

    result = found()

    assert (result.ok, result.checked, result.unsealed, result.first_bad) == (True, 7, 1, None)


def test_an_operation_writes_its_entry_with_who_where_and_why():
    number(actor=CLERK, name="x", reason="补录")

    entry = Entry.objects.get()

    assert (entry.actor_id, entry.verb, entry.union_id) == (7, "audit.test_number", 3)
    assert (entry.reason, entry.detail) == ("补录", {"name": "x"})


def test_an_operation_that_fails_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        number(actor=CLERK, name="x")
        raise ZeroDivisionError

    assert Entry.objects.count() == 0
    assert Series.objects.count() == 0


def test_an_operation_that_says_nothing_is_refused_and_undone():
    @operation("audit.silent")
    def silent(*, actor: Actor) -> None:
        Series.objects.create(name="silent")

    with pytest.raises(NothingRecorded):
        silent(actor=CLERK)

    assert not Series.objects.filter(name="silent").exists()


def test_opening_a_masked_field_leaves_its_names_and_never_its_values():
    row = number(actor=CLERK, name="x")
    record_reading(actor=CLERK, target=row, fields=("phone",), reason="核对电话", union_id=3)

    entry = Entry.objects.get(verb="audit.open_masked")

    assert entry.detail == {"fields": ["phone"]}
    assert entry.reason == "核对电话"


def test_an_export_is_recorded_by_its_size_and_never_by_what_was_searched():
    spec = ListSpec("people", "职工", None, (), lambda request: None)
    record_export(CLERK, spec, 120, "q=王小明")

    entry = Entry.objects.get(verb="audit.export_list")

    assert (entry.actor_id, entry.object_kind, entry.row_count) == (7, "list.people", 120)
    assert "王小明" not in str(entry.detail)


def command(*words):
    """Run the command; return its answer and exit status."""
    out = StringIO()
    try:
        call_command("verify_audit", "--json", *words, stdout=out)
    except SystemExit as ended:
        return json.loads(out.getvalue()), ended.code
    return json.loads(out.getvalue()), 0


def test_the_command_records_that_it_verified(two_blocks):
    answer, status = command("--keep-unsealed")

    assert (answer["ok"], answer["checked"], status) == (True, 6, 0)
    entry = Entry.objects.get(verb="audit.verify")
    assert (entry.actor_kind, entry.row_count, entry.detail["ok"]) == ("system", 6, True)
    again, _status = command("--keep-unsealed")
    assert (again["checked"], again["unsealed"]) == (7, 1)


def test_the_command_records_what_it_found_wrong(two_blocks):
    victim = Entry.objects.order_by("id")[1]
    tamper("UPDATE audit_entry SET reason = '改' WHERE id = %s", victim.id)

    answer, status = command()

    assert (answer["ok"], status) == (False, 1)
    entry = Entry.objects.get(verb="audit.verify")
    assert entry.detail["first_bad"] == answer["first_bad"]
    assert Block.objects.count() == 2


def test_a_rare_verb_is_found_by_its_index(two_blocks):
    rows = Entry.objects.filter(verb="people.export_clear").order_by("-id")[:51]

    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        plan = rows.explain()
        cursor.execute("RESET enable_seqscan")

    assert "entry_by_verb" in plan
    assert "Sort" not in plan


def test_an_altered_entry_is_named(two_blocks):
    victim = Entry.objects.order_by("id")[1]
    tamper("UPDATE audit_entry SET reason = '改' WHERE id = %s", victim.id)

    assert found().first_bad == f"entry:{victim.id} altered or inserted"


def test_an_altered_entry_that_is_not_sealed_yet_is_named():
    number(actor=CLERK, name="x")
    victim = Entry.objects.get()
    tamper("UPDATE audit_entry SET actor_id = 8 WHERE id = %s", victim.id)

    assert found().first_bad == f"entry:{victim.id} altered"


def test_a_deleted_entry_is_named_by_its_block(two_blocks):
    tamper("DELETE FROM audit_entry WHERE id = %s", Entry.objects.order_by("id")[1].id)

    assert found().first_bad == "block:1 deleted entries (2 of 3)"


def test_an_inserted_copy_of_an_entry_is_named(two_blocks):
    copied = Entry.objects.order_by("id")[0]
    copied.id = 10_000
    tamper("SELECT 1")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    copied.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")

    assert found().first_bad == "entry:10000 altered or inserted"


def test_reordered_entries_are_named(two_blocks):
    first, second = Entry.objects.order_by("id")[:2]
    tamper("UPDATE audit_entry SET id = -1 WHERE id = %s", first.id)
    tamper("UPDATE audit_entry SET id = %s WHERE id = %s", first.id, second.id)
    tamper("UPDATE audit_entry SET id = %s WHERE id = -1", second.id)

    assert "altered" in (found().first_bad or "")


def test_reordered_blocks_are_named(two_blocks):
    tamper("UPDATE audit_block SET number = 9 WHERE number = 1")
    tamper("UPDATE audit_block SET number = 1 WHERE number = 2")
    tamper("UPDATE audit_block SET number = 2 WHERE number = 9")

    assert found().first_bad == "block:1 altered"


def test_a_tail_cut_off_with_its_block_is_named(two_blocks):
    last = Block.objects.get(number=2)
    tamper("DELETE FROM audit_entry WHERE txid >= %s", last.first_txid)
    tamper("DELETE FROM audit_block WHERE number = 2")

    assert found().first_bad == "block:2 cut off: the tail up to block 2 is gone"


def test_the_database_refuses_to_change_or_delete_an_entry(two_blocks):
    for change in (
        lambda: Entry.objects.update(reason="改"),
        lambda: Entry.objects.all().delete(),
        lambda: Block.objects.update(entries=0),
    ):
        with pytest.raises(Exception, match="append_only"):
            change()

    assert found().ok


def test_nothing_new_makes_no_block(two_blocks):
    assert seal() is None
    assert Block.objects.count() == 2
