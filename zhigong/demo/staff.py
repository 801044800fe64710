"""The accounts of the demo: one log-in per role, and the administrators of the unions."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.base.crypto import new_data_key, wrap
from zhigong.demo.copying import copy_frame, follow_ids
from zhigong.demo.people import MEMBER_PHONE
from zhigong.demo.plan import SEED, Plan, UnionPlan
from zhigong.registry.accounts.models import Authorisation, Grant, Role, User
from zhigong.registry.accounts.operations import (
    authorise_administrator,
    create_user,
    enrol_totp,
    grant_role,
    sync_roles,
)
from zhigong.registry.people.models import Membership
from zhigong.registry.unions.models import Union

PASSWORD = "Gonghui-2026"  # noqa: S105  the demo's own, printed for its visitors


@dataclass(frozen=True, slots=True)
class Cast:
    """One account of the demo: what it may do, where, and which screen it is for."""

    role: str
    login: str
    name: str
    place: str
    screen: str

    @property
    def totp_secret(self) -> str:
        """The fixed secret of its authenticator; members have none."""
        if self.role == "member":
            return ""
        return b32encode(
            hashlib.sha256(f"zhigong demo {self.login}".encode()).digest()[:20]
        ).decode()


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
    Cast("member", MEMBER_PHONE, "", "grassroots", "/"),
)


def place_of(plan_unions: list[Any], place: str) -> Any:
    """Return the union a cast entry stands at: the root, the first street, the first grassroots.

    The grassroots union is the first of the sample roster's firms, below the street of that firm.
    """
    if place == "root":
        return plan_unions[0]
    leaf = next(u for u in plan_unions if u.kind == "grassroots")
    return leaf if place == "grassroots" else leaf.parent


def open_accounts(plan: Plan) -> None:
    """Open the cast's accounts and name the administrators of most unions."""
    sync_roles(actor=SYSTEM)
    at, today = clock.now(), clock.today()
    members = {c.login for c in CAST if c.role == "member"}
    for cast in CAST:
        union = Union.objects.get(pk=place_of(plan.unions, cast.place).id)
        if cast.login in members:
            _open_member(cast, union, at)
            continue
        user = create_user(
            login=cast.login, name=cast.name, password=PASSWORD, at=at,
            must_change_password=False, actor=SYSTEM,
        )  # fmt: skip
        enrol_totp(user=user, secret=cast.totp_secret, at=at, actor=SYSTEM)
        if cast.role == "union_admin" and cast.place == "grassroots":
            authorise_administrator(union=union, user=user, on=today, actor=SYSTEM)
        else:
            role = Role.objects.get(code=cast.role)
            grant_role(user=user, role=role, union=union, starts_on=today, actor=SYSTEM)
    _name_administrators(plan)


def _open_member(cast: Cast, union: Union, at: Any) -> None:
    first = Membership.objects.filter(union=union, state="active").order_by("id").first()
    if first is None:
        raise LookupError("the demo's grassroots union has no members")
    create_user(
        login=cast.login, name=first.person.name, kind="member", person_id=first.person_id,
        phone=MEMBER_PHONE, password=PASSWORD, at=at, must_change_password=False, actor=SYSTEM,
    )  # fmt: skip


def _is_named(union: UnionPlan, rng: np.random.Generator) -> bool:
    """Most unions have their administrator; branches mostly have none of their own."""
    return bool(rng.random() < (0.3 if union.kind == "branch" else 0.965))


def _name_administrators(plan: Plan) -> None:
    rng = np.random.default_rng([SEED, 3])
    taken = {place_of(plan.unions, "grassroots").id}
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
    copy_frame(User, _users(users, at))
    rows = pl.DataFrame(rights, schema=["user_id", "union_id", "starts_on"], orient="row")
    rows = rows.with_row_index("id", grant).with_columns(pl.lit("").alias("reason"))
    copy_frame(Grant, rows.with_columns(pl.lit(role).alias("role_id")))
    known = (Authorisation.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    named = rows.rename({"id": "grant_id"}).with_row_index("id", known)
    copy_frame(Authorisation, named)
    follow_ids(User, Grant, Authorisation)


def _users(rows: list[tuple[Any, ...]], at: str) -> pl.DataFrame:
    names = ["id", "login", "kind", "name", "data_key", "last_seen_at"]
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return frame.with_columns(
        # No password is usable: these people have not logged in here yet.
        pl.lit("!").alias("password"),
        pl.lit(True).alias("is_active"),
        pl.lit(True).alias("must_change_password"),
        pl.lit(at).alias("created_at"),
    )
