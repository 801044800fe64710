"""Every route × the whole cast: who may enter, who learns nothing, and that refusals write nothing.

The routes come from the URL configuration, so a new page joins by itself. A route that asks for
something the cast's table has no example of fails here, and says so.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import connection
from django.test import override_settings
from django.urls import clear_url_caches, path, reverse

from tests.architecture.loaded import PUBLIC, api_operations, routes
from tests.cast import CAST, NOON, Example, World, build, example_for, rows_of_all_tables, undone
from zhigong.base.actor import Actor
from zhigong.base.clock import use_clock
from zhigong.base.models import Setting
from zhigong.base.pages import page, public_page

pytestmark = pytest.mark.django_db

FINE = {200, 201, 202, 204, 302, 409, 422}
NOT_OFFERED = 405  # by this method there is nothing, whoever asks
WRITES = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)
# Files of a thing that need not have one, or of a kind the reader of the thing may not open.
MAY_BE_ABSENT = {
    "api:read_document",
    "cases:compose_phone_sample",
    "cases:viewer",
    "membership:report_file",
    "membership:result_file",
}
# A page of several moves asks for the ability of the move in its address.
ABILITY_OF_EXAMPLE = {"people:move": "people.end"}
# A GET may keep a session alive, and must note that somebody read an identity.
MAY_BE_WRITTEN_BY_GET = {"django_session", "accounts_usersession", "accounts_user", "audit_entry"}


@dataclass(frozen=True)
class Route:
    """One way in: a page by one method, or one operation of the API."""

    name: str
    address: str
    method: str
    ability: str
    is_api: bool = False

    def __str__(self) -> str:
        return f"{self.method} /{self.address}"

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments in the address: name -> converter."""
        return {name: kind for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", self.address)}


def every_route() -> list[Route]:
    """Return every way in."""
    found = []
    for address, name, view in routes():
        if name in PUBLIC:
            continue
        operations = api_operations(view)
        if operations is None:
            ability = getattr(view, "page_ability", "unclassified")
            found += [Route(name, address, method, ability) for method in ("GET", "POST")]
            continue
        for one in operations:
            route = f"api:{one.view_func.__name__}"
            found += [Route(route, address, m, _ability(one), is_api=True) for m in one.methods]
    return list(dict.fromkeys(found))


def _ability(operation: Any) -> str:
    """Return the ability an operation of the API asks for."""
    if not operation.auth_callbacks:
        return str(getattr(operation.view_func, "page_ability", "unclassified"))
    return operation.auth_callbacks[0].ability or "known"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        built = build()
        built.rows = rows_of_all_tables()
        yield built


def resolve(world: World, route: Route) -> tuple[str, list[Example]]:
    """Return the address of a route with examples in it, and the examples."""
    examples = {
        name: example_for(world, route=route.name, argument=name) for name in route.arguments
    }
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(examples[m[1]].value), route.address)
    sent = [BODIES[route.name](world)[1]] if route.name in BODIES else []
    return "/" + filled, [*examples.values(), *sent]


def expected(world: World, route: Route, who: str, examples: list[Example]) -> set[int]:
    """Return the statuses that are right for one of the cast."""
    actor = world.actor(who)
    if route.ability == "public":
        return FINE
    if not actor.is_known:
        return {401} if route.is_api else {302}
    owners = {example.owner for example in examples} - {""}
    if route.ability not in ("known", "member"):
        ability = ABILITY_OF_EXAMPLE.get(route.name, route.ability)
        return _by_ability(actor, route, ability, examples, who not in owners if owners else False)
    if route.ability == "member" and actor.person_id is None:
        return {403}
    if owners:
        return FINE if who in owners else {404}
    places = [example.place for example in examples if example.place is not None]
    reached = any(p.node_id in place.ancestors for p in actor.powers for place in places)
    return FINE | {403, 404} if reached or not places else {404}


def _by_ability(
    actor: Actor, route: Route, ability: str, examples: list[Example], is_of_another: bool
) -> set[int]:
    """Return what is right where an ability opens the route: nowhere 403, elsewhere 404."""
    if not actor.may(ability):
        return {403}
    scope = actor.scope(ability)
    outside = (e.place is not None and not scope.covers(e.place.ancestors) for e in examples)
    if is_of_another or any(outside):
        return {404}
    # To read may be one ability and to write another: the second is asked by the operation.
    second = {403} if route.method == "POST" else set()
    return FINE | second | ({404} if route.name in MAY_BE_ABSENT else set())


def ask(world: World, route: Route, who: str, address: str) -> Any:
    """Send the request; the answer carries what was written as ``written``."""
    written: set[str] = set()

    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(str(sql)):
            written.add(found[1])
        return execute(sql, params, many, context)

    client = world.client(who)
    options: dict[str, Any] = {}
    if route.is_api and who != "anonymous":
        client.cookies.clear()
        options["headers"] = {"Authorization": f"Bearer zg_{who}"}
    body = BODIES[route.name](world)[0] if route.name in BODIES else {}
    with connection.execute_wrapper(watch):
        if route.method == "GET":
            answer = client.get(address, **options)
        elif any(isinstance(value, UploadedFile) for value in body.values()):
            answer = client.post(address, body, **options)
        else:
            sent = (json.dumps(body), "application/json") if route.is_api else ()
            answer = client.generic(route.method, address, *sent, **options)
    answer.written = written  # type: ignore[attr-defined]
    return answer


