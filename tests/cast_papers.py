"""What lies in the drawers of the cast: a message, a delivery, a file; rights that were lent."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.apps import apps
from django.conf import settings

from zhigong.base import clock, sealed_files
from zhigong.base.actor import SYSTEM
from zhigong.engines.cases.contract import Paper, Question
from zhigong.engines.cases.operations import composing
from zhigong.engines.cases.rules.composing import with_paper, with_question
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts import queries as account_queries

if TYPE_CHECKING:
    from tests.cast import World

NOON = datetime(2026, 11, 21, 12, tzinfo=clock.ZONE)


def add(world: "World") -> None:
    """Add them to the firm of a county that has its users."""
    officer = world.users["officer"]
    message = apps.get_model("messaging", "Message")
    world.things["message"] = message.objects.create(
        user=officer, notice="planted", subject_key="1", title="待办", text="待办", created_at=NOON
    )
    delivery = apps.get_model("messaging", "Delivery")
    world.things["delivery"] = delivery.objects.create(
        notice="transfer_moved",
        channel="sms",
        recipient=f"user:{officer.pk}",
        subject_key="1",
        union=world.unions["firm"],
        state="uncertain",
        next_try_at=NOON,
        created_at=NOON,
    )
    file = Path(settings.MEDIA_ROOT, "00/resolution.pdf")
    file.parent.mkdir(parents=True, exist_ok=True)
    sealed_files.write(file, [b"%PDF-1.4"])
    document = apps.get_model("documents", "Document")
    world.things["document"] = document.objects.create(
        id=uuid4(),
        kind="paper",
        title="会员代表大会决议.pdf",
        sniffed_type="pdf",
        size=1,
        sha256="0" * 64,
        path="00/resolution.pdf",
        owner_union=world.unions["firm"],
        uploaded_by=officer,
        stored_at=NOON,
    )


def compose(world: "World") -> None:
    """A programme the county composes for the firm: one question, one paper, not published."""
    county = world.actor("county_officer")
    firm = world.unions["firm"]
    made = composing.compose_programme(actor=county, at=NOON, union=firm, title="高温慰问")
    common = {"actor": county, "at": NOON, "composed": made}
    question = Question("q1", "班组")
    composing.change_programme(change=lambda p: with_question(p, question, place=0), **common)
    composing.change_programme(change=lambda p: with_paper(p, Paper("p1", "名单")), **common)
    made.refresh_from_db()
    world.things["composed"] = made


def lend_rights(world: "World") -> None:
    """A grant, a delegation, a stewardship and a machine's key at the firm."""
    things, users, firm = world.things, world.users, world.unions["firm"]
    things["grant"] = users["officer"].grants.get()
    things["role"] = account_queries.get_role(code="union_viewer")
    things["delegation"] = accounts.delegate(
        grant=users["officer"].grants.get(),
        to_user=users["clerk"],
        starts_on=NOON.date(),
        ends_before=NOON.date() + timedelta(days=9),
        reason="请假",
        actor=world.actor("officer"),
    )
    things["stewardship"] = accounts.begin_stewardship(
        union=firm, user=users["clerk"], starts_on=NOON.date(), actor=SYSTEM, reason="无专职干部"
    )
    things["token"], _text = accounts.issue_token(
        name="区数据局",
        union=firm,
        abilities=["people.view"],
        expires_at=NOON + timedelta(days=30),
        at=NOON,
        actor=SYSTEM,
    )
