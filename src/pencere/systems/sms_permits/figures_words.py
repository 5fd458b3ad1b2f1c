"""How figures name what they count: outcomes, reasons, purposes, districts, spans of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.sms_permits.regime import rules_now
from pencere.systems.sms_permits.words import REASONS
from pencere.ui.api import formatting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OUTCOMES: Mapping[str, _StrPromise] = {
    "granted": gettext_lazy("Granted"),
    "repeated": gettext_lazy("Told again"),
    "refused": gettext_lazy("Refused"),
    "told": gettext_lazy("Help and language"),
}
CHANNELS: Mapping[str, _StrPromise] = {
    "sms": gettext_lazy("Text message"),
    "web": gettext_lazy("Cabinet"),
}
REASON_TITLES: Mapping[str, _StrPromise] = {
    reason.value: words for reason, words in REASONS.items()
}
RESULTS: Sequence[str] = (
    "granted",
    "repeated",
    *(f"refused:{reason.value}" for reason in REASONS if not reason.is_told),
)
"""What can come of a request, refusals by their reason."""


def purposes_text() -> dict[str, Text]:
    """Titles of the purposes of today's rules, by code."""
    rules = rules_now()
    return {each.code: Text(each.title) for each in rules.purposes} if rules else {}


def purposes() -> dict[str, str]:
    """The same in the active language."""
    return {code: str(title) for code, title in purposes_text().items()}


def districts_text() -> dict[str, Text]:
    """Titles of all districts, by code."""
    return dict(pack().addresses().regions())


def districts() -> dict[str, str]:
    """The same in the active language."""
    return {code: str(title) for code, title in districts_text().items()}


def purpose(code: str) -> str:
    """A purpose; one of earlier rules by its code."""
    return purposes().get(code, code) or _("no purpose read")


def district(code: str) -> str:
    """A district."""
    return districts().get(code, code) or _("not known")


def reason(code: str) -> str:
    """Why not, as a table says it."""
    return str(REASON_TITLES.get(code, code))


def outcome(code: str) -> str:
    """What came of a request."""
    return str(OUTCOMES.get(code, code))


def result(code: str) -> str:
    """One of RESULTS."""
    came, _colon, why = code.partition(":")
    return f"{outcome(came)}: {reason(why)}" if why else outcome(came)


def in_all(words: Callable[[str], str], code: str) -> Text:
    """What `words` says of a code, in each language."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = words(code)
    return Text(said)


def channel(code: str) -> str:
    """How it was asked."""
    return str(CHANNELS.get(code, code))


def speed(milliseconds: float | None) -> str:
    """`0,4 s`, `12 s`, `2 min 5 s`: two or three figures are enough. "–" for none."""
    if milliseconds is None:
        return "–"
    seconds = milliseconds / 1000
    if seconds < 10:
        return _("%(count)s s") % {"count": formatting.number(round(seconds, 1), 1)}
    if seconds < 60:
        return _("%(count)s s") % {"count": round(seconds)}
    minutes, rest = divmod(round(seconds), 60)
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}
