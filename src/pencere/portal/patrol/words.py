"""What a check says, in words: the headline and what to do now, by the code of `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.kernel.text import Text

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

HEADLINES: Mapping[str, _StrOrPromise] = {
    "permit": _("Has a permit"),
    "not-needed": _("Needs no permit here now"),
    "document": _("Permit yes, document out of date"),
    "elsewhere": _("Permit for another district"),
    "later": _("Permit not begun yet"),
    "ended": _("Permit ended just now"),
    "none": _("No permit"),
    "revoked": _("Permit was revoked"),
    "forged": _("Code is not ours"),
    "unknown": _("Nobody has this number"),
    "listed": _("Has a permit"),
    "not-listed": _("Not on your list"),
    "code-genuine": _("The code is genuine"),
    "code-expired": _("The code is out of date"),
    "code-forged": _("Code is not ours"),
}
ADVICE: Mapping[str, _StrOrPromise] = {
    "permit": _("Compare the name with the document."),
    "not-needed": _("No regime of permits is in force here at this hour."),
    "document": _("The permit holds. The document itself has expired or is no longer in force."),
    "elsewhere": _("The permit doesn't hold in the district that you named."),
    "later": _("It begins later: see the time below."),
    "ended": _("It ended in the last half hour: the person may be on the way home."),
    "none": _("No permit of either kind holds now."),
    "revoked": _("It was revoked before its end, and no other holds."),
    "forged": _("Nobody here signed this code, or it was changed. Check the document's number."),
    "unknown": _("Read the number once more, letter by letter."),
    "listed": _("Compare the document with the face. Without network no name is shown."),
    "not-listed": _(
        "Permits that were given after the list was made, and people from other districts, aren't"
        " on it. Ask for the code of the permit, or check again with network."
    ),
    "code-genuine": _("It holds now, unless it was revoked after your list was made."),
    "code-expired": _("We signed it, and it holds no longer or not yet."),
    "code-forged": _("Nobody here signed this code, or it was changed."),
}
SIGNS: Mapping[str, str] = {"green": "✓", "amber": "!", "red": "✕"}
COLOURS: Mapping[str, _StrOrPromise] = {
    "green": _("All right"),
    "amber": _("Look closer"),
    "red": _("Stop"),
}
TOKENS: Mapping[str, _StrOrPromise] = {
    "genuine": _("The code is genuine."),
    "expired": _("The code is genuine, and out of date. What counts is what is recorded now."),
    "revoked": _("The code is genuine, but its permit has been revoked since."),
    "forged": _("The code is forged or damaged."),
}
OUTCOMES: Mapping[str, _StrOrPromise] = {
    "fine": _("All right"),
    "warned": _("Warned"),
    "protocol": _("Protocol drawn up"),
}
PROBLEMS: Mapping[str, _StrOrPromise] = {
    "choose": _("Choose how the check ended."),
    "missing": _("Give the protocol's number."),
    "not-asked": _("A number belongs only to a protocol."),
    "not-text": _("There is a character in it that can't be kept."),
    "too-long": _("This is too long."),
}


def in_languages(words: _StrOrPromise) -> Text:
    """Words in each language, for the journal: who reads it may speak another."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(words)
    return Text(found)
