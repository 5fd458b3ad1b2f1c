"""Expressions of service definitions: CEL (Common Expression Language) behind one facade.

Compiled once, with every name checked against what will be there; then evaluated in
microseconds. A key that is missing is an error, never a silent null: `has(form.area)` asks.
Dates are days: they are compared and subtracted as such, whatever the hour.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any, TypeAlias

# The library brings its command line along, which needs a toolkit for terminals: a second of
# every start. Nobody calls it here.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402

from pencere.kernel.expression_cost import (  # noqa: E402
    BUDGET,
    MAX_LOOPS,
    Cost,
    cost_of,
    longest_list,
)
from pencere.kernel.expression_functions import BUILT_IN, FUNCTIONS, as_cel  # noqa: E402
from pencere.kernel.expression_names import Name, nearest, place, scan  # noqa: E402
from pencere.kernel.expression_tree import (  # noqa: E402
    Tree,
    UnreadableTree,
    read_tree,
    too_deep,
)
from pencere.kernel.expression_types import TITLES, Shape, WrongType, infer  # noqa: E402

Declarations: TypeAlias = Mapping[str, "type | Shape | Declarations"]
"""What an expression may name. A mapping instead of a type declares the keys below; a Shape says
of which type it is, a Python type only that it is there."""

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


_NOTHING: frozenset[str] = frozenset()


class Scope:
    """Values prepared once for any number of expressions: conversion costs more than most
    expressions do.

    The mappings named in `growing` are filled key by key while a form is walked; an expression is
    handed only the keys of them that it reads, so that a long form doesn't travel to the library
    for each of its conditions.
    """

    __slots__ = ("_grown", "_handed", "_lengths", "_longest", "context")

    def __init__(self, values: Mapping[str, Any], *, growing: Collection[str] = ()) -> None:
        fixed = {name: as_cel(value) for name, value in values.items()}
        self._grown: dict[str, dict[str, Any]] = {name: {} for name in growing}
        self._handed: dict[str, frozenset[str] | None] = {}
        self._lengths: dict[str, dict[str, int]] = {name: {} for name in growing}
        self._longest = longest_list(fixed)
        self.context = cel.Context(
            variables={**fixed, **{name: {} for name in growing}}, functions=FUNCTIONS
        )

    def know(self, name: str, value: Any) -> None:
        """Add one more name, or change it."""
        self.context.add_variable(name, as_cel(value))

    def put(self, name: str, key: str, value: Any) -> None:
        """Add one key to a growing mapping, or change it."""
        self._grown[name][key] = as_cel(value)
        self._lengths[name][key] = longest_list(value)
        self._changed(name, key)

    def drop(self, name: str, key: str) -> None:
        """Take one key out of a growing mapping."""
        self._grown[name].pop(key, None)
        self._lengths[name].pop(key, None)
        self._changed(name, key)

    def _changed(self, name: str, key: str) -> None:
        """What was handed over stays good as long as the key is not in it."""
        handed = self._handed.get(name, _NOTHING)
        if handed is None or key in handed:
            self._handed.pop(name, None)

    def clear(self, name: str) -> None:
        """Begin a growing mapping anew."""
        self._grown[name], self._lengths[name] = {}, {}
        self._handed.pop(name, None)

    def hand(self, reads: Mapping[str, frozenset[str] | None]) -> None:
        """Let the expression see what it reads: of each name some keys, or all of them (None)."""
        for name, keys in reads.items():
            if name not in self._grown or self._is_there(name, keys):
                continue
            self.context.add_variable(name, self._part(name, keys))
            self._handed[name] = keys

    def _is_there(self, name: str, keys: frozenset[str] | None) -> bool:
        handed = self._handed.get(name, _NOTHING)
        return handed is None or (keys is not None and name in self._handed and keys <= handed)

    def _part(self, name: str, keys: frozenset[str] | None) -> dict[str, Any]:
        grown = self._grown[name]
        return grown if keys is None else {key: grown[key] for key in keys if key in grown}

    def longest(self, reads: Mapping[str, frozenset[str] | None]) -> int:
        """The length of the longest list that such an expression can see."""
        seen = [self._longest]
        for name, keys in reads.items():
            lengths = self._lengths.get(name, {})
            seen += lengths.values() if keys is None else (lengths.get(key, 0) for key in keys)
        return max(seen)


class Expression:
    """A compiled expression; `names` are the root names that it reads, `paths` the dotted ones,
    `below` the keys read of each root, `shape` the type of its value as far as it is known."""

    __slots__ = ("_cost", "_program", "below", "names", "paths", "reads", "shape", "text")

    def __init__(
        self, text: str, program: Any, found: tuple[Name, ...], cost: Cost, shape: Shape
    ) -> None:
        self.text = text
        self.shape = shape
        self._program = program
        self._cost = cost
        self.reads = _reads(found)
        self.below = _below(found)
        self.names = frozenset(name.parts[0] for name in found)
        self.paths = frozenset(".".join(name.parts) for name in found)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, values: Mapping[str, Any] | Scope) -> Any:
        """The value with `values`: bool, int, float, str, list, dict, date, timedelta or None.

        Raises MissingKey, or EvaluationError for values that don't fit the operation and for
        lists that are too long for what is asked of them.
        """
        scope = values if isinstance(values, Scope) else Scope(values)
        if self._cost.loops and self._cost.estimate(scope.longest(self.reads)) > BUDGET:
            raise EvaluationError("a list is too long for what is asked of it", text=self.text)
        try:
            scope.hand(self.reads)
            return _from_cel(self._program.execute(scope.context))
        except KeyError as error:
            raise MissingKey(str(error.args[0]), text=self.text) from error
        except (TypeError, ValueError, LookupError, ArithmeticError, RuntimeError) as error:
            raise EvaluationError(_first_sentence(error), text=self.text) from error


def _reads(found: tuple[Name, ...]) -> dict[str, frozenset[str] | None]:
    """By root name the keys below it that are read, None when it is read as a whole."""
    reads: dict[str, frozenset[str] | None] = {}
    for name in found:
        root, *below = name.parts
        known = reads.get(root, frozenset())
        reads[root] = None if known is None or not below else known | {below[0]}
    return reads


def _below(found: tuple[Name, ...]) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {}
    for name in found:
        below.setdefault(name.parts[0], set()).update(name.parts[1:2])
    return {root: frozenset(keys) for root, keys in below.items()}


def read_together(expressions: Iterable[Expression]) -> dict[str, frozenset[str] | None]:
    """What they read between them: to be handed over at once, and not for each anew."""
    together: dict[str, frozenset[str] | None] = {}
    for each in expressions:
        for root, keys in each.reads.items():
            known = together.get(root, _NOTHING)
            together[root] = None if known is None or keys is None else known | keys
    return together


def compile(text: str, declarations: Declarations, *, gives: str = "any") -> Expression:
    """Read `text`, in which only `declarations` may be named, and whose value is of the kind that
    `gives` names (see `expression_types.TITLES`).

    Raises ExpressionError with the position, and for an unknown name or function the nearest
    known one: also when things are compared or added up that don't go together, and when loops
    lie too deep in one another.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters", text=text[:80] + "…")
    if too_deep(text):
        raise ExpressionError("nested too deeply", text=text[:80])
    program, found, functions = _parsed(text)
    for function in functions:
        if function.parts[0] not in FUNCTIONS and function.parts[0] not in BUILT_IN:
            raise _unknown("function", function, 0, {*FUNCTIONS, *BUILT_IN}, text)
    for name in found:
        _check_name(name, declarations, text)
    tree, cost = _looked_at(text)
    return Expression(text, program, found, cost, _shape(tree, declarations, text, gives))


@lru_cache(maxsize=4096)
def _looked_at(text: str) -> tuple[Tree, Cost]:
    try:
        tree = read_tree(text)
    except UnreadableTree as error:
        raise _at(error.at, str(error), text) from error
    cost = cost_of(tree)
    if cost.depth > MAX_LOOPS:
        raise ExpressionError(f"more than {MAX_LOOPS} loops inside one another", text=text)
    return tree, cost


def _shape(tree: Tree, declarations: Declarations, text: str, gives: str) -> Shape:
    try:
        shape = infer(tree, declarations)
    except WrongType as error:
        raise _at(error.at, str(error), text, error.suggestion) from error
    if "any" not in {gives, shape.kind} and shape.kind != gives:
        raise ExpressionError(f"it must give {TITLES[gives]}, not {TITLES[shape.kind]}", text=text)
    return shape


def _at(offset: int, message: str, text: str, suggestion: str = "") -> ExpressionError:
    line, column = place(text, offset)
    return ExpressionError(message, text=text, line=line, column=column, suggestion=suggestion)


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
