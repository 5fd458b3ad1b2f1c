"""Of which type the answers of a form are, for the expressions that speak of them: told from the
file before the form is read, since rules and data stand before it."""

from __future__ import annotations

from collections.abc import Mapping

from pencere.casework.definitions.nodes import Node
from pencere.kernel.expression_types import (
    ANY,
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Shape,
    list_of,
    map_of,
)

_FILE = map_of({"id": STRING, "name": STRING, "size": INT, "media_type": STRING})
_ADDRESS = ("region", "locality", "street", "house", "flat", "postal_code")
SHAPES: Mapping[str, Shape] = {
    **dict.fromkeys(("text", "long_text", "person", "organisation", "phone", "email"), STRING),
    **dict.fromkeys(("iban", "document_number", "plate"), STRING),
    "integer": INT,
    "money": INT,
    "decimal": DOUBLE,
    "date": DATE,
    "boolean": BOOL,
    "address": map_of(dict.fromkeys(_ADDRESS, STRING)),
    "coordinates": map_of({"lat": DOUBLE, "lon": DOUBLE}),
    "outline": map_of({"area_ha": DOUBLE, "points": INT}),
    "signature": map_of({"by": STRING, "at": STRING, "method": STRING}),
    "file": list_of(_FILE),
}
APPLICANT: Mapping[str, Shape] = {
    "kind": STRING,
    "identifier": STRING,
    "name": STRING,
    "born_on": DATE,
    "age": INT,
    "is_on_behalf": BOOL,
}


def form_shapes(root: Node) -> dict[str, Shape]:
    """The answers of all pages of a file by key."""
    return {
        key: shape
        for page in _items(_get(root, "form"))
        for key, shape in fields_shapes(_get(page, "fields")).items()
    }


def findings_shapes(root: Node) -> dict[str, Shape]:
    """What officers may find in any action of a file, by key."""
    found: dict[str, Shape] = {}
    for state in _values(_get(_get(root, "workflow"), "states")):
        for action in _values(_get(state, "actions")):
            found |= fields_shapes(_get(action, "findings"))
    return found


def fields_shapes(fields: Node | None) -> dict[str, Shape]:
    """The answers of a list of fields by key."""
    found: dict[str, Shape] = {}
    for field in _items(fields):
        key = _word(field, "key")
        if key is not None:
            found[key] = _shape(field)
    return found


def _shape(field: Node) -> Shape:
    kind = _word(field, "type") or ""
    if kind == "group":
        return list_of(map_of(fields_shapes(_get(field, "fields"))))
    if kind in {"choice", "choices"}:
        choice = Shape("string", codes=_codes(_get(field, "choices")))
        return choice if kind == "choice" else list_of(choice)
    return SHAPES.get(kind, ANY)


def _codes(choices: Node | None) -> frozenset[str]:
    if choices is None or not isinstance(choices.value, Mapping) or set(choices.value) == {"from"}:
        return frozenset()
    return frozenset(choices.value)


def _get(node: Node | None, key: str) -> Node | None:
    return _group(node).get(key)


def _values(node: Node | None) -> tuple[Node, ...]:
    return tuple(_group(node).values())


def _group(node: Node | None) -> Mapping[str, Node]:
    return node.value if node is not None and isinstance(node.value, Mapping) else {}


def _word(node: Node, key: str) -> str | None:
    found = _get(node, key)
    return found.value if found is not None and isinstance(found.value, str) else None


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.value if node is not None and isinstance(node.value, tuple) else ()
