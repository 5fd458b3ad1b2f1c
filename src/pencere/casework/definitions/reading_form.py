"""Pages and fields of a form, read from YAML with what each type of field may say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, get_args

from pencere.casework.definitions.model import Choice, Field, FieldType, Page
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.reader import NAME, Group, Source
from pencere.kernel.expressions import Expression
from pencere.kernel.text import Text

CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
TYPES: tuple[str, ...] = get_args(FieldType)
BOUNDED = {"integer", "decimal", "date"}
WORDS = {"text", "long_text"}
ACCEPTABLE = ("pdf", "jpeg", "png", "docx", "xlsx", "asice")
LISTS = ("agencies", "registers")
DEFAULT_LENGTH = {"text": 200, "long_text": 4000}
DEFAULT_BYTES = 5_000_000
MAX_BYTES = 50_000_000


def read_pages(source: Source, node: Node) -> tuple[Page, ...]:
    """The form's pages; keys of fields are unique in the whole form."""
    pages = tuple(_page(source, each) for each in source.items(node))
    if not pages:
        source.problem(node, "A form has at least one page.")
    _refuse_repeats(source, node, pages)
    return pages


def _refuse_repeats(source: Source, node: Node, pages: tuple[Page, ...]) -> None:
    seen: set[str] = set()
    keys = [page.key for page in pages] + [f"·{each.key}" for page in pages for each in page.fields]
    for key in keys:
        if key and key in seen:
            source.problem(node, f"The key “{key.lstrip('·')}” stands twice in the form.")
        seen.add(key)


def _page(source: Source, node: Node) -> Page:
    with source.group(node) as group:
        page = Page(
            key=group.need("page", lambda found: _name(source, found), ""),
            title=group.text("title"),
            intro=group.maybe_text("intro"),
            show=group.expression("show"),
            fields=tuple(_field(source, each) for each in group.items("fields")),
        )
    if not page.fields:
        source.problem(node, "A page has at least one field.", key="fields")
    return page


def _name(source: Source, node: Node) -> str:
    value = source.string(node)
    if value and not NAME.match(value):
        source.problem(node, f"“{value}” is no key: lower-case letters, digits and _.")
    return value


def _field(source: Source, node: Node) -> Field:
    with source.group(node) as group:
        kind = group.one_of("type", TYPES)
        choices, choices_from = _choices(source, group, kind)
        least, most = _bounds(source, group, kind)
        field = Field(
            key=group.need("key", lambda found: _name(source, found), ""),
            type=kind,  # type: ignore[arg-type]
            title=group.text("title"),
            hint=group.maybe_text("hint"),
            required=_required(source, group),
            show=group.expression("show"),
            prefill=group.expression("prefill"),
            locked=group.boolean("locked"),
            hidden=group.boolean("hidden"),
            min=least,
            max=most,
            step=_step(source, group) if kind == "decimal" else None,
            pattern=_pattern(source, group) if kind in WORDS else None,
            min_length=group.integer("min_length") if kind in WORDS else None,
            max_length=_max_length(group, kind),
            casing=_casing(group, kind),
            choices=choices,
            choices_from=choices_from,
            error=group.maybe_text("error"),
            accept=_accepted(source, group, kind),
            max_bytes=_max_bytes(source, group, kind),
            max_files=(group.integer("max_files", least=1) or 1) if kind == "file" else 1,
        )
    if (field.locked or field.hidden) and field.prefill is None:
        source.problem(node, "What can't be typed needs a prefill.", key="prefill")
    return field


def _required(source: Source, group: Group) -> bool | Expression:
    def read(node: Node) -> bool | Expression:
        if isinstance(node.value, bool):
            return node.value
        return source.expression(node) or True

    answered: bool | Expression = True
    return group.maybe("required", read, answered)


def _bounds(source: Source, group: Group, kind: str) -> tuple[Bound, Bound]:
    if kind not in BOUNDED:
        return None, None

    def read(node: Node) -> Bound:
        return _bound(source, node, kind)

    return group.maybe("min", read, None), group.maybe("max", read, None)


Bound = int | Decimal | Expression | None


def _bound(source: Source, node: Node, kind: str) -> Bound:
    value = node.value
    if isinstance(value, str):
        return source.expression(node)
    if kind == "date":
        if isinstance(value, dt.date):
            return source.expression(Node(node.line, node.path, f'date("{value}")'))
        source.problem(node, f"A date's bound is a date or an expression, not {node.kind}.")
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        source.problem(node, f"Here stands a number or an expression, not {node.kind}.")
    elif kind == "integer" and isinstance(value, Decimal):
        source.problem(node, "The bound of a whole number is a whole number.")
    else:
        return value
    return None


def _step(source: Source, group: Group) -> Decimal | None:
    def read(node: Node) -> Decimal | None:
        if isinstance(node.value, bool) or not isinstance(node.value, int | Decimal):
            source.problem(node, f"Here stands a number, not {node.kind}.")
            return None
        if node.value <= 0:
            source.problem(node, "A step is more than 0.")
            return None
        return Decimal(node.value)

    return group.maybe("step", read, None)


def _pattern(source: Source, group: Group) -> str | None:
    def read(node: Node) -> str:
        value = source.string(node)
        try:
            re.compile(value)
        except re.error as error:
            source.problem(node, f"This is no regular expression: {error}.")
        return value

    return group.maybe("pattern", read, None)


def _max_length(group: Group, kind: str) -> int | None:
    if kind not in WORDS:
        return None
    return group.integer("max_length", least=1) or DEFAULT_LENGTH[kind]


def _casing(group: Group, kind: str) -> Literal["upper", "lower"] | None:
    if kind != "text":
        return None
    found = group.one_of("casing", ("upper", "lower"), default="")
    return "upper" if found == "upper" else "lower" if found == "lower" else None


def _accepted(source: Source, group: Group, kind: str) -> tuple[str, ...]:
    def read(node: Node) -> tuple[str, ...]:
        return tuple(source.one_of(each, ACCEPTABLE) for each in source.items(node))

    none: tuple[str, ...] = ()
    return group.need("accept", read, none) if kind == "file" else none


def _max_bytes(source: Source, group: Group, kind: str) -> int:
    if kind != "file":
        return 0
    size = group.integer("max_bytes", least=1) or DEFAULT_BYTES
    if size > MAX_BYTES:
        source.problem(group.at, f"A file is at most {MAX_BYTES} bytes.", key="max_bytes")
    return size


def _choices(source: Source, group: Group, kind: str) -> tuple[tuple[Choice, ...], str | None]:
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
