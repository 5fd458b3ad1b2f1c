"""Regular expressions of definitions: those that could take very long on what somebody types are
refused when they are read."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

# Python's own reader of patterns has no public name.
codes = import_module("re._constants")
parser = import_module("re._parser")

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_FEW = 8
"""A repetition of so few rounds costs little, whatever is in it."""


def why_slow(pattern: str) -> str:
    """What makes `pattern` dangerous, "" when nothing does.

    A repetition inside a repetition can be matched in exponentially many ways (`(a+)+`), and a
    reference back makes matching hard as well. Both can always be said otherwise.
    """
    try:
        parsed = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return "This is no regular expression."
    return _look(parsed, inside=False)


def _look(parsed: Any, *, inside: bool) -> str:
    for code, what in parsed:
        if code in (codes.GROUPREF, codes.GROUPREF_EXISTS):
            return "A pattern doesn't refer back to a group of its own."
        repeats = code in _REPEATS and what[1] > _FEW
        if repeats and inside:
            return "A repetition inside a repetition can take for ever: say it without."
        for part in _parts(what):
            if found := _look(part, inside=inside or repeats):
                return found
    return ""


def _parts(what: Any) -> list[Any]:
    """The patterns inside one item of a parsed pattern."""
    if isinstance(what, parser.SubPattern):
        return [what]
    if isinstance(what, list | tuple):
        return [found for each in what for found in _parts(each)]
    return []
