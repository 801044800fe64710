"""Whatever is sent, the API answers in its own form, as its description says, and never breaks."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import World, undone
from zhigong.screens.api.api import api
from zhigong.screens.api.tests.conftest import Call

SCHEMA = api.get_openapi_schema(path_prefix="")
OPERATIONS = [
    (method, path, operation)
    for path, methods in sorted(SCHEMA["paths"].items())
    for method, operation in sorted(methods.items())
    if path != "/imports" and "tokens" not in path
]
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

texts = st.text(max_size=12) | st.sampled_from(
    ["0", "-1", "99999999999999999999", "2026-02-30", ""]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)


def of_kind(kind: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that fit a part of the description, or nearly."""
    if "$ref" in kind:
        return of_kind(SCHEMA["components"]["schemas"][kind["$ref"].rpartition("/")[2]])
    for key in ("anyOf", "allOf"):
        if key in kind:
            return st.one_of([of_kind(one) for one in kind[key]])
    if "enum" in kind:
        return st.sampled_from(kind["enum"])
    if kind.get("type") == "object":
        known = {name: of_kind(one) for name, one in kind.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=known)
    plain = {
        "integer": st.integers(),
        "boolean": st.booleans(),
        "null": st.none(),
        "string": st.dates().map(str) if kind.get("format") == "date" else st.text(max_size=20),
    }
    return plain.get(str(kind.get("type")), values)


def bodies(operation: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return bodies for an operation: such as it describes, and others.

    What wants a file is sent JSON as well: that too is answered in form.
    """
    if "requestBody" not in operation:
        return st.none()
    (described,) = (one["schema"] for one in operation["requestBody"]["content"].values())
    return of_kind(described) | values


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda v: str(v)[:40])
@settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_anything_is_answered_in_form(
    world: World, call: Call, method: str, path: str, operation: dict[str, Any], data: Any
) -> None:
    known = {"union_code": world.unions["firm"].code, "facet": "verified"}
    query: dict[str, str] = {}
    for parameter in operation.get("parameters", []):
        name = parameter["name"]
        chosen = data.draw(texts | of_kind(parameter["schema"]).map(str), label=name)
        if parameter["in"] == "path":
            given_one = known.get(name, str(world.things["person"].pk))
            segment = quote(data.draw(st.just(given_one) | texts.filter(bool), label=name), safe="")
            path = path.replace("{" + name + "}", segment)
        elif parameter["in"] == "query":
            query[name] = chosen
    body = data.draw(bodies(operation), label="body")

    with undone():
        answer = call("county_officer", method.upper(), f"{path}?{urlencode(query)}", body)

    described = {int(status) for status in operation["responses"]}
    assert answer.status_code in described | {404, 405}, answer.content
    if answer.status_code >= 400:
        assert set(answer.json()) - {"errors"} == {"code", "text", "field"}
