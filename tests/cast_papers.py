"""What lies in the drawers of the cast: a message, a delivery, a file, a composed programme."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.apps import apps
from django.conf import settings

from zhigong.base import clock, sealed_files
from zhigong.engines.cases.contract import Paper, Question
from zhigong.engines.cases.operations import composing
from zhigong.engines.cases.rules.composing import with_paper, with_question

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
