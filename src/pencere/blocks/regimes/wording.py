"""Values in words, and what differs between two versions, in the active language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pencere.blocks.regimes.fields import (
    JSON,
    Duration,
    Field,
    Integer,
    OneOf,
    Several,
    Table,
    offered,
)
from pencere.kernel.text import Text
from pencere.ui.api import formatting


@dataclass(frozen=True, slots=True)
class Said:
    """One value as a page shows it."""

    field: Field
    title: str
    words: str
    """Of a table: how many rows, or what it means that there are none."""
    table: tuple[Sequence[str], Sequence[Sequence[str]]] | None = None
    """Titles of the columns, and the rows in words; None where there are no rows."""
    law: Text | None = None
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Values that stand under one heading."""

    title: str
    values: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two versions say differently."""

    title: str
    before: str
    """Empty for what is new."""
    after: str
    """Empty for what is gone."""


def sections(
    fields: Sequence[Field],
    values: Mapping[str, JSON],
    marks: Mapping[str, Mapping[str, JSON]] | None = None,
) -> list[Section]:
    """All values in words, under the headings of their fields."""
    found: dict[str, list[Said]] = {}
    for field in fields:
        said = _said(field, values.get(field.key), (marks or {}).get(field.key, {}))
        found.setdefault(formatting.text(field.section), []).append(said)
    return [Section(title, said) for title, said in found.items()]


def in_words(field: Field, value: JSON) -> str:
    """A value in words; of a table only how many rows there are."""
    if value is None:
        return formatting.text(field.none_words) or _("not set")
    return str(_WORDS[field.kind](field, value))


def differences(
    fields: Sequence[Field], before: Mapping[str, JSON], after: Mapping[str, JSON]
) -> list[Difference]:
    """What differs, in the fields' order; a table's rows one by one."""
    found: list[Difference] = []
    for field in fields:
        one, other = before.get(field.key), after.get(field.key)
        if one == other:
            continue
        if isinstance(field, Table):
            found += _of_rows(field, one or [], other or [])
        else:
            title = formatting.text(field.title)
            found.append(Difference(title, in_words(field, one), in_words(field, other)))
    return found


def row_key(field: Table, row: Mapping[str, JSON]) -> str:
    """By what a row is found again in another version."""
    column = field.unique[0] if field.unique else field.columns[0].key
    return str(row.get(column))


def _of_rows(
    field: Table, before: Sequence[Mapping[str, JSON]], after: Sequence[Mapping[str, JSON]]
) -> Iterator[Difference]:
    olds = {row_key(field, row): row for row in before}
    news = {row_key(field, row): row for row in after}
    for key, row in olds.items():
        if key not in news:
            yield Difference(_row_title(field, row), _row_words(field, row), "")
    for key, row in news.items():
        if key not in olds:
            yield Difference(_row_title(field, row), "", _row_words(field, row))
            continue
        for column in field.columns:
            one, other = olds[key].get(column.key), row.get(column.key)
            if one != other:
                yield Difference(
                    f"{_row_title(field, row)}: {formatting.text(column.title)}",
                    in_words(column, one),
                    in_words(column, other),
                )
    if list(olds) != list(news) and set(olds) == set(news):
        title = _("%(table)s: order") % {"table": formatting.text(field.title)}
        yield Difference(title, _names(field, before), _names(field, after))


def _said(field: Field, value: JSON, mark: Mapping[str, JSON]) -> Said:
    table = None
    if isinstance(field, Table) and value:
        table = (
            [formatting.text(column.title) for column in field.columns],
            [[in_words(c, row.get(c.key)) for c in field.columns] for row in value],
        )
    return Said(
        field=field,
        title=formatting.text(field.title),
        words=in_words(field, value),
        table=table,
        law=Text(mark["law"]) if mark.get("law") else None,
        is_confirmed=bool(mark.get("is_confirmed", True)),
    )


def _row_title(field: Table, row: Mapping[str, JSON]) -> str:
    what = formatting.text(field.row_title) or formatting.text(field.title)
    return f"{what} “{_row_name(field, row)}”"


def _row_name(field: Table, row: Mapping[str, JSON]) -> str:
    named = next((c for c in field.columns if c.key == field.title_column), field.columns[0])
    return in_words(named, row.get(named.key))


def _row_words(field: Table, row: Mapping[str, JSON]) -> str:
    return "; ".join(
        f"{formatting.text(column.title)}: {in_words(column, row.get(column.key))}"
        for column in field.columns
    )


def _names(field: Table, rows: Sequence[Mapping[str, JSON]]) -> str:
    return ", ".join(_row_name(field, row) for row in rows)


def _integer(field: Field, value: int) -> str:
    unit = formatting.text(cast(Integer, field).unit)
    return f"{formatting.number(value)}\u00a0{unit}" if unit else formatting.number(value)


def duration_words(of: str, count: int) -> str:
    """`15 minutes`, in the right plural."""
    words = {
        "seconds": ngettext("%(count)s second", "%(count)s seconds", count),
        "minutes": ngettext("%(count)s minute", "%(count)s minutes", count),
        "hours": ngettext("%(count)s hour", "%(count)s hours", count),
        "days": ngettext("%(count)s day", "%(count)s days", count),
    }
    return words[of] % {"count": formatting.number(count)}


def _window(_field: Field, value: Mapping[str, str]) -> str:
    words = f"{value['from']}–{value['until']}"
    return (
        _("%(times)s of the next day") % {"times": words}
        if value["until"] < value["from"]
        else words
    )


def _chosen(field: Field, value: Sequence[str]) -> str:
    titles = {each.value: each.title for each in offered(cast(Several, field))}
    if not value:
        return formatting.text(field.none_words) or _("none")
    return ", ".join(formatting.text(titles.get(each, each)) for each in value)


def _one(field: Field, value: str) -> str:
    titles = {each.value: each.title for each in offered(cast(OneOf, field))}
    return formatting.text(titles.get(value, value))


def _rows(field: Field, value: Sequence[Any]) -> str:
    count = len(value)
    if not count:
        return formatting.text(field.none_words) or _("none")
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": count}


_WORDS: Mapping[str, Any] = {
    "integer": _integer,
    "duration": lambda field, value: duration_words(cast(Duration, field).of, value),
    "boolean": lambda _field, value: _("yes") if value else _("no"),
    "time": lambda _field, value: value,
    "window": _window,
    "date": lambda _field, value: formatting.date(value),
    "line": lambda _field, value: value,
    "words": lambda _field, value: Text(value),
    "choice": _one,
    "choices": _chosen,
    "table": _rows,
}
