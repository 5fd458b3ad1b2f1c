"""Reading a message: for what and by which document somebody asks to leave home.

People write in a hurry and on any keyboard, so that letters and digits of all scripts that look
alike are one, and separators don't matter. Which documents there are, and which words mean help
or a language, is the country pack's to say. What can't be read is named, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pencere.kernel.pack import DocumentSeries
from pencere.systems.sms_permits.rules import Reason

LONGEST = 320
"""Characters of a message that are looked at: two parts of an SMS."""
_INDEX_DIGITS = 3
_MOST_TOGETHER = 6
"""Words between which a request may lie in a longer text."""
_LEAST_NUMBER = 5
"""Digits that make a number look like a document's where no letters tell."""

# Letters of other scripts as the Latin ones that they look like, else sound like, in capitals.
_ALIKE = str.maketrans(
    {
        **dict(zip("АВЕКМНОРСТУХІЈЅЅҮӘ", "ABEKMHOPCTYXIJSSYE", strict=True)),
        **dict(zip("БГДЖЗИЙЛПФЦЧШЩЫЭЁЮЯЇ", "BGDJZIYLPFCCSSYEEUYI", strict=True)),
        **dict.fromkeys("ЬЪ", ""),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("ƏƎ", "EE", strict=True)),
        "№": " ",
        "º": " ",
    }
)
_AS_DIGITS = str.maketrans("OIL", "011")
_IN_LETTERS = {"O": "[O0]", "I": "[I1L]", "?": "[A-Z]"}
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
_WORD = re.compile(r"[A-Z0-9]+")
_SCRIPTS = {"CYRILLIC": re.compile("[\u0400-\u052f]"), "GREEK": re.compile("[\u0370-\u03ff]")}


@dataclass(frozen=True, slots=True)
class Read:
    """What a message says."""

    index: str = ""
    """The number that means a purpose; empty when there is none."""
    document: str = ""
    """The document's number in canonical form; empty when none could be read."""
    kind: str = ""
    """Which kind of document that is."""
    problem: Reason | None = None
    """Why it is no request; None for one that names both."""
    language: str = ""
    """The language that it asks for or is written in; empty when it doesn't tell."""


def skeleton(text: str) -> str:
    """A text in Latin capitals and digits, whatever script they were typed in; the rest stays."""
    text = text[:LONGEST].upper()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text.translate(_ALIKE)).upper().translate(_ALIKE)
    return "".join(map(_plain, unicodedata.normalize("NFD", text)))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.category(letter) in _INVISIBLE:
        return ""
    return str(unicodedata.decimal(letter, " "))


