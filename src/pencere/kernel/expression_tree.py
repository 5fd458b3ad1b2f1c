"""The tree of an expression, for questions that the library doesn't answer: of which types things
are, and how deeply loops lie in one another.

The library reads an expression first, so what comes here is valid CEL; syntax that nobody uses in
a definition (messages, bytes, optional values) is refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pencere.kernel.expression_names import BINDING, TOKEN

MAX_DEPTH = 40
_OPERATORS: tuple[frozenset[str], ...] = (
    frozenset({"||"}),
    frozenset({"&&"}),
    frozenset({"==", "!=", "<", "<=", ">", ">=", "in"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
)
"""Weakest first."""
_TWO = re.compile(r"\|\||&&|==|!=|<=|>=")


class UnreadableTree(ValueError):
    """Something that definitions don't use; `at` is its offset."""

    def __init__(self, message: str, at: int) -> None:
        self.at = at
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Tree:
    """One operation. `kind` is the kind of a literal, or name, member, index, call, method,
    unary, binary, choice, list, map; `text` its word or operator, `at` where it stands."""

    kind: str
    at: int
    text: str = ""
    parts: tuple[Tree, ...] = ()

    @property
    def is_loop(self) -> bool:
        """Whether it goes through a list with a name for each item."""
        return self.kind == "method" and self.text in BINDING and len(self.parts) >= 3

    @property
    def builds(self) -> bool:
        """Whether a loop makes a new list, which costs the square of its length."""
        return self.is_loop and self.text in {"map", "filter"}


def read_tree(text: str) -> Tree:
    """The tree of a valid expression. Raises UnreadableTree."""
    reader = _Reader(text)
    tree = reader.expression()
    reader.take("")
    return tree


def too_deep(text: str) -> bool:
    """Whether brackets, signs or choices lie deeper in one another than any reader should follow.
    Looked at before anything reads the expression."""
    depth = deepest = signs = 0
    for kind, word, _at in _tokens(text):
        signs = signs + 1 if kind == "mark" and word in {"!", "-", "?"} else signs
        if word in {"(", "[", "{"} and kind == "mark":
            depth += 1
            deepest = max(deepest, depth)
        elif word in {")", "]", "}"} and kind == "mark":
            depth -= 1
    return deepest > MAX_DEPTH or signs > 200


def _tokens(text: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    skip = 0
    for each in TOKEN.finditer(text):
        if each.start() < skip or each.lastgroup == "space":
            continue
        word = each[0]
        if each.lastgroup == "mark" and (two := _TWO.match(text, each.start())):
            word = two[0]
            skip = two.end()
        found.append((str(each.lastgroup), word, each.start()))
    return found


class _Reader:
    """Reads from left to right, operators by their strength."""

    def __init__(self, text: str) -> None:
        self.tokens = [*_tokens(text), ("end", "", len(text))]
        self.next = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.next][0]

    @property
    def word(self) -> str:
        return self.tokens[self.next][1]

    @property
    def at(self) -> int:
        return self.tokens[self.next][2]

    def step(self) -> str:
        word = self.word
        self.next += 1
        return word

    def take(self, word: str) -> None:
        if self.word != word or self.kind == "string":
            raise UnreadableTree("this way of writing is not used here", self.at)
        self.next += 1

    def is_mark(self, word: str) -> bool:
        return self.word == word and self.kind != "string"

    def expression(self) -> Tree:
        condition = self.binary(0)
        if not self.is_mark("?"):
            return condition
        at = self.at
        self.step()
        yes = self.binary(0)
        self.take(":")
        return Tree("choice", at, "?", (condition, yes, self.expression()))

    def binary(self, strength: int) -> Tree:
        if strength == len(_OPERATORS):
            return self.unary()
        left = self.binary(strength + 1)
        while self.kind in {"mark", "ident"} and self.word in _OPERATORS[strength]:
            at = self.at
            operator = self.step()
            left = Tree("binary", at, operator, (left, self.binary(strength + 1)))
        return left

    def unary(self) -> Tree:
        signs = []
        while self.kind == "mark" and self.word in {"!", "-"}:
            signs.append((self.at, self.step()))
        tree = self.members(self.primary())
        for at, sign in reversed(signs):
            tree = Tree("unary", at, sign, (tree,))
        return tree

    def members(self, tree: Tree) -> Tree:
        while self.kind == "mark" and self.word in {".", "["}:
            if self.step() == "[":
                tree = Tree("index", self.at, "", (tree, self.expression()))
                self.take("]")
                continue
            if self.kind != "ident":
                raise UnreadableTree("this way of writing is not used here", self.at)
            at, word = self.at, self.step()
            if self.is_mark("("):
                tree = Tree("method", at, word, (tree, *self.items("(", ")", self.expression)))
            else:
                tree = Tree("member", at, word, (tree,))
        return tree

    def primary(self) -> Tree:
        kind, at = self.kind, self.at
        if kind == "mark":
            return self.bracketed(at)
        word = self.step()
        if kind == "string":
            return Tree("bytes" if word[0] in "bB" else "string", at, word)
        if kind == "number":
            return Tree("int" if word.isdigit() or word[:2] in {"0x", "0X"} else "double", at, word)
        if kind != "ident":
            raise UnreadableTree("this way of writing is not used here", at)
        if word in {"true", "false"}:
            return Tree("bool", at, word)
        if word == "null":
            return Tree("null", at, word)
        if self.is_mark("("):
            return Tree("call", at, word, self.items("(", ")", self.expression))
        return Tree("name", at, word)

    def bracketed(self, at: int) -> Tree:
        if self.word == "(":
            self.step()
            tree = self.expression()
            self.take(")")
            return tree
        if self.word == "[":
            return Tree("list", at, "", self.items("[", "]", self.expression))
        if self.word == "{":
            return Tree("map", at, "", self.items("{", "}", self.entry))
        raise UnreadableTree("this way of writing is not used here", at)

    def entry(self) -> Tree:
        key = self.expression()
        at = self.at
        self.take(":")
        return Tree("entry", at, "", (key, self.expression()))

    def items(self, begin: str, end: str, read: Callable[[], Tree]) -> tuple[Tree, ...]:
        self.take(begin)
        found: list[Tree] = []
        while not self.is_mark(end):
            found.append(read())
            if not self.is_mark(end):
                self.take(",")
        self.take(end)
        return tuple(found)
