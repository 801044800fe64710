"""Reading and verifying the audit."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.query import ModelIterable
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest, mac
from zhigong.kernel.text import N_
from zhigong.registry.audit import contract
from zhigong.registry.audit.contract import TRAILS, Named, Trail
from zhigong.registry.audit.models import Block, Entry
from zhigong.registry.audit.rules import EMPTY_ROOT, canonical, root_of, without_identities

_ENTRY = (
    "id txid at actor_id actor_kind steward_for verb object_kind object_id union_id"
    " reason detail row_count rows_digest"
).split()
_BLOCK = ["number", "first_txid", "before_txid", "entries", "root", "previous_root", "sealed_at"]

Step = Callable[[], None]


def no_step() -> None:
    """Tell nobody of a step."""


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


def verify(*, head: Path, step: Step = no_step) -> Verification:
    """Check every entry and block, and that nothing was cut off since the head was kept.

    :param step: called once for every entry checked.
    """
    checked, expected, previous, number = 0, 0, EMPTY_ROOT, 0
    for block in Block.objects.order_by("number").iterator():
        number += 1
        bad, count = _bad_in_block(
            block, number=number, first=expected, previous=previous, step=step
        )
        checked += count
        if bad:
            return Verification(False, checked, _unsealed(expected), bad)
        expected, previous = block.before_txid, bytes(block.root)
    unsealed = 0
    for entry in Entry.objects.filter(txid__gte=expected).order_by("txid", "id").iterator():
        unsealed += 1
        step()
        if not _is_ours(entry):
            return Verification(False, checked, unsealed, f"entry:{entry.id} altered")
    bad = _bad_head(head, number=number, root=previous)
    return Verification(bad is None, checked + unsealed, unsealed, bad)


def _unsealed(first_txid: int) -> int:
    return Entry.objects.filter(txid__gte=first_txid).count()


def _is_ours(entry: Entry) -> bool:
    return mac(canonical(entry_fields(entry))) == bytes(entry.mac)


def _bad_in_block(
    block: Block, *, number: int, first: int, previous: bytes, step: Step
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
        step()
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


def entries_about(object_kind: str, object_id: str) -> Iterator[Entry]:
    """Return what was done to one object, newest first."""
    found = Entry.objects.filter(object_kind=object_kind, object_id=object_id)
    return found.order_by("-id").iterator()


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening of masked fields of an object, for the person they are about.

    :param fields: names of the fields in words.
    """

    at: datetime
    actor_id: int | None
    actor_kind: str
    union_id: int | None
    fields: tuple[str, ...]
    reason: str


READ = "audit.open_masked"


def readings_of(object_kind: str, object_id: str, *, limit: int) -> list[Reading]:
    """Return who opened masked fields of one object and why, newest first."""
    found = Entry.objects.filter(object_kind=object_kind, object_id=object_id, verb=READ)
    known = _codes(object_kind)
    return [
        Reading(
            at=entry.at,
            actor_id=entry.actor_id,
            actor_kind=entry.actor_kind,
            union_id=entry.union_id,
            fields=tuple(_value(name, known) for name in _many(entry.detail.get("fields"))),
            reason=without_identities(entry.reason),
        )
        for entry in found.order_by("-id")[:limit]
    ]


