"""What a page of the form shows: each value with its question, help and errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from pencere.blocks.regimes.fields import (
    JSON,
    Duration,
    Field,
    Integer,
    Line,
    OneOf,
    Several,
    Table,
    Words,
    offered,
)
from pencere.blocks.regimes.forms import Asked
from pencere.kernel.text import Text
from pencere.ui.api import Choice, FieldView, FormErrors, Part, Row, Rows, formatting

_UNITS = {
    "seconds": lambda: _("seconds"),
    "minutes": lambda: _("minutes"),
    "hours": lambda: _("hours"),
    "days": lambda: _("days"),
}


def sections(
    fields: Sequence[Field],
    raw: Mapping[str, JSON],
    errors: FormErrors,
    marks: Mapping[str, Mapping[str, JSON]],
) -> list[tuple[str, list[FieldView]]]:
    """The questions under their headings."""
    found: dict[str, list[FieldView]] = {}
    for field in fields:
        mark = marks.get(field.key, {})
        shown = view(field, field.key, raw.get(field.key), errors, mark)
        found.setdefault(formatting.text(field.section), []).append(shown)
    return list(found.items())


def view(
    field: Field,
    key: str,
    value: JSON,
    errors: FormErrors,
    mark: Mapping[str, JSON] | None = None,
) -> FieldView:
    """One question, whatever its kind."""
    made: dict[str, Any] = {
        "key": key,
        "label": field.title,
        "hint": _hint(field, mark or {}),
        "value": value,
        "errors": errors.of(key),
        "required": not field.is_optional and field.kind != "choices",
    }
    return FieldView(**{**made, **_SHAPES[field.kind](field, key, value, errors)})


def of_the_form(asked: Asked, errors: FormErrors, *, is_lift: bool) -> list[FieldView]:
    """When, why and by which decision."""
    return [
        FieldView(
            key="starts",
            type="choice",
            label=_("From when?"),
            value=asked.starts or "now",
            choices=[
                Choice("now", _("As soon as a second officer approves it")),
                Choice("at", _("From a date and time")),
            ],
            errors=errors.of("starts"),
        ),
        _moment("valid_from", _("Date and time of the beginning"), asked.valid_from, errors),
        FieldView(
            key="ends",
            type="choice",
            label=_("Until when?"),
            value=asked.ends or "open",
            choices=_lift_ends() if is_lift else _ends(),
            errors=errors.of("ends"),
        ),
        _moment("valid_until", _("Date and time of the end"), asked.valid_until, errors),
        FieldView(
            key="reason",
            type="long_text",
            label=_("Why?"),
            hint=_("Officers and, where it is approved, everybody can read it."),
            value=asked.reason,
            errors=errors.of("reason"),
            max_length=2000,
        ),
        FieldView(
            key="law",
            type="text",
            label=_("Decision or law that it carries out"),
            example=_("Decision No. 12 of 1 March 2026, paragraph 3"),
            value=asked.law,
            errors=errors.of("law"),
            required=False,
        ),
    ]


def order_of(fields: Sequence[Field]) -> list[str]:
    """The keys in the order in which they stand on the page."""
    own = ["starts", "valid_from", "ends", "valid_until", "reason", "law"]
    return [*(field.key for field in fields), *own]


def titles_of(fields: Sequence[Field], places: Iterable[str]) -> dict[str, str]:
    """What each place is called, for the list of errors: "Purpose 2, Minutes"."""
    by_key = {field.key: field for field in fields}
    found = {
        "valid_from": _("Date and time of the beginning"),
        "valid_until": _("Date and time of the end"),
        "reason": _("Why?"),
        "law": _("Decision or law that it carries out"),
        "answer": _("In words"),
    }
    for place in places:
        key, _bracket, rest = place.partition("[")
        number, _bracket, column = rest.partition("].")
        field = by_key.get(key.partition(".")[0])
        if field is None:
            continue
        found[place] = formatting.text(field.title)
        if isinstance(field, Table) and number.isdigit():
            row = formatting.text(field.row_title) or formatting.text(field.title)
            columns = {each.key: formatting.text(each.title) for each in field.columns}
            asked = columns.get(column.partition(".")[0], "")
            found[place] = f"{row} {int(number) + 1}, {asked}".rstrip(", ")
    return found


def _ends() -> list[Choice]:
    return [
        Choice("open", _("Until another decision"), _("What was planned for later is replaced.")),
        Choice(
            "until",
            _("Until a date and time"),
            _("Afterwards holds what would hold without this change."),
        ),
        Choice("for-good", _("Until a date and time, then the regime ends")),
    ]


def _lift_ends() -> list[Choice]:
    return [
        Choice("open", _("For good"), _("What was planned for later is cancelled.")),
        Choice("until", _("Until a date and time"), _("Afterwards the rules hold again.")),
    ]


def _moment(key: str, label: str, value: Mapping[str, str], errors: FormErrors) -> FieldView:
    return FieldView(
        key=key,
        type="parts",
        label=label,
        hint=_("Only where you chose a date and time above; for example 31.12.2026, 08:30."),
        errors=errors.of(key),
        says_optional=False,
        required=False,
        parts=[
            Part("date", _("Date"), value.get("date", ""), kind="date"),
            Part("time", _("Time of day"), value.get("time", ""), kind="time"),
        ],
    )


def _hint(field: Field, mark: Mapping[str, JSON]) -> str:
    said = [formatting.text(field.help)]
    if field.is_optional and field.kind not in ("choice", "boolean") and field.none_words:
        said.append(_("Leave it empty: %(words)s.") % {"words": formatting.text(field.none_words)})
    if mark.get("law"):
        said.append(_("By: %(law)s.") % {"law": Text(mark["law"])})
    if not mark.get("is_confirmed", True):
        said.append(_("Not confirmed in the law."))
    return " ".join(filter(None, said))


def _line(kind: str, **more: Any) -> Any:
    return lambda field, key, value, errors: {"type": kind, **more}


def _number(field: Field, _key: str, value: JSON, _errors: FormErrors) -> dict[str, Any]:
    if isinstance(field, Duration):
        return {"type": "integer", "suffix": _UNITS[field.of](), "width": 5}
    return {"type": "integer", "suffix": cast(Integer, field).unit, "width": 5}


def _boolean(field: Field, _key: str, value: JSON, _errors: FormErrors) -> dict[str, Any]:
    return {"type": "boolean", "value": {"true": True, "false": False}.get(str(value).lower())}


def _window(field: Field, _key: str, value: JSON, _errors: FormErrors) -> dict[str, Any]:
    parts = value if isinstance(value, Mapping) else {}
    return {
        "type": "parts",
        "parts": [
            Part("from", _("Begins"), parts.get("from") or "", kind="time"),
            Part("until", _("Ends"), parts.get("until") or "", kind="time"),
        ],
    }


def _words(field: Field, key: str, value: JSON, errors: FormErrors) -> dict[str, Any]:
    said = value if isinstance(value, Mapping) else {}
    kind = "long_text" if cast(Words, field).is_long else "text"
    return {
        "type": "parts",
        "parts": [
            Part(code, str(name), said.get(code) or "", errors.of(f"{key}.{code}"), kind, code)
            for code, name in settings.LANGUAGES
        ],
    }


def _choice(field: Field, key: str, _value: JSON, _errors: FormErrors) -> dict[str, Any]:
    choices = _choices(cast(OneOf, field))
    is_in_a_row = key.endswith(f"].{field.key}")
    if field.is_optional and not is_in_a_row:
        choices = [Choice("", field.none_words or _("not set")), *choices]
    return {"type": "choice", "choices": choices, "as_select": is_in_a_row}


def _several(field: Field, _key: str, value: JSON, _errors: FormErrors) -> dict[str, Any]:
    return {"type": "choices", "choices": _choices(cast(Several, field)), "value": value or []}


def _choices(field: OneOf | Several) -> list[Choice]:
    return [Choice(each.value, each.title, group=each.group) for each in offered(field)]


def _table(field: Field, key: str, value: JSON, errors: FormErrors) -> dict[str, Any]:
    table = cast(Table, field)
    rows = value if isinstance(value, list) else []
    return {
        "type": "group",
        "rows": Rows(
            layout="table" if _is_narrow(table) else "cards",
            columns=[(column.key, column.title) for column in table.columns],
            rows=[
                Row(
                    number=number,
                    fields=[
                        view(column, f"{key}[{number}].{column.key}", row.get(column.key), errors)
                        for column in table.columns
                    ],
                )
                for number, row in enumerate(rows)
            ],
            can_add=len(rows) < table.most,
            item_title=table.row_title,
            most=table.most,
        ),
    }


def _is_narrow(table: Table) -> bool:
    """Whether a row has few and short questions, so that all of it is a line."""
    return len(table.columns) <= 3 and not any(
        column.kind in ("words", "choices") for column in table.columns
    )


def _text(field: Field, _key: str, _value: JSON, _errors: FormErrors) -> dict[str, Any]:
    most = cast(Line, field).most
    return {
        "type": "text",
        "width": 5 if most <= 5 else 10 if most <= 12 else 20 if most <= 40 else None,
    }


_SHAPES: Mapping[str, Any] = {
    "integer": _number,
    "duration": _number,
    "boolean": _boolean,
    "time": _line("text", width=5),
    "window": _window,
    "date": _line("date"),
    "line": _text,
    "words": _words,
    "choice": _choice,
    "choices": _several,
    "table": _table,
}
