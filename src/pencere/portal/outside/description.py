"""The API's description, as the page for people shows it: made from openapi.json, so that the
two can't differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import resolve, reverse


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing that a program can do."""

    method: str
    path: str
    title: str
    text: str
    parameters: tuple[tuple[str, str, bool], ...]
    """Name, where it stands, whether it is needed."""
    takes: str
    """Name of the body's schema."""
    gives: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema with its fields: name, type, what it means."""

    name: str
    text: str
    fields: tuple[tuple[str, str], ...]


def described() -> tuple[Mapping[str, list[Endpoint]], list[Shape]]:
    """Endpoints by part, and the schemas that they name."""
    api = resolve(reverse("api:openapi-json")).func.keywords["api"]  # type: ignore[attr-defined]
    schema = api.get_openapi_schema()
    parts: dict[str, list[Endpoint]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            part = (operation.get("tags") or ["Other"])[0]
            parts.setdefault(part, []).append(_endpoint(path, method, operation))
    shapes = [_shape(name, each) for name, each in schema["components"]["schemas"].items()]
    return parts, sorted(shapes, key=lambda each: each.name)


def _endpoint(path: str, method: str, operation: Mapping[str, Any]) -> Endpoint:
    body: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
    answer: Mapping[str, Any] = operation.get("responses", {}).get(200, {}).get("content", {})
    nothing: Mapping[str, Any] = {}
    return Endpoint(
        method=method.upper(),
        path=path,
        title=operation.get("summary", ""),
        text=operation.get("description", ""),
        parameters=tuple(
            (each["name"], each["in"], bool(each.get("required")))
            for each in operation.get("parameters", ())
        ),
        takes=_name_of(next(iter(body.values()), nothing).get("schema", {})),
        gives=_name_of(next(iter(answer.values()), nothing).get("schema", {})),
        is_public="security" not in operation,
    )


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    fields = tuple((key, _name_of(each)) for key, each in schema.get("properties", {}).items())
    return Shape(name=name, text=schema.get("description", ""), fields=fields)


def _name_of(schema: Mapping[str, Any]) -> str:
    """A type in short: `Saved`, `list of FileShape`, `string or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_name_of(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_name_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "")
