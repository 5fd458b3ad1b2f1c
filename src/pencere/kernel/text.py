"""Text in the languages of the country, and how its letters are cased, folded and sorted.

Which languages, alphabet and foldings there are is the country pack's to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase

from django.conf import settings
from django.utils.translation import get_language

from pencere.kernel.pack import pack

_LETTERS = 0x0180
_AFTER_ALL = "\uffff"


class Text(Mapping[str, str]):
    """The same words in each language of the country; as `str` those of the active one."""

    __slots__ = ("_words",)

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {str(language): str(text) for language, text in words.items()}

    def __getitem__(self, language: str) -> str:
        return self._words[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._words.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._words == dict(other)

    def __repr__(self) -> str:
        return f"Text({self._words!r})"

    def in_language(self, language: str | None) -> str:
        """The words in `language`, else in the country's first language, else any."""
        for wanted in (language, settings.LANGUAGE_CODE):
            if wanted and wanted in self._words:
                return self._words[wanted]
        return next(iter(self._words.values()), "")

    def __str__(self) -> str:
        return self.in_language(get_language())

    def packed(self) -> str:
        """All languages in one string, for a column of plain text; `unpacked` reads it."""
        return json.dumps(self._words, ensure_ascii=False, sort_keys=True)


def unpacked(words: str) -> Text | str:
    """The Text that `Text.packed` wrote; other words as they are."""
    if not words.startswith('{"'):
        return words
    try:
        return Text(json.loads(words))
    except ValueError:
        return words


def joined(texts: Iterable[Text], separator: str = "; ") -> Text:
    """Several texts as one, language by language; each only once."""
    once = list(dict.fromkeys(texts))
    languages = dict.fromkeys(language for text in once for language in text)
    return Text(
        {
            language: separator.join(text.in_language(language) for text in once)
            for language in languages
        }
    )


def upper(text: str, language: str | None = None) -> str:
    """Upper case by the rules of `language`, the active one by default (i → İ)."""
    return pack().upper(text, language or get_language() or settings.LANGUAGE_CODE)


def lower(text: str, language: str | None = None) -> str:
    """Lower case by the rules of `language`, the active one by default (I → ı)."""
    return pack().lower(text, language or get_language() or settings.LANGUAGE_CODE)


def fold(text: str) -> str:
    """The search form of `text`: variants of spelling and script meet in it."""
    return pack().fold(text)


@lru_cache(maxsize=8192)
def sort_key(text: str) -> str:
    """A text that sorts by code point as `text` does in the country's first alphabet.

    Store it beside the name that a list is ordered by: no collation of the database is needed.
    """
    order = _order(pack().alphabet)
    return "".join(order.get(letter, letter) for letter in lower(text, settings.LANGUAGE_CODE))


@lru_cache(maxsize=4)
def _order(alphabet: str) -> dict[str, str]:
    """Each letter as a character of a block that sorts after ASCII, in the alphabet's order; a
    Latin letter that the alphabet lacks comes right after the one before it in Latin."""
    order = {letter: chr(_LETTERS + place) for place, letter in enumerate(alphabet)}
    for before, letter in pairwise(ascii_lowercase):
        if letter not in order and before in order:
            order[letter] = order[before] + _AFTER_ALL
    return order
