"""Programmes in the making: the door to them, their faults and differences in words, a try-out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.holidays import calendar_of
from zhigong.engines.cases.contract import (
    LEVEL_TITLES,
    ComposedState,
    Level,
    Programme,
    Rule,
    RuleLine,
    StepKind,
    programme_of,
)
from zhigong.engines.cases.models import ComposedProgramme, ProgrammeRevision, ProgrammeVersion
from zhigong.engines.cases.queries.course import limit_of
from zhigong.engines.cases.queries.eligibility import known_facts
from zhigong.engines.cases.queries.programmes import line_of, stored_programme
from zhigong.engines.cases.rules import due_on, stops_of, union_at
from zhigong.engines.cases.rules.comparing import Difference, differences
from zhigong.engines.cases.rules.eligibility import condition_of, fault_of, with_eligibility
from zhigong.engines.cases.rules.faults import Fault, faults_of
from zhigong.kernel.predicate import say
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import names_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union

COMPOSE, PUBLISH = "programmes.compose", "programmes.publish"
PARTS = {
    "texts": N_("说明文字"),
    "form": N_("填写内容"),
    "papers": N_("材料"),
    "route": N_("办理环节"),
    "terms": N_("对象与名额"),
}
MOST_REVISIONS = 60

FAULTS = {
    "title_missing": N_("还没有填写事项名称。"),
    "purpose_missing": N_("还没有说明这个事项是做什么的。"),
    "category_missing": N_("还没有填写类别，职工要按类别查找。"),
    "where_missing": N_("还没有写明在哪里办。"),
    "result_missing": N_("还没有写明办理结果，即职工会得到什么。"),
    "words_missing": N_("还没有填写日常说法，职工用日常说法查找事项。"),
    "no_questions": N_("表单里还没有问题，请至少添加一个。"),
    "too_many_questions": N_("问题太多，请只问办理所必需的，不超过80个。"),
    "section_untitled": N_("有一页没有标题。"),
    "section_empty": N_("“%(what)s”这一页没有问题，请添加问题或删除这一页。"),
    "code_doubled": N_("有两项用了同一个编号，请删除其中一项后重新添加。"),
    "untitled": N_("有一项还没有名称。"),
    "choices_missing": N_("“%(what)s”是选择题，请至少写两个选项。"),
    "choices_doubled": N_("“%(what)s”有重复的选项。"),
    "columns_missing": N_("“%(what)s”是表格，请至少写一列。"),
    "column_broken": N_("“%(what)s”的列里，有的没有名称，或用了选择、表格类的列。"),
    "least_over_most": N_("“%(what)s”的最小值大于最大值。"),
    "condition_later": N_("“%(what)s”的出现条件看的是后面的问题，请把那个问题移到前面。"),
    "condition_gone": N_("“%(what)s”的出现条件看的问题已经删除，请重新选择或取消条件。"),
    "condition_answer": N_("“%(what)s”的出现条件里的选项已经没有了，请重新选择。"),
    "files": N_("“%(what)s”最多上传的文件数应在1至20之间。"),
    "paper_kind": N_("“%(what)s”的材料类型不存在，请重新选择。"),
    "no_steps": N_("还没有办理环节，请至少添加一个。"),
    "only_publicity": N_("只有公示，没有人审核或办理，请添加审核、审批或办理环节。"),
    "days": N_("“%(what)s”的期限应在0至365天之间，公示至少1天。"),
    "parts": N_("“%(what)s”是会签，请选择参加会签的工会；其他环节不选。"),
    "ability": N_("“%(what)s”的办理权限不能使用，请重新选择。"),
    "confidential_home": N_("保密事项应归区县总工会，不能归职工所在工会。"),
    "confidential_step": N_("这是保密事项，“%(what)s”不能由基层或乡镇街道工会办理。"),
    "confidential_publicity": N_("这是保密事项，不能公示（“%(what)s”）。"),
    "season_reversed": N_("受理时间的开始日期晚于结束日期。"),
    "season_open": N_("每年受理的，请同时填写开始和结束日期。"),
    "quota_small": N_("名额至少为1；不限的请留空。"),
    "quota_order": N_("每人的次数不能多于每个工会的名额，每个工会的名额不能多于总名额。"),
    "calls_back": N_("回访的比例应在0至100之间。"),
    "strict_without_rule": N_(
        "勾选了“不符合申请条件的，不能申请”，但还没有添加申请条件；请添加条件，或取消勾选。"
    ),
    "rule_line": N_("有一个申请条件不完整，请删除后重新添加。"),
}
FIELDS = {
    "title": N_("名称"),
    "purpose": N_("用途"),
    "category": N_("类别"),
    "audience": N_("面向对象"),
    "words": N_("日常说法"),
    "where": N_("在哪里办"),
    "result": N_("办理结果"),
    "once_per": N_("申请次数"),
    "is_confidential": N_("是否保密"),
    "home": N_("办件归属"),
    "is_rated": N_("是否评价"),
    "order": N_("排列顺序"),
    "icon": N_("图标"),
    "season": N_("受理时间"),
    "quota": N_("名额"),
    "rule": N_("申请条件"),
    "limits": N_("按难度分的期限"),
    "calls_back": N_("回访比例"),
    "is_strict": N_("不符合条件时能否申请"),
    "led_by": N_("由专门应用办理"),
    "page": N_("办理页面"),
    "contested_by": N_("不服结果时申请的事项"),
    "kind": N_("类型"),
    "required": N_("是否必填"),
    "help": N_("填写提示"),
    "example": N_("示例"),
    "choices": N_("选项"),
    "least": N_("最小值"),
    "most": N_("最大值"),
    "unit": N_("单位"),
    "columns": N_("列"),
    "only_if": N_("出现条件"),
    "prefill": N_("自动带出"),
    "consent": N_("单独同意"),
    "sample": N_("样张"),
    "level": N_("办理层级"),
    "ability": N_("办理权限"),
    "days": N_("期限"),
    "parts": N_("会签工会"),
    "merges": N_("同级合并"),
}
DIFFERENCES = {
    "field": N_("修改%(what)s"),
    "section_changed": N_("页面调整为：%(what)s"),
    "question_added": N_("新增问题“%(what)s”"),
    "question_gone": N_("删除问题“%(what)s”"),
    "question_changed": N_("修改问题“%(what)s”的%(fields)s"),
    "question_order": N_("调整问题的顺序"),
    "paper_added": N_("新增材料“%(what)s”"),
    "paper_gone": N_("删除材料“%(what)s”"),
    "paper_changed": N_("修改材料“%(what)s”的%(fields)s"),
    "paper_order": N_("调整材料的顺序"),
    "step_added": N_("新增环节“%(what)s”"),
    "step_gone": N_("删除环节“%(what)s”"),
    "step_changed": N_("修改环节“%(what)s”的%(fields)s"),
    "step_order": N_("调整环节的顺序"),
}


@dataclass(frozen=True, slots=True)
class ToMend:
    """A fault in words, with the page on which it is mended."""

    fault: Fault
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A version or a revision: when, by whom, and what became otherwise."""

    number: int
    at: Any
    by: str
    changes: list[str]
    is_present: bool = False


