"""Answers as people read them: money with its sign, an address in one line, rows as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pencere.casework.definitions.model import Choice, Field
from pencere.kernel.geodesy import area_ha
from pencere.kernel.money import Money
from pencere.kernel.pack import pack

NO_BREAK = "\u00a0"


def answer_text(field: Field, value: Any, choices: Sequence[Choice] = ()) -> str:
    """An answer as people read it in the active language; what was typed wrong as it stands."""
    if value is None or field.type == "file":
        return ""
    writer = _WRITERS.get(field.type)
    return writer(field, value, choices) if writer else plain_text(value)


def plain_text(value: Any) -> str:
    """A value of a form or a register without knowing more of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(plain_text(each) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(plain_text(each) for each in value.values())
    if isinstance(value, str) and (day := _iso_day(value)):
        return formats.date_format(day, "d.m.Y")
    return str(value)


def _iso_day(text: str) -> dt.date | None:
    if len(text) != 10 or text[4:5] != "-":
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _chosen(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    titles = {each.code: str(each.title) for each in choices or field.choices}
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(titles.get(str(each), str(each)) for each in chosen)


def _money(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return str(Money(value, pack().currency))


def _number(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    """With its unit; only what has one is grouped by thousands: a year is no quantity."""
    text = str(value)
    if field.unit is None and field.type == "integer":
        return text
    try:
        text = formats.number_format(text, use_l10n=True, force_grouping=field.unit is not None)
    except (ValueError, ArithmeticError):
        return text
    return f"{text}{NO_BREAK}{field.unit}" if field.unit else text


def _address(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    """`Region, town, street 10, flat 5, postal code`: what is there of an address."""
    if not isinstance(value, Mapping):
        return str(value)
    book = pack().addresses()
    region, locality, street = (value.get(part, "") for part in ("region", "locality", "street"))
    named = [
        str(book.regions().get(region, region)),
        str(book.localities(region).get(locality, locality)),
        " ".join(
            each
            for each in (
                str(book.streets(region, locality).get(street, street)),
                value.get("house", ""),
            )
            if each
        ),
        _("flat %(number)s") % {"number": value["flat"]} if value.get("flat") else "",
        value.get("postal_code", ""),
    ]
    return ", ".join(each for each in named if each)


def _coordinates(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(str(value[part]) for part in ("lat", "lon") if value.get(part))


def _outline(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    try:
        ring = [(float(point[0]), float(point[1])) for point in value["coordinates"][0]]
    except (KeyError, IndexError, TypeError, ValueError):
        return plain_text(value)
    area = formats.number_format(f"{area_ha(ring):.2f}", use_l10n=True)
    count = len(ring) - 1
    corners = ngettext("%(count)s corner", "%(count)s corners", count) % {"count": count}
    return _("%(area)s ha") % {"area": area} + f", {corners}"


def _signature(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    day = plain_text(str(value.get("at", ""))[:10])
    return _("Signed by %(name)s on %(day)s") % {"name": value.get("by", ""), "day": day}


def _group(field: Field, value: Any, choices: Sequence[Choice]) -> str:
    """Each row on a line of its own."""
    if not isinstance(value, list) or field.rows is None:
        return str(value)
    return "\n".join(_row(field.rows.fields, row) for row in value)


def _row(columns: Sequence[Field], row: Mapping[str, Any]) -> str:
    texts = [answer_text(each, row.get(each.key)) for each in columns]
    return ", ".join(each for each in texts if each)


_WRITERS: Mapping[str, Callable[[Field, Any, Sequence[Choice]], str]] = {
    "choice": _chosen,
    "choices": _chosen,
    "money": _money,
    "integer": _number,
    "decimal": _number,
    "address": _address,
    "coordinates": _coordinates,
    "outline": _outline,
    "signature": _signature,
    "group": _group,
}
