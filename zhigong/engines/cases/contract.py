"""What a work app declares, in ``catalogue/programmes/<code>.py``, and the states of its cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Actor
from zhigong.base.catalogue import Catalogue
from zhigong.engines.cases.rules.declaration import (
    LEVEL_TITLES,
    AnswerKind,
    Contest,
    Decision,
    Level,
    OnlyIf,
    Paper,
    Place,
    Programme,
    Question,
    Quota,
    Rule,
    RuleLine,
    Season,
    Section,
    Step,
    StepKind,
    definition_of,
    programme_of,
)
from zhigong.kernel.predicate import Fact
from zhigong.kernel.text import N_

__all__ = [
    "AUTHORISATION",
    "CASE_PANELS",
    "ENTRY_TITLES",
    "FACTS",
    "LEVEL_TITLES",
    "OPEN_STATES",
    "PROGRAMMES",
    "RATING_QUESTIONS",
    "SEALED",
    "STAFF_CHANNELS",
    "AgencyBasis",
    "AgentRelation",
    "AnswerKind",
    "Applicant",
    "ApplicantFact",
    "CallBackResult",
    "CallBackWhy",
    "CasePanel",
    "CaseState",
    "Channel",
    "ComposedState",
    "Contest",
    "Decision",
    "LetterState",
    "Level",
    "OnlyIf",
    "Paper",
    "Place",
    "Programme",
    "Question",
    "Quota",
    "RatingQuestion",
    "Rule",
    "RuleLine",
    "Season",
    "Section",
    "Step",
    "StepKind",
    "StepState",
    "definition_of",
    "name_entries",
    "programme_of",
]

# What somebody hands in who applies for another; besides the papers of the programme.
AUTHORISATION = Paper(
    "authorisation",
    N_("授权委托书"),
    help=N_("写明委托谁办什么事，由本人签名；拍照或扫描均可。"),
    most=3,
)

# The printed form, signed and sealed by hand: it may stand for an opinion typed in.
SEALED = Paper("sealed", N_("签字盖章的审批表"), kind="sealed_scan")

PROGRAMMES = Catalogue(kind="programmes", contract=Programme)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, as the facts of eligibility read her.

    :attr person: a ``people.Person``; ``membership`` hers of that day, ``None`` without one.
    """

    person: Any
    membership: Any
    on: date


@dataclass(frozen=True, slots=True)
class ApplicantFact:
    """A fact about an applicant, in ``catalogue/facts/<code>.py``.

    :param fact: as rules name it; its name is the code. A text has labels as its values.
    :param value: ``None`` = not known: the rule that asks for it cannot be decided.
    :param options: pairs of code and label, for a text.
    """

    code: str
    fact: Fact
    value: Callable[[Applicant], Any]
    options: tuple[tuple[str, str], ...] = ()
    order: int = 100


FACTS = Catalogue(kind="facts", contract=ApplicantFact)


@dataclass(frozen=True, slots=True)
class RatingQuestion:
    """A question about how one was treated, beside the stars; answering it is optional.

    :param good: the answer that speaks for whoever handled the case; ``bad`` the other one.
    """

    code: str
    title: str
    good: str
    bad: str
    order: int = 100


RATING_QUESTIONS = Catalogue(kind="rating_questions", contract=RatingQuestion)


@dataclass(frozen=True, slots=True)
class CasePanel:
    """What an app shows beside a case on the desk, in ``catalogue/case_panels/<code>.py``.

    :param template: a fragment of the declaring app.
    :param context: what the fragment needs, given the actor and the case; ``None`` leaves it out.
    :param ability: the panel is left out for those who do not hold it anywhere.
    """

    code: str
    ability: str
    template: str
    context: Callable[[Actor, Any], dict[str, Any] | None]
    order: int = 100


CASE_PANELS = Catalogue(kind="case_panels", contract=CasePanel)


class CaseState(models.TextChoices):
    """Where a case is; the five ends are different things, each told in its own words."""

    HANDLING = "handling", _("办理中")
    RETURNED = "returned", _("待补正")
    PUBLICISED = "publicised", _("公示中")
    DONE = "done", _("已办结")
    REFUSED = "refused", _("不予批准")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("已终止")


OPEN_STATES = (CaseState.HANDLING, CaseState.RETURNED, CaseState.PUBLICISED)