@dataclass(frozen=True)
class Writing:
    """How messages are written in a country."""

    series: Sequence[DocumentSeries]
    """The documents by which people may ask; the first that fits is meant."""
    languages: Mapping[str, Iterable[str]]
    """By language, the words that ask for it."""
    scripts: Mapping[str, str]
    """By script (`CYRILLIC`, `GREEK`) the language of who writes in it."""
    help: Mapping[str, Iterable[str]]
    """By language, the words that ask for help."""

    @cached_property
    def _patterns(self) -> list[tuple[DocumentSeries, re.Pattern[str]]]:
        return [
            (series, re.compile(rf"(\d{{0,{_INDEX_DIGITS}}})({_letters(series)})([0-9OIL]*)"))
            for series in self.series
        ]

    @cached_property
    def _language_of(self) -> dict[str, str]:
        return _by_skeleton(self.languages)

    @cached_property
    def _help_in(self) -> dict[str, str]:
        return _by_skeleton(self.help)

    def read(self, text: str) -> Read:
        """Read a message; of a text that is no request, `problem` says why."""
        words = _WORD.findall(skeleton(text))
        written_in = next(
            (self.scripts[name] for name in self.scripts if _SCRIPTS[name].search(text)), ""
        )
        if found := self._whole("".join(words)):
            return Read(*found, language=written_in)
        rest, asked_for = self._without_language(words)
        language = asked_for or written_in
        if not rest:
            return _of_nothing(text, language, has_language=bool(asked_for))
        if all(word in self._help_in for word in rest):
            return Read(problem=Reason.HELP, language=asked_for or self._help_in[rest[0]])
        if found := self._whole("".join(rest)) or self._within(rest):
            return Read(*found, language=language)
        index, problem = self._problem("".join(rest))
        return Read(index=index, problem=problem, language=language)

    def _whole(self, compact: str) -> tuple[str, str, str] | None:
        """Index, number and kind of document, when the text is just that."""
        for series, pattern in self._patterns:
            found = pattern.fullmatch(compact)
            if found and found[1] and len(found[3]) in series.digits:
                letters = series.letters if "?" not in series.letters else found[2]
                number = letters + found[3].translate(_AS_DIGITS)
                return _index(found[1]), number, series.kind
        return None

    def _within(self, words: Sequence[str]) -> tuple[str, str, str] | None:
        """The same, when a longer text holds just one."""
        found = {one for one in map(self._whole, _runs(words)) if one}
        return found.pop() if len(found) == 1 else None

    def _without_language(self, words: Sequence[str]) -> tuple[Sequence[str], str]:
        if words and (language := self._language_of.get(words[0])):
            return words[1:], language
        if words and (language := self._language_of.get(words[-1])):
            return words[:-1], language
        return words, ""

    def _problem(self, compact: str) -> tuple[str, Reason]:
        """The index, and what is wrong with a text that is no request."""
        for series, pattern in self._patterns:
            found = pattern.fullmatch(compact)
            if not found:
                continue
            if not found[1]:
                return "", Reason.NO_PURPOSE
            is_long = len(found[3]) > max(series.digits)
            return _index(found[1]), (
                Reason.DOCUMENT_TOO_LONG if is_long else Reason.DOCUMENT_TOO_SHORT
            )
        return _problem_of_no_series(compact)


def _index(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _letters(series: DocumentSeries) -> str:
    spellings = {skeleton(letters) for letters in (series.letters, *series.typed)}
    return "|".join(
        "".join(_IN_LETTERS.get(letter, letter) for letter in spelling)
        for spelling in sorted(spellings)
    )


def _by_skeleton(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {skeleton(word): language for language, own in words.items() for word in own}


def _of_nothing(text: str, language: str, *, has_language: bool) -> Read:
    if has_language:
        return Read(problem=Reason.LANGUAGE, language=language)
    is_question = "?" in unicodedata.normalize("NFKC", text[:LONGEST])
    return Read(problem=Reason.HELP if is_question else Reason.NOTHING_ASKED, language=language)


def _runs(words: Sequence[str]) -> Iterator[str]:
    for start, word in enumerate(words):
        if word[0].isdigit():
            for end in range(start + 1, min(start + _MOST_TOGETHER, len(words)) + 1):
                yield "".join(words[start:end])


def _problem_of_no_series(compact: str) -> tuple[str, Reason]:
    digits = re.match(r"\d*", compact)
    leading = digits[0] if digits else ""
    rest = compact[len(leading) :]
    if leading and not rest:
        is_index = len(leading) < _INDEX_DIGITS
        return (
            (_index(leading), Reason.NO_DOCUMENT)
            if is_index
            else (leading[0], Reason.DOCUMENT_SERIES)
        )
    has_number = sum(letter.isdigit() for letter in rest) >= _LEAST_NUMBER
    if not leading:
        return "", Reason.NO_PURPOSE if has_number else Reason.NOTHING_ASKED
    if len(leading) > _INDEX_DIGITS:
        return leading[0], Reason.DOCUMENT_SERIES
    has_digits = any(letter.isdigit() for letter in rest)
    return _index(leading), Reason.DOCUMENT_SERIES if has_digits else Reason.NO_DOCUMENT
