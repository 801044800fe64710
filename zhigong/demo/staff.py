"""The accounts of the demo: one log-in per role, and the administrators of the unions."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.base.crypto import new_data_key, wrap
from zhigong.demo.copying import copy_frame, follow_ids, unreferring
from zhigong.demo.people import MEMBER_PHONE
from zhigong.demo.plan import SEED, Plan, UnionPlan
from zhigong.registry.accounts.models import Authorisation, Grant, Role, User
from zhigong.registry.accounts.operations import sync_roles
from zhigong.registry.accounts.operations.demo import open_demo_account, open_demo_member
from zhigong.registry.people.models import Membership
from zhigong.registry.unions.models import Union

IN_OFFICE = timedelta(days=180)
"""How long the cast has been in office: what came in during the last months lay before them."""


@dataclass(frozen=True, slots=True)
class Cast:
    """One account of the demo: what it may do, where, and which screen it is for."""

    role: str
    login: str
    name: str
    place: str
    screen: str


CAST = (
    Cast("county_admin", "county", "周敏", "root", "/desk/"),
    Cast("union_admin", "street", "陈波", "street", "/desk/"),
    Cast("union_admin", "union", "林芳", "grassroots", "/desk/"),
    Cast("union_viewer", "viewer", "徐静", "street", "/desk/"),
    Cast("leader", "leader", "沈建国", "root", "/cockpit/"),
    Cast("window_clerk", "window", "王晓燕", "root", "/desk/"),
    Cast("province_admin", "system", "何伟", "root", "/desk/"),
    Cast("security_officer", "security", "胡勇", "root", "/desk/"),
    Cast("auditor", "audit", "方琴", "root", "/desk/"),
)


def _place(plan: Plan, place: str) -> UnionPlan:
    """Return the root, the first grassroots union (of the sample roster), or its street."""
    leaf = next(u for u in plan.unions if u.kind == "grassroots")
    if place == "root" or leaf.parent is None:
        return plan.unions[0]
    return leaf if place == "grassroots" else leaf.parent


def open_accounts(plan: Plan) -> None:
    """Open the cast's accounts and name the administrators of most unions."""
    sync_roles(actor=SYSTEM)
    at, today = clock.now(), clock.today()
    for cast in CAST:
        union = Union.objects.get(pk=_place(plan, cast.place).id)
        user = open_demo_account(
            login=cast.login, name=cast.name, role=cast.role, union=union,
            union_code=union.code, screen=cast.screen, on=today - IN_OFFICE, at=at,
        )  # fmt: skip
        if cast.place == "grassroots":
            grant = Grant.objects.get(user=user)
            Authorisation.objects.create(
                union=union, user=user, grant=grant, starts_on=grant.starts_on
            )
    _open_member(Union.objects.get(pk=_place(plan, "grassroots").id))
    _name_administrators(plan)


def _open_member(union: Union) -> None:
    """Open the account of the first member of the grassroots union."""
    first = Membership.objects.filter(union=union, state="active").order_by("id").first()
    if first is None:
        raise LookupError("the demo's grassroots union has no members")
    open_demo_member(
        person_id=first.person_id, name=first.person.name, phone=MEMBER_PHONE,
        union_code=union.code, screen="/", on=clock.today(), at=clock.now(),
    )  # fmt: skip


def _is_named(union: UnionPlan, rng: np.random.Generator) -> bool:
    """Most unions have their administrator; branches mostly have none of their own."""
    return bool(rng.random() < (0.3 if union.kind == "branch" else 0.965))


def _name_administrators(plan: Plan) -> None:
    rng = np.random.default_rng([SEED, 3])
    taken = {_place(plan, "grassroots").id}
    unions = [u for u in plan.unions if u.id not in taken and _is_named(u, rng)]
    first = (User.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    grant = (Grant.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    role = Role.objects.get(code="union_admin").pk
    at = f"{plan.on.isoformat()} 09:00+08"
    users, rights = [], []
    for place, union in enumerate(unions):
        starts = max(union.established_on, plan.on - timedelta(days=int(rng.integers(5, 700))))
        silent = int(rng.integers(91, 380)) if rng.random() < 0.18 else int(rng.integers(0, 80))
        seen = plan.on - timedelta(days=silent)
        seen_at = f"{seen.isoformat()} 15:20+08" if seen >= starts else None
        key = "\\x" + wrap(new_data_key()).hex()
        users.append(
            (first + place, f"gh{union.code}", "staff", f"{union.name[:12]}管理员", key, seen_at)
        )
        rights.append((first + place, union.id, starts))
    users_frame = _users(users, at)
    rows = pl.DataFrame(rights, schema=["user_id", "union_id", "starts_on"], orient="row")
    rows = rows.with_row_index("id", grant).with_columns(pl.lit("").alias("reason"))
    grants = rows.with_columns(pl.lit(role).alias("role_id"))
    known = (Authorisation.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    named = rows.rename({"id": "grant_id"}).with_row_index("id", known)
    with unreferring(User, Grant, Authorisation):
        copy_frame(User, users_frame)
        copy_frame(Grant, grants)
        copy_frame(Authorisation, named)
    follow_ids(User, Grant, Authorisation)


def _users(rows: list[tuple[Any, ...]], at: str) -> pl.DataFrame:
    names = ["id", "login", "kind", "name", "data_key", "last_seen_at"]
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return frame.with_columns(
        # No password is usable: these people have not logged in here yet.
        pl.lit("!").alias("password"),
        pl.lit("").alias("email"),
        pl.lit(True).alias("is_active"),
        pl.lit(True).alias("must_change_password"),
        pl.lit(at).alias("created_at"),
    )
