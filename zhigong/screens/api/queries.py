"""The reference of the API for people, read from the API's own description."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhigong.kernel.text import N_
from zhigong.screens.api.api import api

PREFIX = "/api/v1/"
PLACES = {"path": N_("地址"), "query": N_("查询"), "header": N_("请求头")}
KINDS = {
    "string": N_("文本"),
    "integer": N_("整数"),
    "number": N_("数值"),
    "boolean": N_("是否"),
    "object": N_("对象"),
    "null": N_("空"),
}
FORMATS = {
    "date": N_("日期"),
    "date-time": N_("时间"),
    "uuid": N_("编号（UUID）"),
    "binary": N_("文件"),
}
NESTED = 3  # how deep fields within fields are listed; deeper ones are named by their kind alone

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is sent or answered.

    :param name: with a dot before what lies inside, and ``[]`` behind a list.
    :param place: where it is sent; empty in a body.
    """

    name: str
    kind: str
    is_required: bool
    place: str = ""
    limits: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as the reference shows it."""

    code: str
    method: str
    path: str
    title: str
    text: str
    sent: tuple[Part, ...]
    body_kind: str
    answered: tuple[Part, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one kind of thing."""

    title: str
    operations: tuple[Described, ...]


def reference() -> list[Group]:
    """Return every operation of the API, grouped as it is described, in the order of addresses."""
    description = api.get_openapi_schema(path_prefix=PREFIX)
    known: Schema = description["components"]["schemas"]
    groups: dict[str, list[Described]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            described = _described(path, method, operation, known)
            groups.setdefault(operation["tags"][0], []).append(described)
    return [Group(title, tuple(found)) for title, found in groups.items()]


def _described(path: str, method: str, operation: Schema, known: Schema) -> Described:
    sent = [
        Part(
            one["name"].replace("_", "-").title() if one["in"] == "header" else one["name"],
            _kind(one["schema"], known),
            one.get("required", False),
            _(PLACES[one["in"]]),
            _limits(one["schema"], known),
        )
        for one in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {})
    for kind in body:
        sent += _fields(body[kind]["schema"], known)
    status = next(code for code in operation["responses"] if str(code).startswith("2"))
    content = operation["responses"][status].get("content", {}).get("application/json", {})
    return Described(
        code=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        text=operation.get("description", "").replace("`", ""),
        sent=tuple(sent),
        body_kind=next(iter(body), ""),
        answered=tuple(_fields(content.get("schema", {}), known)),
        status=str(status),
    )


def _resolved(schema: Schema, known: Schema) -> Schema:
    """Return what a schema refers to; of alternatives the one that is not empty."""
    if "$ref" in schema:
        found: Schema = known[schema["$ref"].rsplit("/", 1)[1]]
        return _resolved(found, known)
    for several in ("anyOf", "allOf"):
        choices = [one for one in schema.get(several, ()) if one.get("type") != "null"]
        if choices:
            return _resolved(choices[0], known)
    return schema


def _fields(schema: Schema, known: Schema, *, before: str = "", depth: int = 0) -> list[Part]:
    """Return the fields of an object, or of the objects of a list, with what lies inside them."""
    found = _resolved(schema, known)
    if found.get("type") == "array":
        return _fields(found["items"], known, before=f"{before}[]", depth=depth)
    required = set(found.get("required", ()))
    parts = []
    for name, inner in found.get("properties", {}).items():
        whole = f"{before}.{name}" if before else name
        kind, limits = _kind(inner, known), _limits(inner, known)
        parts.append(Part(whole, kind, name in required, limits=limits))
        if depth < NESTED:
            parts += _fields(inner, known, before=whole, depth=depth + 1)
    return parts


def _kind(schema: Schema, known: Schema) -> str:
    found = _resolved(schema, known)
    if found.get("type") == "array":
        return _("列表（%(kind)s）") % {"kind": _kind(found["items"], known)}
    known_format = FORMATS.get(str(found.get("format")))
    return _(known_format or KINDS.get(str(found.get("type")), KINDS["object"]))


def _limits(schema: Schema, known: Schema) -> str:
    """Return which values are allowed, in words."""
    found = _resolved(schema, known)
    said = []
    if "enum" in found:
        said.append(_("可取：%(values)s") % {"values": "、".join(_shown(v) for v in found["enum"])})
    if "minimum" in found and "maximum" in found:
        said.append(f"{found['minimum']:,}–{found['maximum']:,}")
    if "maxLength" in found:
        said.append(_("最长 %(n)s 字") % {"n": found["maxLength"]})
    default = schema.get("default", found.get("default"))
    if default not in (None, ""):
        said.append(_("默认 %(value)s") % {"value": _shown(default)})
    return "；".join(said)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) or _("（空）")
