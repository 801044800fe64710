"""Reading and verifying the audit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest, mac
from zhigong.registry.audit.models import Block, Entry
from zhigong.registry.audit.rules import EMPTY_ROOT, canonical, root_of

_ENTRY = (
    "id txid at actor_id actor_kind steward_for verb object_kind object_id union_id"
    " reason detail row_count rows_digest"
).split()
_BLOCK = ["number", "first_txid", "before_txid", "entries", "root", "previous_root", "sealed_at"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found.

    :param first_bad: what is wrong first, as ``kind:number why``; ``None`` when all is well.
    """

    ok: bool
    checked: int
    unsealed: int
    first_bad: str | None


def entry_fields(entry: Entry) -> dict[str, Any]:
    """Return what the keyed digest of an entry covers."""
    return _fields(entry, _ENTRY)


def block_fields(block: Block) -> dict[str, Any]:
    """Return what the keyed digest of a block covers."""
    return _fields(block, _BLOCK)


def _fields(row: Entry | Block, names: list[str]) -> dict[str, Any]:
    fields = {name: getattr(row, name) for name in names}
    for name in ("at", "sealed_at"):
        if name in fields:
            # The database keeps the instant, not the zone it was written in.
            fields[name] = round(fields[name].timestamp() * 1_000_000)
    return fields


def entries_between(first_txid: int, before_txid: int) -> QuerySet[Entry]:
    """Return the entries of transactions in [first_txid, before_txid), in sealing order."""
    found = Entry.objects.filter(txid__gte=first_txid, txid__lt=before_txid)
    return found.order_by("txid", "id")


def verify(*, head: Path) -> Verification:
    """Check every entry and block, and that nothing was cut off since the head was kept."""
    checked, expected, previous, number = 0, 0, EMPTY_ROOT, 0
    for block in Block.objects.order_by("number").iterator():
        number += 1
        bad, count = _bad_in_block(block, number=number, first=expected, previous=previous)
        checked += count
        if bad:
            return Verification(False, checked, _unsealed(expected), bad)
        expected, previous = block.before_txid, bytes(block.root)
    unsealed = 0
    for entry in Entry.objects.filter(txid__gte=expected).order_by("txid", "id").iterator():
        unsealed += 1
        if not _is_ours(entry):
            return Verification(False, checked, unsealed, f"entry:{entry.id} altered")
    bad = _bad_head(head, number=number, root=previous)
    return Verification(bad is None, checked + unsealed, unsealed, bad)


def _unsealed(first_txid: int) -> int:
    return Entry.objects.filter(txid__gte=first_txid).count()


def _is_ours(entry: Entry) -> bool:
    return mac(canonical(entry_fields(entry))) == bytes(entry.mac)


def _bad_in_block(
    block: Block, *, number: int, first: int, previous: bytes
) -> tuple[str | None, int]:
    if mac(canonical(block_fields(block))) != bytes(block.mac):
        return f"block:{block.number} altered", 0
    if (
        block.number != number
        or block.first_txid != first
        or bytes(block.previous_root) != previous
    ):
        return f"block:{number} missing or reordered", 0
    macs: list[bytes] = []
    for entry in entries_between(block.first_txid, block.before_txid).iterator():
        if not _is_ours(entry):
            return f"entry:{entry.id} altered or inserted", len(macs)
        macs.append(bytes(entry.mac))
    if len(macs) != block.entries:
        word = "deleted" if len(macs) < block.entries else "inserted"
        return f"block:{number} {word} entries ({len(macs)} of {block.entries})", len(macs)
    if root_of(macs, digest=digest) != bytes(block.root):
        return f"block:{number} entries replaced or reordered", len(macs)
    return None, len(macs)


def _bad_head(head: Path, *, number: int, root: bytes) -> str | None:
    """Compare with the head kept outside the database."""
    if not head.exists():
        return None if number == 0 else "head missing: the file that keeps the newest block is gone"
    kept = json.loads(head.read_text())
    claim = {"number": kept["number"], "root": kept["root"]}
    if mac(canonical(claim)).hex() != kept["mac"]:
        return "head altered"
    if kept["number"] > number:
        return f"block:{number + 1} cut off: the tail up to block {kept['number']} is gone"
    same = kept["number"] < number or kept["root"] == root.hex()
    return None if same else f"block:{number} replaced"


def entries_for(*, actor: Actor) -> QuerySet[Entry]:
    """Return the entries of the unions the actor audits, newest first.

    The caller narrows ``union_id`` by its own subtree filter: the audit knows no tree.
    """
    found = Entry.objects.order_by("-id")
    return found if actor.may("audit.view") else found.none()


def entries_about(object_kind: str, object_id: str) -> Iterator[Entry]:
    """Return what was done to one object, newest first."""
    found = Entry.objects.filter(object_kind=object_kind, object_id=object_id)
    return found.order_by("-id").iterator()
