"""Reading and writing plain rows: for the few statements that every page and every step sends.

Django makes a statement anew from its expressions each time, which takes four times as long
as sending it and reading the answer. Where that counts, a read names its columns itself, and a
write is made once for each model. A statement of which nobody awaits an answer needn't be
waited for either: `together` sends all those of a transaction with one message.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

Made = TypeVar("Made", bound=Model)
Statement = tuple[str, Sequence[Any]]
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

_unsent: ContextVar[list[Statement] | None] = ContextVar("unsent", default=None)


def select(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows that `statement` finds; json comes as text, as the driver is set up by Django."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def array(values: Iterable[object]) -> str:
    """An array as PostgreSQL reads it from text: for `%s::uuid[]` and its like, where many rows
    go to the database at once. The driver makes the same out of a list in five to ten times the
    time. For texts, numbers, booleans, UUIDs, dates, moments and None."""
    return "{" + ",".join([_ELEMENTS[type(each)](each) for each in values]) + "}"


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


class _Elements(dict[type, Callable[[Any], str]]):
    """How values are written in an array, by their type; a kind of a known one as that."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        for known, written in tuple(self.items()):
            if issubclass(kind, known):
                self[kind] = written
                return written
        raise TypeError(f"{kind.__name__} has no way of writing in an array")


_ELEMENTS = _Elements(
    {
        str: _quoted,
        UUID: attrgetter("hex"),
        dt.datetime: lambda moment: f'"{moment.isoformat()}"',
        dt.date: dt.date.isoformat,
        bool: lambda is_so: "t" if is_so else "f",
        int: int.__repr__,
        float: float.__repr__,
        NoneType: lambda _none: "NULL",
    }
)


def find(model: type[Made], condition: str, parameters: Sequence[Any]) -> list[Made]:
    """The rows of a model that meet `condition` (what follows WHERE), as a queryset makes them."""
    table = model._meta.db_table
    return [one for (one,) in joined([model], f'"{table}" WHERE {condition}', parameters)]


def joined(
    models: Sequence[type[Model]], tables: str, parameters: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Rows of several models side by side; `tables` is what follows FROM, where each table goes
    by its own name. A model whose row isn't there (LEFT JOIN) is None."""
    shapes = [_shape(model) for model in models]
    columns = ", ".join(shape.columns for shape in shapes)
    found = []
    for values in select(f"SELECT {columns} FROM {tables}", parameters):  # noqa: S608
        row: list[Model | None] = []
        start = 0
        for model, shape in zip(models, shapes, strict=True):
            own = values[start : start + len(shape.names)]
            row.append(None if own[shape.key] is None else made(model, own))
            start += len(shape.names)
        found.append(tuple(row))
    return found


def made(model: type[Made], values: Sequence[Any]) -> Made:
    """A row of the model out of the values of all its columns, as a queryset makes it."""
    shape = _shape(model)
    converted = list(values)
    for position, field in shape.converted:
        converted[position] = field.from_db_value(
            converted[position], None, connections[DEFAULT_DB_ALIAS]
        )
    return model.from_db(DEFAULT_DB_ALIAS, shape.names, converted)


def insert(rows: Sequence[Model]) -> None:
    """Put new rows of one model into its table, through `write`. No signals are sent."""
    if not rows:
        return
    statement, fields = _insertion(type(rows[0]), len(rows))
    own = connections[DEFAULT_DB_ALIAS]
    write(
        statement,
        [
            field.get_db_prep_save(field.pre_save(row, add=True), own)
            for row in rows
            for field in fields
        ],
    )
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, columns: Sequence[str]) -> None:
    """Write the named fields of a row that the caller has locked, through `write`."""
    statement, fields = _change(type(row), tuple(columns))
    own = connections[DEFAULT_DB_ALIAS]
    values = [field.get_db_prep_save(field.pre_save(row, add=False), own) for field in fields]
    write(statement, [*values, row.pk])


def write(statement: str, parameters: Sequence[Any]) -> None:
    """Send a statement of which nobody awaits an answer; within `together`, with others."""
    unsent = _unsent.get()
    if unsent is None:
        _send([(statement, parameters)])
    else:
        unsent.append((statement, parameters))


@contextmanager
def together() -> Iterator[None]:
    """Have what is written in the block (`write`) sent with one message at its end.

    For the inside of a transaction. Whatever else is asked of the database in the block goes
    out behind what was written before it, so that it sees that; but an error of a write comes
    up only when it is sent.
    """
    if _unsent.get() is not None:
        yield
        return
    unsent: list[Statement] = []
    token = _unsent.set(unsent)
    try:
        with connection.execute_wrapper(_behind_what_was_written):
            yield
    finally:
        _unsent.reset(token)
    _send(unsent)


def _behind_what_was_written(
    execute: Execute, statement: str, parameters: Any, many: bool, context: dict[str, Any]
) -> Any:
    unsent = _unsent.get() or []
    waiting = [*unsent]
    unsent.clear()
    # What was written since a savepoint would be undone at once.
    if not str(statement).startswith("ROLLBACK"):
        _send(waiting)
    return execute(statement, parameters, many, context)


def _send(statements: Sequence[Statement]) -> None:
    if statements:
        with connection.cursor() as cursor:
            _execute(cursor, statements)


def _execute(cursor: Any, statements: Sequence[Statement]) -> None:
    """Send several statements as one message, with their values put in here.

    It is what the driver does for each in any case (client-side binding, Django's default).
    Given the joined text it would take that apart anew each time; a single statement it knows.
    """
    cursor.execute(";\n".join(cursor.mogrify(*statement) for statement in statements))


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows of a model are read."""

    columns: str
    names: list[str]
    converted: tuple[tuple[int, Any], ...]
    """Positions and fields of the columns whose values the driver doesn't give as they are."""
    key: int
    """Position of the primary key."""


@lru_cache(maxsize=256)
def _shape(model: type[Model]) -> _Shape:
    own = model._meta
    fields = own.concrete_fields
    return _Shape(
        columns=", ".join(f'"{own.db_table}"."{field.column}"' for field in fields),
        names=[field.attname for field in fields],
        converted=tuple(
            (position, field)
            for position, field in enumerate(fields)
            if hasattr(field, "from_db_value")
        ),
        key=next(position for position, field in enumerate(fields) if field.primary_key),
    )


@lru_cache(maxsize=256)
def _insertion(model: type[Model], count: int) -> tuple[str, Sequence[Field[Any, Any]]]:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    values = ", ".join([one] * count)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {values}', fields  # noqa: S608


@lru_cache(maxsize=256)
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[str, Sequence[Field[Any, Any]]]:
    own = model._meta
    by_name = {name: field for field in own.concrete_fields for name in (field.name, field.attname)}
    fields = list({by_name[name].column: by_name[name] for name in names}.values())
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{own.db_table}" SET {changes} WHERE "{own.pk.column}" = %s', fields  # noqa: S608