@dataclass(frozen=True, slots=True)
class TriedStop:
    """A step of a try-out: at which unions, and by when at the latest."""

    title: str
    unions: str
    limit: str
    day: date | None
    is_merged: bool = False


def composed_for_list(*, actor: Actor) -> "QuerySet[ComposedProgramme]":
    """Return the programmes composed in the actor's scope."""
    rows = ComposedProgramme.objects.within(actor.scope(COMPOSE))
    return rows.select_related("union", "version", "changed_by")


def get_composed_for(*, actor: Actor, code: str) -> ComposedProgramme:
    """Return a composed programme of the actor's scope; the only door.

    :raises ComposedProgramme.DoesNotExist: there is none, or not for her.
    """
    found: ComposedProgramme = composed_for_list(actor=actor).get(code=code)
    return found


def draft_of(composed: ComposedProgramme) -> Programme:
    """Return the declaration in the making; a rule with a fault gives no eligibility."""
    made = programme_of(composed.definition)
    rule = made.rule
    if rule is not None and any(fault_of(line, known_facts()) for line in rule.lines):
        return made
    return with_eligibility(made, known_facts())


def to_mend(composed: ComposedProgramme) -> list[ToMend]:
    """Return what hinders publishing, in words, each with its page."""
    found = faults_of(draft_of(composed), known=known_facts())
    return [ToMend(one, worded_fault(one), _url_of(composed.code, one)) for one in found]


def worded_fault(fault: Fault) -> str:
    """Return a fault as a sentence."""
    return _(FAULTS[fault.code]) % {"what": fault.what}