class ShownEntries(QuerySet[Entry]):
    """Entries that carry what their reader may read: names are asked for once a page, not a row."""

    _reader: Actor | None = None

    def shown_to(self, actor: Actor) -> "ShownEntries":
        """Give every row a ``shown`` made for one reader."""
        found = self._chain()  # type: ignore[attr-defined]
        found._reader = actor
        return found

    def _clone(self) -> "ShownEntries":
        copy = super()._clone()  # type: ignore[misc]
        copy._reader = self._reader
        return copy

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new:
            self._dress(self._result_cache)

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Entry]:
        """Read the rows one by one, named in groups."""
        rows = super().iterator(*args, **kwargs)
        while group := list(islice(rows, 1_000)):
            self._dress(group)
            yield from group

    def _dress(self, rows: Any) -> None:
        if self._reader is not None and issubclass(self._iterable_class, ModelIterable):
            dress(rows, actor=self._reader)


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry in words, as its reader may see it.

    :param care: the union in whose place it was done, where it was.
    """

    who: Named
    did: str
    about: Named
    place: Named
    care: Named | None
    is_sealed: bool
    reason: str
    result: str


def dress(rows: Iterable[Any], *, actor: Actor) -> None:
    """Give rows of entries their ``shown``: one statement for each kind of name."""
    rows = list(rows)
    tree, acting = contract.places(), contract.actors()
    horizon = sealed_before()
    places = {i for row in rows for i in (row.union_id, row.steward_for) if i is not None}
    things = {kind: _ids(rows, kind) for kind in {row.object_kind for row in rows}}
    known: dict[str, Any] = {}
    if tree:
        whole = places | things.get(UNION, set())
        known["place"] = known[UNION] = tree.names(actor, whole) if whole else {}
    if acting:
        users = {row.actor_id for row in rows if row.actor_id and row.actor_kind != "machine"}
        users |= things.get(USER, set())
        machines = {row.actor_id for row in rows if row.actor_id and row.actor_kind == "machine"}
        known["user"] = known[USER] = acting.users(actor, users) if users else {}
        known["machine"] = acting.machines(actor, machines) if machines else {}
    for trail in TRAILS.entries():
        for kind, names in trail.names.items():
            if kind not in known and things.get(kind):
                known[kind] = names(actor, things[kind])
    for row in rows:
        row.shown = _shown(row, known, horizon)


UNION = "unions.union"
USER = "accounts.user"


def _ids(rows: list[Any], kind: str) -> set[int]:
    return {
        int(row.object_id)
        for row in rows
        if row.object_kind == kind and row.object_id.isdecimal() and len(row.object_id) < 19
    }


def _shown(row: Entry, known: dict[str, Any], horizon: int) -> Shown:
    places = known.get("place", {})
    care = row.steward_for
    return Shown(
        who=_who(row, known),
        did=verb_in_words(row.verb),
        about=_about(row, known.get(row.object_kind, {})),
        place=places.get(row.union_id, Named("")),
        care=None if care is None else places.get(care, Named(_("其他工会"))),
        is_sealed=row.txid < horizon,
        reason=without_identities(row.reason),
        result=_result(row),
    )


def _result(row: Entry) -> str:
    """Return how it ended; what was refused leaves no entry but where the refusal is the matter."""
    trail = _trail_of(row.verb)
    if (trail and row.verb in trail.failing) or row.detail.get("right") is False:
        return _("未通过")
    if row.object_kind == VERIFICATION and not row.detail.get("ok"):
        return _("发现异常")
    if row.object_id:
        return _("已完成")
    return _("已完成，{count:,}条").format(count=row.row_count)


def _who(row: Entry, known: dict[str, Any]) -> Named:
    if row.actor_id is None:
        return Named(_("未登录") if row.actor_kind == "anonymous" else _("系统"))
    kind = "machine" if row.actor_kind == "machine" else "user"
    found: Named = known.get(kind, {}).get(row.actor_id) or Named(
        _("账号{number}").format(number=row.actor_id)
    )
    if row.steward_for is None:
        return found
    return Named(_("由{name}代录").format(name=found.text), found.url)


def _about(row: Entry, names: Any) -> Named:
    kind = thing_in_words(row.object_kind)
    if row.object_kind.startswith(LISTS):
        title = row.detail.get("title")
        return Named(f"{kind}：{title}" if title else kind)
    if not row.object_id:
        return Named(kind)
    if row.object_id.isdecimal() and (found := names.get(int(row.object_id))):
        return Named(f"{kind}：{found.text}", found.url)
    return Named(f"{kind} {row.object_id}" if row.object_id.isdecimal() else kind)


LISTS = "list."


def _trail_of(code: str) -> Trail | None:
    name = code.partition(".")[0]
    return TRAILS.get(name) if name in TRAILS else None


def verb_in_words(verb: str) -> str:
    """Return an operation in plain words."""
    trail = _trail_of(verb)
    return _(trail.verbs[verb]) if trail and verb in trail.verbs else _("其他操作")


def thing_in_words(kind: str) -> str:
    """Return what kind of thing was acted on, in plain words."""
    if kind.startswith(LISTS):
        return _("名单")
    trail = _trail_of(kind)
    return _(trail.things[kind]) if trail and kind in trail.things else _("其他")


def entries_for(*, actor: Actor) -> ShownEntries:
    """Return the entries of the unions the actor audits, each with its ``shown``.

    What was done to no union (logging in, say) is seen by who audits the whole tree.
    """
    found = ShownEntries(Entry).shown_to(actor)
    if not actor.may(ABILITY):
        return found.none()
    tree = contract.places()
    inside = tree.inside(actor) if tree else None
    return found if inside is None else found.filter(union_id__in=inside)


ABILITY = "audit.view"


def get_entry_for(*, actor: Actor, entry_id: int) -> Any:
    """Return an entry within what the actor audits.

    :raises Entry.DoesNotExist: none, or outside the scope; callers cannot tell which.
    """
    return entries_for(actor=actor).get(pk=entry_id)


def searched(rows: Any, words: str) -> Any:
    """Keep entries done by, at or about what the words name, or whose reason holds them."""
    tree, acting = contract.places(), contract.actors()
    found = Q(reason__icontains=words)
    if words.isdecimal():
        found |= Q(object_id=words)
    if acting:
        found |= by_officers(words)
    if tree:
        found |= Q(union_id__in=tree.below(words))
    return rows.filter(found)


def by_officers(words: str) -> Q:
    """Return the condition that one of the officers of that name acted."""
    acting = contract.actors()
    if acting is None:
        return Q(pk__in=[])
    return Q(actor_id__in=acting.find(words)) & ~Q(actor_kind="machine")


def sealed_before() -> int:
    """Return the transaction before which every entry is sealed."""
    last = Block.objects.order_by("number").values_list("before_txid", flat=True).last()
    return last or 0


@dataclass(frozen=True, slots=True)
class Seals:
    """How far the audit is sealed, and what the last verification found."""

    last: Block | None
    unsealed: int
    verified: Entry | None


def seals() -> Seals:
    """Return the state of the seals of the whole audit."""
    last = Block.objects.order_by("number").last()
    verified = Entry.objects.filter(object_kind=VERIFICATION, object_id="").order_by("-id").first()
    return Seals(last, _unsealed(last.before_txid if last else 0), verified)


VERIFICATION = "audit.verification"


def block_of(entry: Entry) -> Block | None:
    """Return the block that seals an entry."""
    blocks = Block.objects.filter(first_txid__lte=entry.txid, before_txid__gt=entry.txid)
    return blocks.order_by("number").first()


def count_entries() -> int:
    """Return how many entries there are."""
    return Entry.objects.count()


def details_of(entry: Entry, *, actor: Actor) -> list[tuple[str, str]]:
    """Return the details of an entry in words: name and value, unions by name."""
    trail, tree = _trail_of(entry.verb), contract.places()
    known = {**_codes("audit"), **_codes(entry.object_kind), **_codes(entry.verb)}
    placed = trail.place_codes if trail else frozenset[str]()
    ids = [i for key in placed for i in _many(entry.detail.get(key)) if isinstance(i, int)]
    names = {k: v.text for k, v in tree.names(actor, set(ids)).items()} if tree and ids else {}
    found = []
    for key, value in entry.detail.items():
        said = names if key in placed else known
        if key == "first_bad" and value:
            said = {value: fault_in_words(value)}
        words = [_value(one, said) for one in _many(value)]
        found.append((_(known[key]) if key in known else key, "、".join(words)))
    return found


def _codes(code: str) -> Any:
    trail = _trail_of(code)
    return trail.codes if trail else {}


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _value(value: Any, known: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    said = known.get(value) if isinstance(value, str | int) else None
    return _(said) if said else without_identities(str(value))


def fault_in_words(first_bad: str) -> str:
    """Return what a verification found wrong first, in plain words."""
    what, _space, why = first_bad.partition(" ")
    kind, _colon, number = what.partition(":")
    if kind == "entry":
        return _("第{number}条记录被改动或插入").format(number=number)
    if kind == "block":
        said = next((text for word, text in _BLOCK_FAULTS if why.startswith(word)), N_("不符"))
        return _("第{number}号封存{what}").format(number=number, what=_(said))
    gone = N_("数据库以外保存的封存尾号不见了")
    return _(gone if "missing" in first_bad else N_("数据库以外保存的封存尾号被改动"))


_BLOCK_FAULTS = (
    ("altered", N_("被改动")),
    ("missing", N_("缺失或次序不对")),
    ("deleted", N_("所含记录被删除")),
    ("inserted", N_("被插入记录")),
    ("entries", N_("所含记录被替换或调换次序")),
    ("cut off", N_("起的尾部被截去")),
    ("replaced", N_("被替换")),
)
