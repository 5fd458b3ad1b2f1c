"""From the questions of a definition to the fields that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from pencere.casework.applications.findings import control
from pencere.casework.applications.shapes import (
    ActionShown,
    FileShown,
    PageView,
    Shown,
    SourceRead,
)
from pencere.casework.definitions.api import Field, Page, posting
from pencere.kernel.money import currency_sign
from pencere.kernel.pack import pack
from pencere.ui.api import (
    AddressControl,
    Attached,
    Choice,
    FieldView,
    FormErrors,
    MapControl,
    Row,
    Rows,
)

AUTOCOMPLETE = {"email": "email", "phone": "tel"}
LISTED_STREETS = 200
"""Streets that a page names beforehand; more are asked for while one types."""


def field_views(
    view: PageView, *, errors: FormErrors, typed: Mapping[str, Any] | None = None
) -> list[FieldView]:
    """The fields of one form page. `typed` are values to show in place of the kept ones."""
    typed = typed or {}
    page = _PageFields(view.sources, errors, names_read(view.page))
    return [
        page.field(shown, shown.field.key, typed.get(shown.field.key, shown.value))
        for shown in view.questions
        if not shown.field.hidden
    ]


def finding_views(
    action: ActionShown,
    *,
    errors: FormErrors,
    typed: Mapping[str, Any] | None = None,
) -> list[FieldView]:
    """What an officer is asked with an action. `typed` is what was typed for it, named as in a
    form of its own."""
    fields = _PageFields({}, errors, ())
    return [
        fields.field(
            shown,
            control(action.code, shown.field.key),
            shown.value if typed is None else posting.entered(shown.field, typed, {}, {}),
        )
        for shown in action.findings
    ]


def asked_keys(view: PageView) -> set[str]:
    """Keys of all controls on the page, those of rows as `members[0].income`."""
    found = {shown.field.key for shown in view.questions}
    for shown in view.questions:
        for number, row in enumerate(shown.rows):
            found |= {f"{shown.field.key}[{number}].{each.field.key}" for each in row}
    return found


def attached(file: FileShown) -> Attached:
    """A file of a field, with where to look at it and how to take it away."""
    return Attached(
        name=file.name,
        size=file.size,
        address=reverse("applications:file", args=[file.attachment_id]),
        remove_value=str(file.attachment_id),
    )


class _PageFields:
    """What the fields of one page have in common."""

    def __init__(
        self, sources: Mapping[str, SourceRead], errors: FormErrors, read: Iterable[str]
    ) -> None:
        """`read`: the names that conditions of the page speak of."""
        self._sources = sources
        self._errors = errors
        self._read = frozenset(read)

    def field(self, shown: Shown, key: str, value: Any, *, in_row: bool = False) -> FieldView:
        field = shown.field
        given = shown.is_locked
        source = self._sources.get(shown.source)
        return FieldView(
            key=key,
            type=field.type,
            label=field.title,
            hint=field.hint or "",
            example=field.example or "",
            mask=field.mask or "",
            value=shown.text if given else value,
            choices=[
                Choice(value=each.code, label=each.title, hint=each.hint or "")
                for each in shown.choices
            ],
            errors=self._errors.of(key),
            required=field.required is not False,
            locked=given,
            computed=field.compute is not None,
            refreshes=not in_row and self._is_read(field),
            source=source.register_title if source else "",
            as_of=source.as_of if source else None,
            accept=field.accept,
            max_bytes=field.max_bytes or None,
            bytes_by_kind=field.bytes_by_kind,
            max_files=field.max_files,
            max_length=field.max_length,
            suffix="" if given else unit(field),
            currency=pack().currency if field.type == "money" else "",
            autocomplete="" if in_row else AUTOCOMPLETE.get(field.type, ""),
            files=[attached(file) for file in shown.files],
            address=_address_control(value) if field.type == "address" else None,
            map=_map_control(field) if not in_row else None,
            rows=self._rows(shown, value) if field.rows else None,
        )

    def _is_read(self, field: Field) -> bool:
        """Whether something else on this page is decided by the answer."""
        columns = field.rows.fields if field.rows else ()
        own = {f"form.{field.key}", *(f"row.{each.key}" for each in columns)}
        return bool(own & self._read)

    def _rows(self, shown: Shown, value: Any) -> Rows:
        field = shown.field
        assert field.rows is not None  # noqa: S101
        rows = shown.rows
        if value != shown.value:  # typed in another tab: all questions, for it isn't kept yet
            rows = tuple(_plain_row(field, each) for each in value or ())
        return Rows(
            layout=field.rows.layout,
            columns=[(each.key, each.title) for each in field.rows.fields if not each.hidden],
            rows=[self._row(field, number, row) for number, row in enumerate(rows)],
            can_add=len(rows) < field.rows.max_items,
            item_title=field.rows.item_title or "",
            most=field.rows.max_items,
        )

    def _row(self, field: Field, number: int, row: Sequence[Shown]) -> Row:
        return Row(
            number=number,
            fields=[
                self.field(each, f"{field.key}[{number}].{each.field.key}", each.value, in_row=True)
                for each in row
                if not each.field.hidden
            ],
        )


def _plain_row(field: Field, row: Mapping[str, Any]) -> tuple[Shown, ...]:
    columns = field.rows.fields if field.rows else ()
    return tuple(
        Shown(
            field=each,
            value=row.get(each.key),
            text=str(row.get(each.key, "")),
            is_locked=each.is_given,
            source="",
            choices=each.choices,
        )
        for each in columns
    )


def unit(field: Field) -> Any:
    """What stands behind the box: the currency's sign, or what a number counts."""
    return currency_sign(pack().currency) if field.type == "money" else field.unit or ""


def names_read(page: Page) -> Iterator[str]:
    """`form.KEY` and `row.KEY` of all answers that conditions, bounds and sums of the page read."""
    for field in page.fields:
        for each in (field, *(field.rows.fields if field.rows else ())):
            for expression in (
                each.show, each.required, each.prefill, each.compute, each.min, each.max
            ):  # fmt: skip
                for path in getattr(expression, "paths", ()):
                    yield ".".join(path.split(".")[:2])


def _address_control(value: Any) -> AddressControl:
    """Regions always, towns of the region and streets of the town once these are chosen."""
    parts = value if isinstance(value, Mapping) else {}
    book = pack().addresses()
    region, locality = (str(parts.get(part) or "") for part in ("region", "locality"))
    return AddressControl(
        regions=_options(book.regions()),
        localities=_options(book.localities(region)),
        streets=[str(each) for each in book.streets(region, locality).values()][:LISTED_STREETS],
        suggest_address=reverse("window:streets"),
    )


def _options(titles: Mapping[str, Any]) -> list[Choice]:
    return [Choice(value=code, label=title) for code, title in titles.items()]


def _map_control(field: Field) -> MapControl | None:
    if field.type not in {"coordinates", "outline"}:
        return None
    bounds = pack().bounds
    return MapControl(
        regions_address=reverse("window:regions"),
        south=bounds.south,
        west=bounds.west,
        north=bounds.north,
        east=bounds.east,
    )
