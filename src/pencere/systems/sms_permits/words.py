"""How pages name reasons and patterns, in the languages of the country. What an SMS says is the
country pack's (`PermitMessages.answers`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pencere.systems.sms_permits.abuse_rules import Pattern
from pencere.systems.sms_permits.rules import Reason

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASONS: Mapping[Reason, _StrPromise] = {
    Reason.NO_REGIME: _("No rules in force"),
    Reason.NOTHING_ASKED: _("Not understood"),
    Reason.NO_PURPOSE: _("Purpose missing"),
    Reason.UNKNOWN_PURPOSE: _("Unknown purpose"),
    Reason.NO_DOCUMENT: _("Document missing"),
    Reason.DOCUMENT_TOO_SHORT: _("Document number too short"),
    Reason.DOCUMENT_TOO_LONG: _("Document number too long"),
    Reason.DOCUMENT_SERIES: _("Unknown series of documents"),
    Reason.DOCUMENT_UNKNOWN: _("Document in no register"),
    Reason.DOCUMENT_ANNULLED: _("Document annulled"),
    Reason.DOCUMENT_EXPIRED: _("Document expired"),
    Reason.PERSON_DEAD: _("Holder of the document is dead"),
    Reason.SENDER_BLOCKED: _("Phone blocked"),
    Reason.PERSON_BLOCKED: _("Person blocked"),
    Reason.AGE: _("Age"),
    Reason.BARRED: _("Isolated by a register"),
    Reason.NOT_NEEDED: _("No permit needed in the district"),
    Reason.HOURS: _("Outside the hours"),
    Reason.PURPOSE_LIMIT: _("Limit of the purpose"),
    Reason.TOTAL_LIMIT: _("Limit of the day"),
    Reason.FAILED: _("Could not be decided"),
    Reason.HELP: _("Help"),
    Reason.LANGUAGE: _("Language"),
}
PATTERN_WORDS: Mapping[Pattern, _StrPromise] = {
    "many-people": _("One phone asks for many people"),
    "open-purpose": _("One person has many permits for a purpose without limit"),
    "refused": _("One phone is refused again and again"),
    "many-phones": _("Many phones ask for one person"),
    "storm": _("One phone writes without pause"),
    "overlap": _("One person has permits for different purposes at once"),
    "disowned": _("A person says that somebody else asked in their name"),
}
