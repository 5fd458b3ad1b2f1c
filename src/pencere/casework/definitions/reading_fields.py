"""What each type of field may say beside title and conditions, read from YAML."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, get_args

from pencere.casework.definitions.model import Choice, FieldType, Pattern
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.reader import Group, Source
from pencere.casework.definitions.regexes import why_slow
from pencere.kernel.expressions import Expression
from pencere.kernel.text import Text

CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
TYPES: tuple[str, ...] = get_args(FieldType)
BOUNDED = {"integer", "decimal", "money", "date"}
WORDS = {"text", "long_text"}
ACCEPTABLE = ("pdf", "jpeg", "png", "docx", "xlsx", "asice")
LISTS = ("agencies", "registers")
METHODS = ("declaration",)
DEFAULT_LENGTH = {"text": 200, "long_text": 4000}
DEFAULT_BYTES = 5_000_000
MAX_BYTES = 50_000_000


def required(source: Source, group: Group) -> bool | Expression:
    def read(node: Node) -> bool | Expression:
        if isinstance(node.value, bool):
            return node.value
        return source.condition(node) or True

    answered: bool | Expression = True
    return group.maybe("required", read, answered)


def bounds(source: Source, group: Group, kind: str) -> tuple[Bound, Bound]:
    if kind not in BOUNDED:
        return None, None

    def read(node: Node) -> Bound:
        return _bound(source, node, kind)

    return group.maybe("min", read, None), group.maybe("max", read, None)


Bound = int | Decimal | Expression | None


def _bound(source: Source, node: Node, kind: str) -> Bound:
    value = node.value
    if isinstance(value, str):
        return source.expression(node, gives="date" if kind == "date" else "any")
    if kind == "date":
        if isinstance(value, dt.date):
            return source.expression(Node(node.line, node.path, f'date("{value}")'))
        source.problem(node, f"A date's bound is a date or an expression, not {node.kind}.")
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        source.problem(node, f"Here stands a number or an expression, not {node.kind}.")
    elif kind in {"integer", "money"} and isinstance(value, Decimal):
        source.problem(node, "The bound is a whole number (of money: of minor units).")
    else:
        return value
    return None


def positive(source: Source, group: Group, key: str) -> Decimal | None:
    """A number above 0, whole or not."""

    def read(node: Node) -> Decimal | None:
        if isinstance(node.value, bool) or not isinstance(node.value, int | Decimal):
            source.problem(node, f"Here stands a number, not {node.kind}.")
            return None
        if node.value <= 0:
            source.problem(node, "The number must be more than 0.")
            return None
        return Decimal(node.value)

    return group.maybe(key, read, None)


def words(source: Source, group: Group, key: str) -> Text | None:
    """Words in each language, or one text for all of them (a unit, an example)."""

    def read(node: Node) -> Text:
        if isinstance(node.value, str):
            return Text(dict.fromkeys(source.languages, source.string(node)))
        return source.text(node)

    return group.maybe(key, read, None)


def method(group: Group, kind: str) -> str:
    """How a signature is made."""
    return (
        group.one_of("method", METHODS, default=METHODS[0]) if kind == "signature" else METHODS[0]
    )


def mask(source: Source, group: Group) -> str | None:
    def read(node: Node) -> str:
        value = source.string(node)
        if not set(value) & set("9A*"):
            source.problem(node, "A mask has places to fill: 9 a digit, A a letter, * either.")
        return value

    return group.maybe("mask", read, None)


def regex(source: Source, node: Node) -> str:
    """A regular expression that can be matched against anything that people type."""
    value = source.string(node)
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        source.problem(node, f"This is no regular expression: {error}.")
        return ""
    if why := why_slow(value):
        source.problem(node, why)
    return value


def pattern(source: Source, group: Group) -> str | None:
    return group.maybe("pattern", lambda node: regex(source, node), None)


def patterns(source: Source, group: Group) -> tuple[Pattern, ...]:
    """Patterns that must all match, each with its own words."""

    def read(node: Node) -> Pattern:
        with source.group(node) as inner:
            match = inner.need("match", lambda found: regex(source, found), "")
            return Pattern(match=match, error=inner.text("error"))

    return tuple(read(each) for each in group.items("patterns"))


def max_length(group: Group, kind: str) -> int | None:
    if kind not in WORDS:
        return None
    return group.integer("max_length", least=1) or DEFAULT_LENGTH[kind]


def casing(group: Group, kind: str) -> Literal["upper", "lower"] | None:
    if kind != "text":
        return None
    found = group.one_of("casing", ("upper", "lower"), default="")
    return "upper" if found == "upper" else "lower" if found == "lower" else None


def files(source: Source, group: Group, kind: str) -> dict[str, Any]:
    """Which files are taken: a list of kinds with one limit, or kinds with their own."""
    if kind != "file":
        return {}
    node = group.need("accept", lambda found: found, None)
    usual = _limit(source, group.at, group.integer("max_bytes", least=1) or DEFAULT_BYTES)
    by_kind: dict[str, int] = {}
    kinds: tuple[str, ...] = ()
    if node is not None and isinstance(node.value, Mapping):
        with source.group(node) as inner:
            for each in ACCEPTABLE:
                if (most := inner.integer(each, least=1)) is not None:
                    by_kind[each] = _limit(source, node, most)
        kinds = tuple(by_kind)
        usual = max(by_kind.values(), default=usual)
    elif node is not None:
        kinds = tuple(source.one_of(each, ACCEPTABLE) for each in source.items(node))
    if node is not None and not kinds:
        source.problem(node, "Name the kinds of files that are taken.")
    return {
        "accept": kinds,
        "bytes_by_kind": by_kind,
        "max_bytes": usual,
        "max_files": group.integer("max_files", least=1) or 1,
    }


def _limit(source: Source, node: Node, size: int) -> int:
    if size > MAX_BYTES:
        source.problem(node, f"A file is at most {MAX_BYTES} bytes.", key="max_bytes")
    return size


def choices(source: Source, group: Group, kind: str) -> tuple[tuple[Choice, ...], str | None]:
    if kind not in {"choice", "choices"}:
        return (), None
    node = group.need("choices", lambda found: found, None)
    if node is None:
        return (), None
    if isinstance(node.value, Mapping) and set(node.value) == {"from"}:
        with source.group(node) as inner:
            return (), inner.one_of("from", LISTS)
    entries = node.value.items() if isinstance(node.value, Mapping) else source.entries(node)
    made = tuple(_choice(source, code, each) for code, each in entries)
    if not made:
        source.problem(node, "There is nothing to choose from.")
    return made, None


def _choice(source: Source, code: str, node: Node) -> Choice:
    """Either the title in each language, or `title` and `hint`."""
    if not CHOICE_CODE.match(code):
        source.problem(node, f"“{code}” is no code of a choice: letters, digits, - and _.")
    if isinstance(node.value, Mapping) and "title" in node.value:
        with source.group(node) as group:
            return Choice(code=code, title=group.text("title"), hint=group.maybe_text("hint"))
    title: Text = source.text(node)
    return Choice(code=code, title=title)
