"""Reads values out of marked YAML by the kind that is wanted, collecting what is wrong.

A `Group` knows which keys were asked of it; when it closes, every other key is a problem
with a guess at what was meant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar

from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.problems import Problem, closest
from pencere.kernel import expressions
from pencere.kernel.expression_types import Shape
from pencere.kernel.expressions import Declarations, Expression, ExpressionError
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration

T = TypeVar("T")

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
TORN = "Inside {…} a comma ends a text: put the text in quotes."


@dataclass
class Source:
    """One file being read."""

    file: str
    languages: Sequence[str]
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, type | Shape | Declarations] = field(default_factory=dict)
    """What expressions may speak of, with types."""

    def problem(self, node: Node, message: str, suggestion: str = "", *, key: str = "") -> None:
        path = f"{node.path}.{key}" if key and node.path else key or node.path
        self.problems.append(Problem(self.file, node.line, path, message, suggestion))

    def group(self, node: Node) -> Group:
        """The keys under `node`; an empty group with a problem when it is something else."""
        if isinstance(node.value, Mapping):
            return Group(self, node, node.value)
        self.problem(node, f"Here stand keys with values, not {node.kind}.")
        return Group(self, node, {}, is_broken=True)

    def items(self, node: Node) -> tuple[Node, ...]:
        if isinstance(node.value, tuple):
            return node.value
        self.problem(node, f"Here stands a list, not {node.kind}.")
        return ()

    def string(self, node: Node) -> str:
        if not isinstance(node.value, str) or not node.value.strip():
            self.problem(node, f"Here stands a text, not {node.kind}.")
            return ""
        return node.value

    def one_of(self, node: Node, known: Collection[str]) -> str:
        value = self.string(node)
        if value and value not in known:
            self.problem(node, f"“{value}” is not known here.", closest(value, known))
        return value

    def text(self, node: Node) -> Text:
        """Words in every language of the country."""
        if not isinstance(node.value, Mapping):
            listed = ", ".join(self.languages)
            self.problem(node, f"Write this in each language ({listed}), not as {node.kind}.")
            return Text(dict.fromkeys(self.languages, ""))
        words = {}
        with self.group(node) as group:
            for language in self.languages:
                words[language] = group.string(language, why="The translation is missing.")
        return Text(words)

    def boolean(self, node: Node) -> bool:
        if not isinstance(node.value, bool):
            self.problem(node, f"Here stands true or false, not {node.kind}.")
            return False
        return node.value

    def integer(self, node: Node, *, least: int = 0) -> int | None:
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            self.problem(node, f"Here stands a whole number, not {node.kind}.")
            return None
        if node.value < least:
            self.problem(node, f"The number must be {least} or more.")
        return node.value

    def date(self, node: Node) -> dt.date | None:
        if not isinstance(node.value, dt.date):
            self.problem(node, f"Here stands a date such as 2026-01-01, not {node.kind}.")
            return None
        return node.value

    def strings(self, node: Node) -> tuple[str, ...]:
        if isinstance(node.value, str):
            return (self.string(node),)
        return tuple(self.string(each) for each in self.items(node))

    def entries(self, node: Node) -> tuple[tuple[str, Node], ...]:
        """Keys that are free names, with their values."""
        if not isinstance(node.value, Mapping):
            self.problem(node, f"Here stand names with values, not {node.kind}.")
            return ()
        for key, each in node.value.items():
            if not NAME.match(key) and not CODE.match(key):
                self.problem(each, f"“{key}” is no name: use lower-case letters, digits, - or _.")
        return tuple(node.value.items())

    def expression(self, node: Node, *, gives: str = "any") -> Expression | None:
        """An expression whose value is of the kind `gives`, as far as that can be seen."""
        if not isinstance(node.value, str):
            self.problem(node, f"Here stands an expression in quotes, not {node.kind}.")
            return None
        try:
            return expressions.compile(node.value, self.names, gives=gives)
        except ExpressionError as error:
            where = f" (column {error.column})" if error.line == 1 else ""
            self.problem(node, f"In the expression{where}: {error.message}.", error.suggestion)
            return None

    def condition(self, node: Node) -> Expression | None:
        """An expression that is true or false."""
        return self.expression(node, gives="bool")

    def amount(self, node: Node) -> Expression | None:
        """An expression that gives a whole number."""
        return self.expression(node, gives="int")

    def duration(self, node: Node) -> Duration | None:
        if isinstance(node.value, str):
            try:
                return Duration.parse(node.value)
            except ValueError:
                pass
        self.problem(node, "Here stands a time such as P5WD (working days), P30D or PT3H.")
        return None


class Group:
    """Keys and values under one node. Use as a context manager, so that it closes."""

    def __init__(
        self, source: Source, at: Node, entries: Mapping[str, Node], *, is_broken: bool = False
    ) -> None:
        self.source = source
        self.at = at
        self.entries = entries
        self.is_broken = is_broken
        self.asked: set[str] = set()

    def __enter__(self) -> Group:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()

    def close(self) -> None:
        """Name every key that nobody asked for."""
        for key, node in self.entries.items():
            if key not in self.asked:
                unused = self.asked - set(self.entries)
                guess = closest(key, unused) or closest(key, self.asked)
                at = Node(node.key_line or node.line, node.path, None)
                is_torn = node.value is None and " " in key
                self.source.problem(at, TORN if is_torn else "This key is not known here.", guess)

    def need(
        self, key: str, read: Callable[[Node], T], fallback: T, why: str = "This key is needed."
    ) -> T:
        """The value of a key that must be there; `fallback` stands in after a problem."""
        self.asked.add(key)
        if key in self.entries:
            return read(self.entries[key])
        if not self.is_broken:
            at = Node(self.at.key_line or self.at.line, self.at.path, None)
            self.source.problem(at, why, key=key)
        return fallback

    def maybe(self, key: str, read: Callable[[Node], T], default: T) -> T:
        """The value of a key that may be left out."""
        self.asked.add(key)
        return read(self.entries[key]) if key in self.entries else default

    def string(self, key: str, *, why: str = "This key is needed.") -> str:
        return self.need(key, self.source.string, "", why)

    def text(self, key: str) -> Text:
        return self.need(key, self.source.text, Text({}))

    def maybe_text(self, key: str) -> Text | None:
        return self.maybe(key, self.source.text, None)

    def maybe_string(self, key: str) -> str | None:
        return self.maybe(key, self.source.string, None)

    def boolean(self, key: str, *, default: bool = False) -> bool:
        return self.maybe(key, self.source.boolean, default)

    def integer(self, key: str, *, least: int = 0) -> int | None:
        return self.maybe(key, lambda node: self.source.integer(node, least=least), None)

    def expression(self, key: str) -> Expression | None:
        return self.maybe(key, self.source.expression, None)

    def condition(self, key: str) -> Expression | None:
        return self.maybe(key, self.source.condition, None)

    def duration(self, key: str) -> Duration | None:
        return self.maybe(key, self.source.duration, None)

    def one_of(self, key: str, known: Collection[str], *, default: str | None = None) -> str:
        def read(node: Node) -> str:
            return self.source.one_of(node, known)

        return self.need(key, read, "") if default is None else self.maybe(key, read, default)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of words; a single word stands for a list of one. () when left out."""
        return self.maybe(key, self.source.strings, ())

    def each(self, key: str) -> tuple[tuple[str, Node], ...]:
        """The entries of a group whose keys are free names."""
        return self.maybe(key, self.source.entries, ())

    def items(self, key: str) -> tuple[Node, ...]:
        return self.maybe(key, self.source.items, ())