# What an operation of the API is sent, by the name of its function, and whose scope that is in.
BODIES: dict[str, Callable[[World], tuple[dict[str, Any], Example]]] = {
    "api:open_membership": lambda world: (
        {"union": world.unions["firm"].code, "person_id": world.things["person"].pk},
        Example(None, world.unions["firm"]),
    ),
    "api:offer_transfer": lambda world: (
        {"person_id": world.things["person"].pk, "to_union": world.unions["sibling"].code},
        Example(None, world.unions["sibling"]),
    ),
    "api:end_membership": lambda world: ({"way": "leave"}, Example(None)),
    "api:object_to_transfer": lambda world: (
        {"reason": "欠缴会费"},
        Example(None, world.unions["sibling"]),
    ),
    "api:submit_case": lambda world: (
        {
            "programme": "suggestion",
            "union": world.unions["firm"].code,
            "answers": {"details": "建议在车间门口增设饮水点。"},
        },
        Example(None, world.unions["firm"]),
    ),
    "api:add_document": lambda world: (
        {"code": "proof", "file": SimpleUploadedFile("proof.txt", b"text", "text/plain")},
        Example(None),
    ),
    "api:take_outside_ticket": lambda world: (
        {
            "system": "government_hotline",
            "union": world.unions["county"].code,
            "external_number": "SZ2026112100001",
            "text": "反映单位拖欠工资，希望协调。",
        },
        Example(None, world.unions["county"]),
    ),
    "api:decide": lambda world: ({"decision": "pass", "reason": "已解决"}, Example(None)),
    "api:rate": lambda world: ({"stars": 5}, Example(None)),
    "api:move": lambda world: ({"way": "escalate", "reason": "涉及多家单位"}, Example(None)),
}


def faults(world: World, route: Route, who: str) -> list[str]:
    """Return what is wrong when one of the cast takes a route."""
    address, examples = resolve(world, route)
    right = expected(world, route, who, examples)
    found = []
    with undone():
        answer = ask(world, route, who, address)
        if answer.status_code not in right | {NOT_OFFERED}:
            found.append(f"{who} got {answer.status_code} from {route}, not one of {sorted(right)}")
        to_log_in = answer.headers.get("Location", "").startswith(reverse("accounts:login"))
        if answer.status_code == 302 and to_log_in is not (who == "anonymous"):
            is_open = route.ability == "public"
            found += [] if is_open else [f"{who} was sent to {answer.headers['Location']}"]
        if answer.status_code in (401, 403, 404) or (who == "anonymous" and right == {302}):
            before, after = world.rows, rows_of_all_tables()
            changed = [table for table in after if after[table] != before.get(table)]
            found += [f"{who} was denied by {route}, yet wrote {table}" for table in changed]
        if route.method == "GET":
            wrong = answer.written - MAY_BE_WRITTEN_BY_GET
            found += [f"{route} wrote {table}" for table in sorted(wrong)]
    return found


@pytest.mark.parametrize("route", every_route(), ids=str)
def test_a_route_opens_to_those_it_should_and_to_nobody_else(world: World, route: Route) -> None:
    found = [fault for who in CAST for fault in faults(world, route, who)]

    assert found == []


def test_no_route_is_left_unclassified() -> None:
    assert [str(route) for route in every_route() if route.ability == "unclassified"] == []


@page("people.view")
def leaking(request: Any, person_id: int) -> Any:
    """Show anybody to everybody who may see somebody."""
    from django.http import HttpResponse

    return HttpResponse("王小花")


@page("people.view")
def writing_first(request: Any, person_id: int) -> Any:
    """Write, and only then ask whether it was allowed."""
    Setting.objects.create(key="planted", starts_on=NOON.date(), value=1)
    raise Setting.DoesNotExist


@public_page
def writing_get(request: Any) -> Any:
    """Write what nobody asked for."""
    from django.http import HttpResponse

    Setting.objects.create(key="planted", starts_on=NOON.date(), value=1)
    return HttpResponse("")


@public_page
def breaking(request: Any) -> Any:
    """Fail."""
    raise ZeroDivisionError


PLANTED = {
    "leaking": ("people/<int:person_id>/", leaking, "outsider", "outsider got 200"),
    "writing_first": (
        "people/<int:person_id>/",
        writing_first,
        "outsider",
        "yet wrote base_setting",
    ),
    "writing_get": ("planted/", writing_get, "anonymous", "wrote base_setting"),
    "breaking": ("planted/", breaking, "anonymous", "got 500"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_reported(
    world: World, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config import urls

    address, view, who, said = PLANTED[fault]
    monkeypatch.setattr(urls, "urlpatterns", [path(address, view, name=fault), *urls.urlpatterns])
    clear_url_caches()
    try:
        with override_settings(ROOT_URLCONF="config.urls"):
            route = Route(fault, address, "GET", view.page_ability)
            found = faults(world, route, who)
    finally:
        clear_url_caches()

    assert any(said in one for one in found), found


def test_a_route_without_an_example_says_where_to_add_it(world: World) -> None:
    route = Route("people:planted", "people/<int:planted_id>/", "GET", "people.view")

    with pytest.raises(LookupError, match="people:planted asks for 'planted_id': add an example"):
        resolve(world, route)
