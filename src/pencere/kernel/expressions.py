"""Expressions of service definitions: CEL (Common Expression Language) behind one facade.

Compiled once, with every name checked against what will be there; then evaluated in
microseconds. A key that is missing is an error, never a silent null: `has(form.area)` asks.
Dates are days: they are compared and subtracted as such, whatever the hour.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any, TypeAlias

# The library brings its command line along, which needs a toolkit for terminals: a second of
# every start. Nobody calls it here.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402

from pencere.kernel.expression_functions import BUILT_IN, FUNCTIONS, as_cel  # noqa: E402
from pencere.kernel.expression_names import Name, nearest, scan  # noqa: E402

Declarations: TypeAlias = Mapping[str, "type | Declarations"]
"""What an expression may name. A mapping instead of a type declares the keys below."""

MAX_LENGTH = 4000
_SYNTAX = re.compile(r"<input>:(\d+):(\d+): Syntax error: (.*)")
_POSITION = re.compile(r"<input>:(\d+):(\d+): (.*)")


class ExpressionError(ValueError):
    """An expression that can't be read. `line` and `column` begin at 1."""

    def __init__(
        self, message: str, *, text: str, line: int = 1, column: int = 1, suggestion: str = ""
    ) -> None:
        self.message = message
        self.text = text
        self.line = line
        self.column = column
        self.suggestion = suggestion
        super().__init__(message)

    def __str__(self) -> str:
        hint = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"{self.message}{hint} (line {self.line}, column {self.column} of {self.text!r})"


class EvaluationError(ExpressionError):
    """An expression that can't be worked out with the values that are there."""


class MissingKey(EvaluationError):
    """It reads a key that isn't there; `key` names it."""

    def __init__(self, key: str, *, text: str) -> None:
        super().__init__(f"{key!r} is missing", text=text)
        self.key = key


class Scope:
    """Values prepared once for any number of expressions: conversion costs more than most
    expressions do."""

    __slots__ = ("context",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        converted = {name: as_cel(value) for name, value in values.items()}
        self.context = cel.Context(variables=converted, functions=FUNCTIONS)

    def put(self, name: str, value: Any) -> None:
        """Change one value and keep the others as they were converted."""
        self.context.add_variable(name, as_cel(value))


class Expression:
    """A compiled expression; `names` are the root names that it reads, `paths` the dotted ones."""

    __slots__ = ("_program", "names", "paths", "text")

    def __init__(self, text: str, program: Any, found: tuple[Name, ...]) -> None:
        self.text = text
        self._program = program
        self.names = frozenset(name.parts[0] for name in found)
        self.paths = frozenset(".".join(name.parts) for name in found)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, values: Mapping[str, Any] | Scope) -> Any:
        """The value with `values`: bool, int, float, str, list, dict, date, timedelta or None.

        Raises MissingKey, or EvaluationError for values that don't fit the operation.
        """
        scope = values if isinstance(values, Scope) else Scope(values)
        try:
            return _from_cel(self._program.execute(scope.context))
        except KeyError as error:
            raise MissingKey(str(error.args[0]), text=self.text) from error
        except (TypeError, ValueError, ArithmeticError, RuntimeError) as error:
            raise EvaluationError(_first_sentence(error), text=self.text) from error


def compile(text: str, declarations: Declarations) -> Expression:
    """Read `text`, in which only `declarations` may be named.

    Raises ExpressionError with the position, and for an unknown name or function the nearest
    known one.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters", text=text[:80] + "…")
    program, found, functions = _parsed(text)
    for function in functions:
        if function.parts[0] not in FUNCTIONS and function.parts[0] not in BUILT_IN:
            raise _unknown("function", function, 0, {*FUNCTIONS, *BUILT_IN}, text)
    for name in found:
        _check_name(name, declarations, text)
    return Expression(text, program, found)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Any, tuple[Name, ...], tuple[Name, ...]]:
    try:
        program = cel.compile(text)
    except ValueError as error:
        raise _syntax_error(str(error), text) from error
    found, functions = scan(text)
    return program, found, functions


def _syntax_error(told: str, text: str) -> ExpressionError:
    position = _SYNTAX.search(told) or _POSITION.search(told)
    if not text.strip() or position is None:
        return ExpressionError("the expression is empty or can't be read", text=text)
    reason = position[3].split(" expecting ")[0].replace("'<EOF>'", "the end")
    return ExpressionError(
        f"can't be read: {reason}", text=text, line=int(position[1]), column=int(position[2])
    )


def _check_name(name: Name, declarations: Declarations, text: str) -> None:
    known: Any = declarations
    for depth, part in enumerate(name.parts):
        if not isinstance(known, Mapping):
            return
        if part not in known:
            raise _unknown("name", name, depth, set(known), text)
        known = known[part]


def _unknown(what: str, name: Name, depth: int, known: set[str], text: str) -> ExpressionError:
    line, column = name.positions[depth]
    parent = ".".join(name.parts[:depth])
    suggestion = nearest(name.parts[depth], known)
    return ExpressionError(
        f"unknown {what} {name.parts[depth]!r}" + (f" in {parent!r}" if parent else ""),
        text=text,
        line=line,
        column=column,
        suggestion=suggestion,
    )


def _first_sentence(error: Exception) -> str:
    return str(error).split(". ")[0] or type(error).__name__


def _from_cel(value: Any) -> Any:
    """Midnight in UTC is how a day travels through CEL; everything else comes as it is."""
    if isinstance(value, dt.datetime):
        utc = value.astimezone(dt.UTC)
        return utc.date() if utc.time() == dt.time() else utc
    if isinstance(value, list):
        return [_from_cel(item) for item in value]
    return value
