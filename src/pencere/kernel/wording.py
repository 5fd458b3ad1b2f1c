"""Messages that are stored and read later, in whatever language their reader has then: made in
every language at once, with their placeholders filled in."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from pencere.kernel.text import Text


@cache
def in_all_languages(message: str) -> Text:
    """A message id in each of the country's languages."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = gettext(message)
    return Text(words)


class _Filler(string.Formatter):
    """Takes a placeholder for a name as a whole: no attribute of a value is ever looked up."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        return self.get_value(field_name, args, kwargs), field_name


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def filled(text: Text, values: Mapping[str, Text | str]) -> Text:
    """`text` with its placeholders filled in, language by language; unknown ones vanish.

    What a person typed (a comment) is put in as it is: braces in it mean nothing.
    """
    return Text({language: _filled(words, language, values) for language, words in text.items()})


def _filled(words: str, language: str, values: Mapping[str, Text | str]) -> str:
    known = _Values(
        {
            key: value.in_language(language) if isinstance(value, Text) else value
            for key, value in values.items()
        }
    )
    return re.sub(" {2,}", " ", _Filler().vformat(words, (), known)).strip()
