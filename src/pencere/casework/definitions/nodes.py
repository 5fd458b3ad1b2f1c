"""YAML as a tree that remembers lines and key paths, without YAML's traps.

Narrower than YAML 1.1 on purpose: true and false are the only booleans (`on`, `yes`, `no`
are refused, not guessed), numbers are decimal, a key stands once, and there are no anchors,
so that a definition reads from top to bottom.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from pencere.casework.definitions.problems import DefinitionError, Problem

MAX_CHARS = 1_000_000
MAX_DEPTH = 30

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_TAG = "tag:yaml.org,2002:"

Scalar = str | int | Decimal | bool | dt.date | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place in the file. `value` is a scalar, a tuple of nodes or a mapping."""

    line: int
    path: str
    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    key_line: int = 0

    @property
    def kind(self) -> str:
        """What it is, in words for a message."""
        if isinstance(self.value, Mapping):
            return "a group of keys"
        if isinstance(self.value, tuple):
            return "a list"
        return _scalar_kind(self.value)

    def plain(self) -> Any:
        """The value without its marks."""
        if isinstance(self.value, Mapping):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value


def _scalar_kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, dt.date):
        return "a date"
    return "a number" if isinstance(value, int | Decimal) else "a text"


def parse(text: str, *, file: str) -> Node:
    """The tree of `text`; raises DefinitionError naming line and key."""
    if len(text) > MAX_CHARS:
        raise DefinitionError([Problem(file, 1, "", "The file is too large.")])
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise DefinitionError([_syntax_problem(error, file)]) from error
    except RecursionError:
        raise DefinitionError([Problem(file, 1, "", "The file is nested too deeply.")]) from None
    if root is None:
        raise DefinitionError([Problem(file, 1, "", "The file is empty.")])
    maker = _Maker(file)
    node = maker.node(root, path="", depth=0)
    if maker.problems:
        raise DefinitionError(maker.problems)
    return node


def _syntax_problem(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    line = mark.line + 1 if mark is not None else 1
    return Problem(file, line, "", f"This is not YAML: {what}.")


class _Maker:
    """Turns PyYAML's nodes into ours and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def problem(self, line: int, path: str, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem(self.file, line, path, message, suggestion))

    def node(self, found: yaml.Node, *, path: str, depth: int, key_line: int = 0) -> Node:
        line = found.start_mark.line + 1
        if depth > MAX_DEPTH:
            self.problem(line, path, "This is nested too deeply.")
            return Node(line, path, None, key_line)
        if id(found) in self.seen:
            self.problem(line, path, "Anchors and aliases (& and *) are not used here: repeat it.")
            return Node(line, path, None, key_line)
        self.seen.add(id(found))
        if isinstance(found, yaml.MappingNode):
            return Node(line, path, self._mapping(found, path, depth), key_line)
        if isinstance(found, yaml.SequenceNode):
            items = tuple(
                self.node(each, path=f"{path}[{index}]", depth=depth + 1)
                for index, each in enumerate(found.value)
            )
            return Node(line, path, items, key_line)
        return Node(line, path, self._scalar(found, path, line), key_line)

    def _mapping(self, found: yaml.MappingNode, path: str, depth: int) -> dict[str, Node]:
        made: dict[str, Node] = {}
        for key_node, value_node in found.value:
            key, line = self._key(key_node, path)
            child = f"{path}.{key}" if path else key
            if key in made:
                first = made[key].key_line
                self.problem(line, child, f"This key stands here twice; first in line {first}.")
                continue
            made[key] = self.node(value_node, path=child, depth=depth + 1, key_line=line)
        return made

    def _key(self, node: yaml.Node, path: str) -> tuple[str, int]:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            self.problem(line, path, "A key must be a word.")
            return "?", line
        if node.tag == f"{_TAG}merge":
            self.problem(line, path, "Merging (<<) is not used here: repeat the keys.")
        elif node.tag == f"{_TAG}bool" and node.value.lower() not in {"true", "false"}:
            word = node.value
            self.problem(
                line,
                f"{path}.{word}" if path else word,
                f"YAML reads the key {word} as true or false; give it another name or quote it.",
            )
        return node.value, line

    def _scalar(self, node: yaml.Node, path: str, line: int) -> Scalar:
        text = str(node.value)
        tag = node.tag.removeprefix(_TAG)
        if tag == "bool":
            return self._boolean(text, path, line)
        if tag == "null":
            return None
        if tag == "int":
            if _INTEGER.match(text):
                return int(text)
            self.problem(line, path, f"YAML reads {text} as another number; quote it.")
        elif tag == "float":
            if _DECIMAL.match(text):
                return Decimal(text)
            self.problem(line, path, f"{text} is no plain decimal number; quote a text.")
        elif tag == "timestamp":
            return self._date(text, path, line)
        elif tag != "str":
            self.problem(line, path, f"The tag {node.tag} is not used here.")
        return text

    def _boolean(self, text: str, path: str, line: int) -> bool:
        if text not in {"true", "false"}:
            self.problem(
                line,
                path,
                f"YAML reads {text} as true or false; write true or false, or quote it.",
                "true" if text.lower() in {"yes", "on", "true", "y"} else "false",
            )
        return text.lower() in {"yes", "on", "true", "y"}

    def _date(self, text: str, path: str, line: int) -> dt.date | str:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.problem(line, path, f"{text} is not a date of the form 2026-11-22.")
            return text
