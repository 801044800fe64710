"""What others share with tasks: codes, what is handed out, and how an app above says what is done.

An app whose lists are handed out plugs in a ``Source``: it names the list, and tells which of its
rows are still missing, so that a row closes by the data and by nothing else.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", _("办理中")
    REPLIED = "replied", _("待审核")
    RETURNED = "returned", _("退回再办")
    DONE = "done", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")


UNDER_WAY = (TaskState.OPEN, TaskState.REPLIED, TaskState.RETURNED)
WITH_OWNER = (TaskState.OPEN, TaskState.RETURNED)


class RowKind(models.TextChoices):
    """What a row of a task is."""

    EMPLOYER = "employer", _("用人单位")
    UNION = "union", _("工会")
    PERSON = "person", _("会员")
    FREE = "free", _("事项")


class RowState(models.TextChoices):
    """Where a row stands."""

    OPEN = "open", _("待办")
    ANSWERED = "answered", _("已填写")
    CLOSED = "closed", _("已销号")


class Answer(models.TextChoices):
    """What an owner says of a row."""

    DONE = "done", _("已办结")
    HINDERED = "hindered", _("暂时无法办理")
    WRONG = "wrong", _("名单有误")


WANTS_WORDS = (Answer.HINDERED, Answer.WRONG)


class RowEnd(models.TextChoices):
    """What closed a row."""

    DATA = "data", _("数据已达到")
    ACCEPTED = "accepted", _("审核通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class Rhythm(models.TextChoices):
    """How often a duty comes back."""

    DAILY = "daily", _("每日")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    YEARLY = "yearly", _("每年")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of everybody a thing is handed to.

    :param due_on: last day; a day of rest moves to the next working day.
    :param unit: what the result is counted in (家, 人, 件); empty where rows or papers are counted.
    :param source: the list the rows come from, ``indicator:<code>``; empty for rows of one's own.
    :param before: the figure of the list on this day, as its source tells it; kept for comparison.
    """

    title: str
    instructions: str
    due_on: date
    unit: str = ""
    needs_evidence: bool = False
    source: str = ""
    before: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One row that is handed out.

    :param key: id of the employer, union or membership; None for a row that is only words.
    :param missing: how many it lacks, at least 1.
    """

    kind: str
    key: int | None = None
    label: str = ""
    missing: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """What one union gets: the rows for it, or none where the order itself is the work.

    :param wanted: how many of the order's unit are expected of it.
    """

    union_id: int
    rows: tuple[GivenRow, ...] = ()
    wanted: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The lists of an app above that are handed out as rows.

    :param prefix: of the sources it answers for, such as ``indicator:``.
    :param title: the list in words.
    :param still_missing: given a source, ids and a day, those of the ids that still lack something.
    :param figure: given a source, a union's id and a day: ``due`` and ``reached``.
    :param url: the page of the list for a union's code.
    """

    prefix: str
    title: Callable[[str], str]
    still_missing: Callable[[str, Collection[int], date], set[int]]
    figure: Callable[[str, int, date], Mapping[str, int]]
    url: Callable[[str, str], str]
    ability: str


_sources: dict[str, Source] = {}


def plug_source(source: Source) -> None:
    """Tell of an app's lists; called once, when the app is ready."""
    _sources[source.prefix] = source


def source_of(code: str) -> Source | None:
    """Return who answers for a source; None where nobody does, as for rows of one's own."""
    return next((one for prefix, one in _sources.items() if code.startswith(prefix)), None)
