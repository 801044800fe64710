"""Compose a programme in the browser: start, change, go back, publish, close."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.numbering import next_number
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import (
    ComposedState,
    Level,
    Programme,
    Section,
    Step,
    StepKind,
    definition_of,
    programme_of,
)
from zhigong.engines.cases.models import ComposedProgramme, ProgrammeRevision
from zhigong.engines.cases.operations.opening import version_of
from zhigong.engines.cases.queries.composing import COMPOSE, PUBLISH, draft_of
from zhigong.engines.cases.queries.eligibility import known_facts
from zhigong.engines.cases.rules.comparing import differences
from zhigong.engines.cases.rules.composing import codes_of, copied
from zhigong.engines.cases.rules.faults import faults_of
from zhigong.engines.cases.workflow import COMPOSED

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

TITLE_LENGTH = 120
Change = Callable[[Programme], Programme]
Addition = Callable[[Programme, str], Programme]


class NotYours(UserError):
    """The programme belongs to a union at which the actor may not do this."""

    code = "programme_not_yours"
    text = "您没有在「{union}」编制或发布事项的权限。"
    status = 403


class NotReady(UserError):
    """The declaration has faults."""

    code = "programme_not_ready"
    text = "还有{number}处需要补充或修改，请按清单逐项处理后再发布。"


class NothingNew(UserError):
    """What is in force is what would be published."""

    code = "programme_nothing_new"
    text = "没有需要发布的修改，现行的第{version}版已经是这个内容。"


class FourEyes(UserError):
    """Who changed it last does not publish it."""

    code = "programme_four_eyes"
    text = "按本单位规定，最后修改的人不能自己发布，请另一位有发布权限的同事核对后发布。"
    status = 403


class PublishedBefore(UserError):
    """What was published is closed, not deleted."""

    code = "programme_published_before"
    text = "这个事项发布过，不能删除；不再办理的，请停办。"
    status = 409


class RevisionGone(UserError):
    """There is no such state to go back to."""

    code = "revision_gone"
    text = "没有找到要恢复的记录，请刷新页面后重新选择。"
    status = 409


@operation("cases.compose_programme")
def compose_programme(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    title: str,
    source: Programme | None = None,
) -> ComposedProgramme:
    """Start a programme of a union, blank or from another one.

    :raises NotYours: the actor may not compose there.
    """
    _require(actor, COMPOSE, union)
    region = union.region[:6]
    code = f"c-{region}-{next_number(f'programmes:{region}')}"
    title = title.strip()[:TITLE_LENGTH]
    made = copied(source, code=code, title=title) if source else _blank(code, title)
    composed: ComposedProgramme = ComposedProgramme._base_manager.create(
        code=code,
        union=union,
        title=title,
        definition=definition_of(made),
        made_at=at,
        changed_at=at,
        changed_by_id=actor.user_id,
    )
    _revise(composed, actor, at)
    act().on(composed, node_id=union.pk, code=code)
    return composed


def _blank(code: str, title: str) -> Programme:
    """Return what an officer starts from: one page, and the way most programmes take."""
    route = (
        Step("s1", _("基层工会审核"), Level.OWN, days=3),
        Step(
            "s2", _("区县总工会审批"), Level.COUNTY, StepKind.DECIDE, ability="cases.decide", days=5
        ),
    )
    return Programme(
        code=code,
        title=title,
        purpose="",
        version=1,
        route=route,
        sections=(Section(_("申请内容"), ()),),
        where=_("网上，或您所在的工会"),
    )


@operation("cases.change_programme")
def change_programme(
    *, actor: Actor, at: datetime, composed: ComposedProgramme, change: Change
) -> ComposedProgramme:
    """Change the declaration in the making; each change can be gone back on.

    Two officers who change different parts at once lose nothing: it is made to what is stored.

    :raises NotYours: the actor may not compose there.
    """
    composed = _locked(composed, actor)
    _store(composed, change(programme_of(composed.definition)), actor, at)
    return composed


@operation("cases.change_programme")
def add_item(
    *, actor: Actor, at: datetime, composed: ComposedProgramme, letter: str, add: Addition
) -> str:
    """Add a question, paper or step under a code that was never used; return the code.

    :param letter: of the code: ``q``, ``p`` or ``s``.
    :raises NotYours: the actor may not compose there.
    """
    composed = _locked(composed, actor)
    made = programme_of(composed.definition)
    number, used = composed.last_item + 1, codes_of(made)
    while any(re.fullmatch(rf"[a-z]{number}", code) for code in used):
        number += 1
    composed.last_item, code = number, f"{letter}{number}"
    _store(composed, add(made, code), actor, at)
    return code


@operation("cases.restore_programme")
def restore_revision(
    *, actor: Actor, at: datetime, composed: ComposedProgramme, number: int
) -> ComposedProgramme:
    """Go back to an earlier state of the declaration in the making; this too can be undone.

    :raises NotYours, RevisionGone: as they say.
    """
    composed = _locked(composed, actor)
    row = ProgrammeRevision._base_manager.filter(composed=composed, number=number).first()
    if row is None:
        raise RevisionGone
    _store(composed, programme_of(row.definition), actor, at)
    return composed


@operation("cases.publish_programme")
def publish_programme(
    *, actor: Actor, at: datetime, composed: ComposedProgramme
) -> ComposedProgramme:
    """Put the declaration in force as the next version; open cases keep theirs.

    :raises NotYours, NotReady, FourEyes, NothingNew: as they say.
    """
    composed = COMPOSED.lock(composed)
    _require(actor, PUBLISH, composed.union)
    made, before = draft_of(composed), composed.version
    if faults := faults_of(made, known=known_facts()):
        raise NotReady(number=len(faults))
    if settings.ZHIGONG.programmes_four_eyes and composed.changed_by_id == actor.user_id:
        raise FourEyes
    is_same = before is not None and not differences(programme_of(before.definition), made)
    number = before.version + 1 if before else 1
    if before is not None and is_same:
        if composed.state == ComposedState.OPEN:
            raise NothingNew(version=before.version)
        stored = before  # closed, and opened again as it was
    else:
        made = replace(made, version=number)
        stored = version_of(made, at, union_id=composed.union_id, by=actor.user_id)
    changes = {"version": stored, "closed_why": ""}
    COMPOSED.move(composed, "publish", actor=actor, at=at, changes=changes)
    act().on(composed, node_id=composed.union_id, code=composed.code, version=stored.version)
    return composed


@operation("cases.close_programme")
def close_programme(
    *, actor: Actor, at: datetime, composed: ComposedProgramme, reason: str
) -> ComposedProgramme:
    """Take no new cases any more; open ones go on under their versions.

    :raises NotYours, MoveNotAllowed, ReasonMissing: as they say.
    """
    composed = COMPOSED.lock(composed)
    _require(actor, PUBLISH, composed.union)
    changes = {"closed_why": reason.strip()[:400]}
    COMPOSED.move(composed, "close", actor=actor, at=at, reason=reason, changes=changes)
    act().on(composed, node_id=composed.union_id, code=composed.code)
    return composed


@operation("cases.discard_programme")
def discard_programme(*, actor: Actor, composed: ComposedProgramme) -> None:
    """Delete a programme that was never published.

    :raises NotYours, PublishedBefore: as they say.
    """
    composed = _locked(composed, actor)
    if composed.version_id is not None:
        raise PublishedBefore
    act().on(composed, node_id=composed.union_id, code=composed.code)
    ProgrammeRevision._base_manager.filter(composed=composed).delete()
    composed.delete()


def _locked(composed: ComposedProgramme, actor: Actor) -> ComposedProgramme:
    found = COMPOSED.lock(composed)
    _require(actor, COMPOSE, found.union)
    return found


def _require(actor: Actor, ability: str, union: "Union") -> None:
    if not actor.scope(ability).covers(union.ancestors):
        raise NotYours(union=union.name)


def _store(composed: ComposedProgramme, made: Programme, actor: Actor, at: datetime) -> None:
    """Keep a declaration, unless it is what was kept before."""
    definition = definition_of(replace(made, code=composed.code))
    if definition == composed.definition:
        act().unchanged()
        return
    composed.definition, composed.title = definition, made.title[:TITLE_LENGTH]
    composed.changed_at, composed.changed_by_id = at, actor.user_id
    _revise(composed, actor, at)
    act().on(composed, node_id=composed.union_id, code=composed.code)


def _revise(composed: ComposedProgramme, actor: Actor, at: datetime) -> None:
    composed.revision += 1
    composed.save()
    ProgrammeRevision._base_manager.create(
        composed=composed,
        number=composed.revision,
        definition=composed.definition,
        made_at=at,
        made_by_id=actor.user_id,
    )