def _url_of(code: str, fault: Fault) -> str:
    is_item = fault.item and fault.part in ("form", "papers", "route")
    if is_item and not fault.item.startswith("section-"):
        return reverse("cases:compose_item", args=[code, fault.part, fault.item])
    return reverse(f"cases:compose_{fault.part}", args=[code])


def worded(changes: Iterable[Difference]) -> list[str]:
    """Return differences as phrases."""
    return [_worded(one) for one in changes]


def _worded(one: Difference) -> str:
    what = _(FIELDS[one.what]) if one.code == "field" else one.what or _("未命名")
    names = "、".join(_(FIELDS[name]) for name in one.fields if name in FIELDS)
    return _(DIFFERENCES[one.code]) % {"what": what, "fields": names}


def unpublished(composed: ComposedProgramme) -> list[str]:
    """Return in words what of the declaration in the making is not in force yet."""
    if composed.version_id is None:
        return []
    return worded(differences(stored_programme(composed.version_id), draft_of(composed)))


def published_versions(composed: ComposedProgramme) -> list[PastVersion]:
    """Return the published versions, newest first, each with its changes."""
    rows = ProgrammeVersion.objects.filter(code=composed.code).select_related("published_by")
    found: list[PastVersion] = []
    before: Programme | None = None
    for row in rows.order_by("version"):
        made = programme_of(row.definition)
        changes = worded(differences(before, made)) if before else [_("首次发布")]
        by = row.published_by.name if row.published_by else ""
        is_present = row.pk == composed.version_id
        found.append(PastVersion(row.version, row.first_used_at, by, changes, is_present))
        before = made
    return found[::-1]


def revisions(composed: ComposedProgramme) -> list[PastVersion]:
    """Return the latest states of the declaration in the making, newest first."""
    rows = ProgrammeRevision.objects.trusted("of a programme whose door the caller holds")
    rows = rows.filter(composed=composed).select_related("made_by").order_by("-number")
    latest = list(rows[: MOST_REVISIONS + 1])
    found = []
    for place, row in enumerate(latest[:MOST_REVISIONS]):
        changes = [_("开始编制")]
        if place + 1 < len(latest):
            earlier = programme_of(latest[place + 1].definition)
            changes = worded(differences(earlier, programme_of(row.definition)))
        by = row.made_by.name if row.made_by else ""
        is_present = row.number == composed.revision
        found.append(PastVersion(row.number, row.made_at, by, changes, is_present))
    return found


def tried_out(programme: Programme, union: "Union", *, on: date) -> list[TriedStop]:
    """Return where and until when a case of a worker of a union would be handled."""
    line = line_of(union, on=on)
    calendar, day = calendar_of(union.region), on
    names = names_of([place.union_id for place in line])
    found = []
    for stop in stops_of(programme.route, line):
        if stop.is_merged:
            text = _("与上一环节是同一个工会，自动跳过")
            found.append(TriedStop(stop.step.title, text, "", None, is_merged=True))
            continue
        ids = [stop.union_id]
        if stop.step.kind is StepKind.COUNTERSIGN and stop.step.parts:
            ids = list(dict.fromkeys(union_at(level, line) for level in stop.step.parts))
        day = due_on(stop.step, began_on=day, calendar=calendar)
        unions = "、".join(names.get(one, "") for one in ids)
        found.append(TriedStop(stop.step.title, unions, limit_of(stop.step), day))
    return found


def rule_in_words(programme: Programme) -> list[str]:
    """Return the lines of a rule in words, in their order; one with a fault says so."""
    lines = programme.rule.lines if programme.rule else ()
    return [_line_in_words(line) for line in lines]


def _line_in_words(line: RuleLine) -> str:
    if fault_of(line, known_facts()):
        return _("条件不完整，请删除后重新添加")
    made = condition_of(Rule((line,)), known_facts())
    return say(made) if made is not None else ""


def levels() -> list[tuple[str, str]]:
    """Return the levels with their names, for a choice."""
    return [(level.value, _(LEVEL_TITLES[level])) for level in Level]


def may_publish(composed: ComposedProgramme, *, actor: Actor) -> bool:
    """Whether the actor holds the ability to publish at the programme's union."""
    return actor.scope(PUBLISH).covers(composed.union.ancestors)


def is_open(composed: ComposedProgramme) -> bool:
    """Whether it takes new cases."""
    return composed.state == ComposedState.OPEN
