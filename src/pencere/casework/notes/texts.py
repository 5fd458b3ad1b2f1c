"""Words of notices to officers, in all languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop

from pencere.kernel.text import Text

MENTIONED = gettext_noop("A colleague mentions you in a note")
MENTIONED_BODY = gettext_noop(
    "In the case %(reference)s a note speaks to you. It stands on its page."
)


def in_all_languages(message: str, values: Mapping[str, str] | None = None) -> Text:
    """`message` in each language, its placeholders filled."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words = translation.gettext(message)
            found[code] = words % values if values else words
    return Text(found)
