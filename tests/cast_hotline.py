"""What the cast has to do with the hotline: a call worked at the firm, a table, an answer."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhigong.base import clock
from zhigong.work.hotline import operations as hotline

if TYPE_CHECKING:
    from tests.cast import World

NOON = datetime(2026, 11, 21, 12, tzinfo=clock.ZONE)


def add(world: "World") -> None:
    """Add it to a county that has its unions, people and users."""
    county, firm, things = world.unions["county"], world.unions["firm"], world.things
    agent, officer = world.actor("county_officer"), world.actor("officer")
    call = hotline.Call(
        kind="help",
        subject="住院慰问",
        text="住院十天，想问怎么申请。",
        external_system="government_hotline",
        external_number="SZ2026112000018",
    )
    ticket = hotline.take_call(actor=agent, at=NOON, seat=county, call=call)
    hotline.dispatch_ticket(actor=agent, at=NOON, ticket=ticket, to_union=firm)
    hotline.sign_ticket(actor=officer, at=NOON, ticket=ticket)
    hotline.record_try(actor=officer, at=NOON, ticket=ticket, outcome="reached")
    ticket.refresh_from_db()
    things["call"] = ticket
    things["extension"] = hotline.ask_extension(
        actor=officer, at=NOON, ticket=ticket, days=3, words="等医院材料"
    )
    things["outside"] = hotline.receive_table(
        actor=agent,
        at=NOON,
        union=county,
        subject="tickets",
        system="government_hotline",
        file_name="工单.csv",
        chunks=["外部工单号,诉求内容\nSZ2026112000018,住院十天\n".encode()],
    )
    things["article"] = hotline.save_article(
        actor=agent,
        at=NOON,
        union=county,
        title="加班费怎么算",
        body="平时加班不低于工资的150%。",
        kind="consult",
        review_on=NOON.date() + timedelta(days=90),
    )