class StepState(models.TextChoices):
    """Where one step of one case is."""

    WAITING = "waiting", _("待办")
    DONE = "done", _("已办")
    RETURNED = "returned", _("已退回补正")
    MOVED = "moved", _("已转出")
    CANCELLED = "cancelled", _("不再需要")


class ComposedState(models.TextChoices):
    """Where a programme stands that was composed in the browser."""

    DRAFT = "draft", _("未发布")
    OPEN = "open", _("已发布")
    CLOSED = "closed", _("已停办")


class LetterState(models.TextChoices):
    """Where an incoming letter is."""

    WAITING = "waiting", _("待登记")
    REGISTERED = "registered", _("已登记")
    SET_ASIDE = "set_aside", _("不予登记")


class Channel(models.TextChoices):
    """How a case came in; all of them end in one queue."""

    PORTAL = "portal", _("网上")
    KIOSK = "kiosk", _("自助终端")
    WINDOW = "window", _("服务窗口")
    HOTLINE = "hotline", _("12351 热线")
    LETTER = "letter", _("来信")
    EMAIL = "email", _("电子邮件")
    RECEPTION = "reception", _("接待日")
    VISIT = "visit", _("走访")
    MACHINE = "machine", _("外部系统")


class CallBackWhy(models.TextChoices):
    """Why somebody is asked how it went."""

    SHARE = "share", _("按比例抽取")
    RATING = "rating", _("评价不满意")


class CallBackResult(models.TextChoices):
    """What a call-back came to."""

    SATISFIED = "satisfied", _("满意")
    UNSATISFIED = "unsatisfied", _("不满意")
    UNREACHABLE = "unreachable", _("无法接通")
    MOOT = "moot", _("已重新办理，不再回访")


class AgentRelation(models.TextChoices):
    """What somebody who applies for another is to her."""

    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")
    CHILD = "child", _("子女")
    KIN = "kin", _("其他亲属")
    COLLEAGUE = "colleague", _("同事")
    OTHER = "other", _("其他")


class AgencyBasis(models.TextChoices):
    """By what an applicant lets somebody else apply for her."""

    CODE = "code", _("本人手机验证码")
    PAPER = "paper", _("授权委托书")


# How a case comes in that staff registers for somebody.
STAFF_CHANNELS = (
    Channel.WINDOW,
    Channel.HOTLINE,
    Channel.RECEPTION,
    Channel.VISIT,
    Channel.LETTER,
    Channel.EMAIL,
)


# What a line of a case's history (``CaseEntry.verb``) says.
ENTRY_TITLES = {
    "opened": _("提交"),
    "step_pass": _("办理通过"),
    "step_return": _("退回补正"),
    "step_refuse": _("不予批准"),
    "step_not_accept": _("不予受理"),
    "paper_added": _("补充材料"),
    "resubmitted": _("补正后重新提交"),
    "withdrawn": _("撤回"),
    "urged": _("申请人催办"),
    "transferred": _("转办"),
    "sent_back": _("退回转办"),
    "dispatched": _("下派"),
    "escalated": _("提级办理"),
    "supervised": _("督办"),
    "extended": _("延期"),
    "objected": _("收到公示异议"),
    "objection_settled": _("答复公示异议"),
    "publicity_over": _("公示期满"),
    "rated": _("申请人评价"),
    "called": _("回访未接通"),
    "called_back": _("回访"),
    "reopened": _("重新办理"),
    "union_ended": _("工会撤并，转由承接工会办理"),
}


def name_entries(titles: Mapping[str, Any]) -> None:
    """Add the words of what an app that leads its cases writes into their history."""
    ENTRY_TITLES.update(titles)


@dataclass(frozen=True, slots=True)
class InboxNeighbour:
    """Another inbox of the desk that stands as a tab beside the cases, with what waits in it.

    :param code: of its menu entry, by which it is counted.
    """

    code: str
    title: Any
    url_name: str
    ability: str


INBOX_NEIGHBOURS: list[InboxNeighbour] = []


def stand_beside(neighbour: InboxNeighbour) -> None:
    """Show another inbox beside the cases; called once, when its app is ready."""
    if neighbour not in INBOX_NEIGHBOURS:
        INBOX_NEIGHBOURS.append(neighbour)
