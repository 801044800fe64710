"""Check a plan of moves, mergers and renames as one whole, and say what it does to the figures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhigong.kernel.text import N_

Action = Literal["move", "merge", "rename"]

FINDINGS: dict[str, str] = {
    "action_unknown": N_("动作应填“调整隶属”“合并”或“更名”。"),
    "union_missing": N_("没有填写工会编号。"),
    "union_unknown": N_("工会编号不在您的管辖范围内，或不存在。"),
    "union_ended": N_("工会已撤销或合并。"),
    "target_missing": N_("没有填写新上级（并入）工会编号。"),
    "target_unknown": N_("新上级（并入）工会编号不在您的管辖范围内，或不存在。"),
    "target_ended": N_("新上级（并入）工会已撤销、合并，或本方案中将并入别的工会。"),
    "itself": N_("工会不能调整到自己之下，也不能并入自己。"),
    "below_itself": N_("执行后工会会成为自己的上级，请检查与其他行的先后关系。"),
    "same_place": N_("已在该上级工会之下，不需要调整。"),
    "kind_not_there": N_("这类工会不能设在该上级工会之下。"),
    "twice": N_("同一工会在方案中重复或互相矛盾，请只保留一行。"),
    "name_missing": N_("没有填写新名称。"),
    "name_same": N_("新名称与现名称相同。"),
    "name_taken": N_("同一上级工会之下已有同名工会。"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A union of the tree as a plan sees it."""

    code: str
    name: str
    kind: str
    parent: str
    has_ended: bool = False
    members: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a plan: what happens to a union; ``row`` is its number in the sheet."""

    row: int
    action: str
    code: str
    target: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a row."""

    row: int
    code: str


@dataclass(slots=True)
class _Checked:
    tree: dict[str, Node]
    parents: dict[str, str]
    found: list[Finding] = field(default_factory=list)

    def say(self, change: Change, code: str) -> bool:
        self.found.append(Finding(change.row, code))
        return False


def check_plan(
    changes: Sequence[Change],
    tree: Mapping[str, Node],
    *,
    may_stand: Mapping[tuple[str, str], bool] | None = None,
) -> list[Finding]:
    """Return what is wrong with a plan; rows are judged together, as they take effect together.

    :param tree: by code, at least every union in the actor's scope that a row may name.
    :param may_stand: whether a kind may stand below another; a pair left out may.
    """
    checked = _Checked(dict(tree), {code: node.parent for code, node in tree.items()})
    sound = [change for change in changes if _is_known(change, checked)]
    sound = _without_repeats(sound, checked)
    merged = {change.code for change in sound if change.action == "merge"}
    sound = [change for change in sound if _fits(change, merged, checked, may_stand or {})]
    for change in sound:
        if change.action == "move":
            checked.parents[change.code] = change.target
    for change in sound:
        if change.action != "rename" and _stands_below(change.target, change.code, checked.parents):
            checked.say(change, "below_itself")
    _same_names(sound, merged, checked)
    return sorted(checked.found, key=lambda one: (one.row, one.code))


def _is_known(change: Change, checked: _Checked) -> bool:
    if change.action not in ("move", "merge", "rename"):
        return checked.say(change, "action_unknown")
    if not change.code:
        return checked.say(change, "union_missing")
    node = checked.tree.get(change.code)
    if node is None:
        return checked.say(change, "union_unknown")
    return not node.has_ended or checked.say(change, "union_ended")


def _without_repeats(changes: Sequence[Change], checked: _Checked) -> list[Change]:
    """Refuse every row of a union that is named twice, save one move or merger with one rename."""
    places = Counter((c.code, c.action == "rename") for c in changes)
    merged = {c.code for c in changes if c.action == "merge"}
    kept = []
    for change in changes:
        is_again = places[change.code, change.action == "rename"] > 1
        if is_again or (change.action == "rename" and change.code in merged):
            checked.say(change, "twice")
        else:
            kept.append(change)
    return kept


def _fits(
    change: Change,
    merged: set[str],
    checked: _Checked,
    may_stand: Mapping[tuple[str, str], bool],
) -> bool:
    if change.action == "rename":
        if not change.name.strip():
            return checked.say(change, "name_missing")
        same = change.name.strip() == checked.tree[change.code].name
        return not same or checked.say(change, "name_same")
    if not change.target:
        return checked.say(change, "target_missing")
    target = checked.tree.get(change.target)
    if target is None:
        return checked.say(change, "target_unknown")
    if target.has_ended or change.target in merged:
        return checked.say(change, "target_ended")
    if change.target == change.code:
        return checked.say(change, "itself")
    return change.action == "merge" or _may_move(change, target, checked, may_stand)


def _may_move(
    change: Change, target: Node, checked: _Checked, may_stand: Mapping[tuple[str, str], bool]
) -> bool:
    node = checked.tree[change.code]
    if node.parent == change.target:
        return checked.say(change, "same_place")
    may = may_stand.get((node.kind, target.kind), True)
    return may or checked.say(change, "kind_not_there")


def _stands_below(code: str, above: str, parents: Mapping[str, str]) -> bool:
    """Return whether a union stands below another, or is it; a circle of rows counts as below."""
    seen: set[str] = set()
    while code and code not in seen:
        if code == above:
            return True
        seen.add(code)
        code = parents.get(code, "")
    return bool(code)


def _same_names(changes: Iterable[Change], merged: set[str], checked: _Checked) -> None:
    renamed = {c.code: c.name.strip() for c in changes if c.action == "rename"}
    names = Counter(
        (checked.parents[code], renamed.get(code, node.name))
        for code, node in checked.tree.items()
        if not node.has_ended and code not in merged
    )
    for change in changes:
        if change.action == "rename":
            place = (checked.parents[change.code], change.name.strip())
            if names[place] > 1:
                checked.say(change, "name_taken")


def effect_of(
    changes: Sequence[Change], tree: Mapping[str, Node], *, places: Iterable[str]
) -> dict[str, tuple[int, int, int, int]]:
    """Return for each place (unions, members) below it now, and after a sound plan.

    Places are unions; each counts with itself. The figures are of the day the plan is looked at.
    """
    moved = {c.code: c.target for c in changes if c.action == "move"}
    into = {c.code: c.target for c in changes if c.action == "merge"}
    before = {code: node.parent for code, node in tree.items()}
    after = {code: moved.get(code, before[code]) for code in tree if code not in into}
    # What stood below a merged union goes to its successor.
    after = {code: into.get(parent, parent) for code, parent in after.items()}
    living = {code for code, node in tree.items() if not node.has_ended}
    found = {}
    for place in places:
        was = [c for c in living if _stands_below(c, place, before)]
        now = [c for c in living - into.keys() if c in after and _stands_below(c, place, after)]
        taken = [c for c in living & into.keys() if _stands_below(into[c], place, after)]
        found[place] = (
            len(was),
            sum(tree[c].members for c in was),
            len(now),
            sum(tree[c].members for c in [*now, *taken]),
        )
    return found
