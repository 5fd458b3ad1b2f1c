"""The journal's vocabulary: each action is declared once, with words that a citizen understands.

A package declares its actions when it is imported; an undeclared one can't be recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import lazystr

from pencere.kernel.journal.entries import JSON
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise, _StrPromise

_declared: dict[str, _StrOrPromise] = {}


class UndeclaredAction(LookupError):
    """A programmer's mistake: somebody records an action whose words nobody declared."""

    def __init__(self, code: str) -> None:
        super().__init__(f"journal action {code!r} is not declared: call journal.api.declare")


def declare(code: str, words: _StrOrPromise) -> None:
    """Give the action `code` its `words`: gettext_lazy, in the past tense.

    The words may hold `%(name)s` placeholders that are filled from an entry's params. To
    declare the same again changes nothing; other words for a known code are an error.
    """
    known = _declared.get(code)
    if known is not None and repr(known) != repr(words) and _source(known) != _source(words):
        raise ValueError(f"journal action {code!r} is declared twice with different words")
    _declared[code] = words


def _source(words: _StrOrPromise) -> object:
    """The message id of lazy words, which is the same in each language."""
    return getattr(words, "_args", words)


def actions() -> Mapping[str, _StrOrPromise]:
    """Every declared action with its words."""
    return dict(_declared)


def require(code: str) -> None:
    """UndeclaredAction unless `code` is declared."""
    if code not in _declared:
        raise UndeclaredAction(code)


class _Filling(dict[str, object]):
    """Params for `%`: a placeholder without a value shows as a dash, never as an error."""

    def __missing__(self, key: str) -> str:
        return "–"


def in_words(code: str, params: Mapping[str, JSON]) -> _StrPromise:
    """What was done, as a lazy text; an action that is no longer declared shows its code."""
    return lazystr(_Worded(code, params))


class _Worded:
    """Words that are looked up, translated and filled when they are shown."""

    __slots__ = ("_code", "_params")

    def __init__(self, code: str, params: Mapping[str, JSON]) -> None:
        self._code = code
        self._params = params

    def __str__(self) -> str:
        words = str(_declared.get(self._code, self._code))
        return words % _Filling(_shown(self._params)) if "%(" in words else words


def _shown(params: Mapping[str, JSON]) -> dict[str, object]:
    """Params as they go into words: what is given in each language in the active one."""
    return {
        name: Text({key: str(word) for key, word in value.items()})
        if isinstance(value, Mapping)
        else value
        for name, value in params.items()
    }
