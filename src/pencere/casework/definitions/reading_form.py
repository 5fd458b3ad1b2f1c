"""Pages, groups and fields of a form, read from YAML. What each type of field may say beside
stands in `reading_fields.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pencere.casework.definitions import reading_fields as read
from pencere.casework.definitions.model import Check, Field, Page, Rows
from pencere.casework.definitions.model_form import MOST_ROWS
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.problems import closest
from pencere.casework.definitions.reader import NAME, Group, Source
from pencere.casework.definitions.shapes import fields_shapes

Within = Literal["form", "row", "finding"]
"""Where a field stands."""
NOT_IN_ROWS = {"group", "file", "outline", "signature"}
LAYOUTS = ("cards", "table")
DEFAULT_ROWS = 20


def read_pages(source: Source, node: Node) -> tuple[Page, ...]:
    """The form's pages; keys of fields are unique in the whole form."""
    pages = tuple(_page(source, each) for each in source.items(node))
    if not pages:
        source.problem(node, "A form has at least one page.")
    _refuse_repeats(source, node, "form", (page.key for page in pages))
    _refuse_repeats(source, node, "form", (each.key for page in pages for each in page.fields))
    return pages


def _refuse_repeats(source: Source, node: Node, where: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key and key in seen:
            source.problem(node, f"The key “{key}” stands twice in the {where}.")
        seen.add(key)


def _page(source: Source, node: Node) -> Page:
    with source.group(node) as group:
        page = Page(
            key=group.need("page", lambda found: _name(source, found), ""),
            title=group.text("title"),
            intro=group.maybe_text("intro"),
            show=group.condition("show"),
            fields=tuple(_field(source, each) for each in group.items("fields")),
            checks=_checks(source, group),
        )
    if not page.fields:
        source.problem(node, "A page has at least one field.", key="fields")
    _refuse_strange(source, node, page.checks, [each.key for each in page.fields])
    return page


def _name(source: Source, node: Node) -> str:
    value = source.string(node)
    if value and not NAME.match(value):
        source.problem(node, f"“{value}” is no key: lower-case letters, digits and _.")
    return value


def read_findings(source: Source, group: Group) -> tuple[Field, ...]:
    """What an officer enters with an action: fields of the same types as in a row."""
    fields = tuple(_field(source, each, within="finding") for each in group.items("findings"))
    _refuse_repeats(source, group.at, "action", (each.key for each in fields))
    return fields


def _field(source: Source, node: Node, *, within: Within = "form") -> Field:
    with source.group(node) as group:
        kind = group.one_of("type", read.TYPES)
        choices, choices_from = read.choices(source, group, kind)
        least, most = read.bounds(source, group, kind)
        rows = _rows(source, group) if kind == "group" else None
        is_needed = read.required(source, group)
        field = Field(
            key=group.need("key", lambda found: _name(source, found), ""),
            type=kind,  # type: ignore[arg-type]
            title=group.text("title"),
            hint=group.maybe_text("hint"),
            required=is_needed if rows is None or rows.min_items else False,
            show=group.condition("show"),
            prefill=group.expression("prefill"),
            compute=group.expression("compute"),
            locked=group.boolean("locked"),
            hidden=group.boolean("hidden"),
            min=least,
            max=most,
            step=read.positive(source, group, "step") if kind == "decimal" else None,
            unit=read.words(source, group, "unit"),
            example=read.words(source, group, "example"),
            mask=read.mask(source, group) if kind == "text" else None,
            pattern=read.pattern(source, group) if kind in read.WORDS else None,
            patterns=read.patterns(source, group) if kind in read.WORDS else (),
            min_length=group.integer("min_length") if kind in read.WORDS else None,
            max_length=read.max_length(group, kind),
            casing=read.casing(group, kind),
            choices=choices,
            choices_from=choices_from,
            kinds=group.strings("kinds") if kind == "document_number" else (),
            any_country=group.boolean("any_country") if kind == "iban" else False,
            max_area_ha=read.positive(source, group, "max_area_ha") if kind == "outline" else None,
            method=read.method(group, kind),
            rows=rows,
            checks=_checks(source, group) if rows is None else (),
            error=group.maybe_text("error"),
            is_told=group.boolean("shown_to_applicant") if within == "finding" else False,
            **read.files(source, group, kind),
        )
    _refuse_contradictions(source, node, field, within)
    return field


def _refuse_contradictions(source: Source, node: Node, field: Field, within: Within) -> None:
    """What a field can't be at once."""
    if (field.locked or field.hidden) and field.prefill is None and field.compute is None:
        source.problem(node, "What can't be typed needs a prefill.", key="prefill")
    if field.compute is not None and field.prefill is not None:
        source.problem(node, "A field is computed or filled in, not both.", key="compute")
    if field.compute is not None and field.type in {"file", "signature", "outline"}:
        source.problem(node, f"A field of type {field.type} can't be computed.", key="compute")
    if within != "form" and field.type in NOT_IN_ROWS:
        source.problem(node, f"A {within} can't hold a field of type {field.type}.", key="type")
    if field.type == "document_number" and not field.kinds:
        source.problem(node, "Name the kinds of documents whose number it is.", key="kinds")


def _rows(source: Source, group: Group) -> Rows:
    """The row of a group; its expressions may speak of `row` beside everything else."""
    node = group.at
    layout = group.one_of("layout", LAYOUTS, default="cards")
    source.names["row"] = fields_shapes(group.entries.get("fields"))
    try:
        rows = Rows(
            fields=tuple(_field(source, each, within="row") for each in group.items("fields")),
            min_items=_default(group.integer("min_items"), 1),
            max_items=_default(group.integer("max_items", least=1), DEFAULT_ROWS),
            layout="table" if layout == "table" else "cards",
            item_title=group.maybe_text("item_title"),
            checks=_checks(source, group),
        )
    finally:
        del source.names["row"]
    if not rows.fields:
        source.problem(node, "A group has at least one field.", key="fields")
    if rows.max_items > MOST_ROWS:
        source.problem(node, f"A group has at most {MOST_ROWS} rows.", key="max_items")
    if rows.min_items > rows.max_items:
        source.problem(node, "There can't be fewer rows at most than at least.", key="min_items")
    columns = [each.key for each in rows.fields]
    _refuse_repeats(source, node, "group", columns)
    _refuse_strange(source, node, rows.checks, columns)
    return rows


def _default(number: int | None, usual: int) -> int:
    return usual if number is None else number


def _checks(source: Source, group: Group) -> tuple[Check, ...]:
    made = (_check(source, each, number) for number, each in enumerate(group.items("checks")))
    return tuple(each for each in made if each is not None)


def _check(source: Source, node: Node, number: int) -> Check | None:
    with source.group(node) as group:
        when = group.need("when", source.condition, None)
        key = group.maybe("key", lambda found: _name(source, found), f"check_{number + 1}")
        fields = group.strings("fields")
        message = group.text("message")
    return None if when is None else Check(key=key, when=when, message=message, fields=fields)


def _refuse_strange(
    source: Source, node: Node, checks: tuple[Check, ...], known: list[str]
) -> None:
    """A check of several fields says at which of them its message stands."""
    for number, check in enumerate(checks):
        at = f"checks[{number}].fields"
        if not check.fields:
            source.problem(node, "Name the fields at which the message stands.", key=at)
        for key in check.fields:
            if key not in known:
                source.problem(
                    node, f"There is no field “{key}” here.", closest(key, known), key=at
                )
