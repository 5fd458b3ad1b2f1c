"""What the runtime itself tells an applicant, in every language at once: a message is stored
and read later, in whatever language its reader has then."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from pencere.casework.definitions.model import Notice
from pencere.kernel.text import Text

DEFAULTS: Mapping[str, tuple[str, str]] = {
    "submitted": (
        _("We have your application {reference}"),
        _("{service}: your application is with the agency. You will have an answer by {due}."),
    ),
    "submitted-no-term": (
        _("We have your application {reference}"),
        _("{service}: your application is with the agency. We will tell you what comes next."),
    ),
    "asked": (
        _("We need something from you for application {reference}"),
        _("{service}: an officer asks you: {comment} The time does not count until you answer."),
    ),
    "granted": (
        _("Your application {reference} was granted"),
        _("{service}: your application was granted. {comment}"),
    ),
    "refused": (
        _("Your application {reference} was refused"),
        _("{service}: your application was refused. {reason} {comment}"),
    ),
    "answered": (
        _("There is an answer to your application {reference}"),
        _("{service}: the agency has answered. {comment}"),
    ),
    "lapsed": (
        _("Your application {reference} was closed"),
        _("{service}: the time for this application has run out, and it was closed."),
    ),
    "document-ready": (
        _("Your document is ready"),
        _("{service}: the document for application {reference} is ready. You can download it."),
    ),
}
"""By moment; the placeholders are those of a definition's notices."""

AUTOMATIC = _("Automatic decision")
TIME_OVER = _("The time ran out")
MISSED = _("Did not come to the appointment")
ESCALATED = _("Passed to a higher post, since the time ran out")


def day(at: dt.datetime | None) -> str:
    """A day as all three languages write it, in the country's time; "" for none."""
    return timezone.localtime(at).strftime("%d.%m.%Y") if at else ""


def default_notice(moment: str) -> Notice | None:
    """The message for a moment that the definition has no words for; None when none is due."""
    found = DEFAULTS.get(moment)
    return (
        Notice(title=in_all_languages(found[0]), body=in_all_languages(found[1])) if found else None
    )


@cache
def in_all_languages(message: str) -> Text:
    """A message id in each of the country's languages."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = gettext(message)
    return Text(words)


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
    return re.sub(" {2,}", " ", string.Formatter().vformat(words, (), known)).strip()
