"""The tab 工会班子 of a union's page: who sits in its committees, and what does not fit."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.people import queries
from zhigong.registry.unions.contract import (
    BODY_POSTS,
    BODY_TITLES,
    Composition,
    Seat,
    UnionPanel,
    composition,
)
from zhigong.registry.unions.queries import record_of, subtree_ids, unions_for


@dataclass(frozen=True, slots=True)
class ShownBody:
    """One committee as the tab shows it; ``next_post`` is the post a new member is offered."""

    title: str
    made: Composition
    officers: list[Any]
    shares: list[tuple[str, int, float]]
    remarks: list[tuple[str, str]]
    next_post: str


def committees(actor: Actor, union_id: int) -> dict[str, Any]:
    """Return the committees of a union today, their members, shares and remarks."""
    today = clock.today()
    union = unions_for(actor=actor, ability="people.view").get(pk=union_id)
    officers = queries.officers_in(union=union, on=today)
    members = queries.count_members(union_ids=subtree_ids(union_id), on=today)
    forms = {one.kind: one.form for one in record_of(union=union, on=today).committees}
    bodies = [
        _shown(
            composition(
                body=body,
                seats=[_seat(officer) for officer in officers],
                kind=union.kind,
                members=members,
                form=forms.get(body),  # type: ignore[arg-type]  # a choice of the model
                on=today,
                place=union.region,
            ),
            officers,
        )
        for body in BODY_TITLES
    ]
    seated = {one.pk for body in bodies for one in body.officers}
    may = actor.scope("people.appoint").covers(union.ancestors) and not union.has_ended
    return {
        "union": union,
        "bodies": bodies,
        "others": [one for one in officers if one.pk not in seated],
        "members": members,
        "may_appoint": may,
    }


def _shown(made: Composition, officers: list[Any]) -> ShownBody:
    posts = BODY_POSTS[made.body]
    own = [one for one in officers if one.post in posts]
    return ShownBody(
        title=_(BODY_TITLES[made.body]),
        made=made,
        officers=sorted(own, key=lambda officer: posts.index(officer.post)),
        shares=_shares(made),
        remarks=[
            (_(one.text).format(**one.values), one.source.cite() if one.source else "")
            for one in made.remarks
        ],
        next_post=posts[-1] if own else posts[0],
    )


def _seat(officer: Any) -> Seat:
    return Seat(
        person_id=officer.person_id,
        post=officer.post,
        sex=officer.person.sex,
        front_line=officer.front_line,
        model_worker=officer.model_worker,
    )


def _shares(made: Composition) -> list[tuple[str, int, float]]:
    """Return number and share of 一线职工, 劳模 and women among the people of a committee."""
    if not made.people:
        return []
    return [
        (title, number, number / made.people)
        for title, number in (
            (_("一线职工"), made.front_line),
            (_("劳动模范"), made.model_workers),
            (_("女性"), made.women),
        )
    ]


COMMITTEES = UnionPanel(
    code="committees",
    title=N_("工会班子"),
    ability="people.view",
    template="people/_committees.html",
    context=committees,
    order=5,
)
