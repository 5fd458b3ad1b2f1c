"""Which names an expression reads, and where: a scanner of CEL's tokens.

The library tells the root names without their positions or keys; an error that says "line 1,
column 14: unknown 'aera' in 'form', did you mean 'area'?" needs both.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<string>[rRbB]{0,2}(?:\"\"\".*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[uU]?)
    |(?P<ident>[A-Za-z_]\w*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_WORDS = {"true", "false", "null", "in"}
BINDING = {"all", "exists", "exists_one", "map", "filter"}
"""Macros whose first argument names a variable of their own."""


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name with the place (line, column) of each part."""

    parts: tuple[str, ...]
    positions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def scan(text: str) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """Names read and functions called in `text`, which is known to be valid CEL."""
    tokens = [
        _Token(str(found.lastgroup), found[0], found.start())
        for found in TOKEN.finditer(text)
        if found.lastgroup != "space"
    ]
    tokens.append(_Token("end", "", len(text)))
    bound = _bound(tokens)
    names: list[Name] = []
    functions: list[Name] = []
    at = 0
    while tokens[at].kind != "end":
        token = tokens[at]
        if token.kind != "ident" or token.text in _WORDS:
            at += 1
            continue
        chain, at = _chain(tokens, at)
        is_call = tokens[at].text == "("
        follows_value = tokens[at - 2 * len(chain)].text == "." if at >= 2 * len(chain) else False
        _sort_out(chain, is_call, follows_value, bound, text, names, functions)
    return tuple(names), tuple(functions)


def _chain(tokens: list[_Token], at: int) -> tuple[list[_Token], int]:
    """The identifiers joined by dots that begin at `at`, and the place behind them."""
    chain = [tokens[at]]
    at += 1
    while tokens[at].text == "." and tokens[at + 1].kind == "ident":
        chain.append(tokens[at + 1])
        at += 2
    return chain, at


def _sort_out(
    chain: list[_Token],
    is_call: bool,
    follows_value: bool,
    bound: set[str],
    text: str,
    names: list[Name],
    functions: list[Name],
) -> None:
    if is_call:
        functions.append(_name(chain[-1:], text))
        chain = chain[:-1]
    if chain and not follows_value and chain[0].text not in bound:
        names.append(_name(chain, text))


def _bound(tokens: list[_Token]) -> set[str]:
    return {
        tokens[at + 2].text
        for at in range(1, len(tokens) - 2)
        if tokens[at].text in BINDING
        and tokens[at - 1].text == "."
        and tokens[at + 1].text == "("
        and tokens[at + 2].kind == "ident"
    }


def _name(chain: list[_Token], text: str) -> Name:
    return Name(
        parts=tuple(token.text for token in chain),
        positions=tuple(place(text, token.offset) for token in chain),
    )


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def nearest(word: str, known: Collection[str]) -> str:
    """The one of `known` that `word` was probably meant to be, else empty."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else ""
