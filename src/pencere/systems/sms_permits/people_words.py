"""How pages name outcomes and reasons: what happened, and what one can do now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import phonenumbers
from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import Invalid
from pencere.kernel.pack import pack
from pencere.systems.sms_permits.rules import Reason

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise, _StrPromise

OUTCOMES: Mapping[str, tuple[_StrPromise, str]] = {
    "granted": (_("Permit given"), "good"),
    "repeated": (_("The valid permit was told again"), ""),
    "refused": (_("Refused"), "bad"),
}
CHANNELS: Mapping[str, _StrPromise] = {
    "web": _("Here in the cabinet"),
    "own": _("Message from your phone"),
    "other": _("Message from another phone"),
}


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A refusal for people: why, and what to do."""

    title: _StrOrPromise
    advice: _StrOrPromise


_DOCUMENT = _("Renew the document, or ask with another one that is valid.")
WHY: Mapping[Reason, WhyNot] = {
    Reason.NO_REGIME: WhyNot(
        _("No permit is needed now"), _("Nothing is limited at this time: you may leave home.")
    ),
    Reason.NOT_NEEDED: WhyNot(
        _("No permit is needed where you live"),
        _("The district in which you are registered is not one of those under the regime."),
    ),
    Reason.UNKNOWN_PURPOSE: WhyNot(
        _("There is no such purpose now"), _("Choose one of the purposes that are allowed today.")
    ),
    Reason.DOCUMENT_UNKNOWN: WhyNot(
        _("No register has this document"),
        _("Check the number. A foreigner asks with the number of the residence card."),
    ),
    Reason.DOCUMENT_ANNULLED: WhyNot(_("The document was annulled"), _DOCUMENT),
    Reason.DOCUMENT_EXPIRED: WhyNot(_("The document has expired"), _DOCUMENT),
    Reason.PERSON_DEAD: WhyNot(
        _("The register says that the holder of the document has died"),
        _("If that is wrong, ask the registry office to correct it."),
    ),
    Reason.SENDER_BLOCKED: WhyNot(
        _("Permits are blocked for this phone"),
        _("You can appeal against the block here, or at any service centre."),
    ),
    Reason.PERSON_BLOCKED: WhyNot(
        _("Permits are blocked for you"),
        _("You can appeal against the block here, or at any service centre."),
    ),
    Reason.AGE: WhyNot(
        _("At your age one is asked to stay at home now"),
        _(
            "You are at greater risk than others. Let relatives, neighbours or social workers"
            " bring you what you need. For urgent medical help call an ambulance: that needs no"
            " permit."
        ),
    ),
    Reason.BARRED: WhyNot(
        _("For now you are asked to stay at home"),
        _(
            "A register says that you must isolate yourself. If that is over or wrong, tell the"
            " health authority that ordered it. For urgent medical help call an ambulance: that"
            " needs no permit."
        ),
    ),
    Reason.HOURS: WhyNot(
        _("No permits are given at this hour"),
        _("Ask again within the hours that are shown with what is allowed today."),
    ),
    Reason.PURPOSE_LIMIT: WhyNot(
        _("You have had the permits for this purpose today"),
        _("Ask again tomorrow, or choose another purpose that is true."),
    ),
    Reason.TOTAL_LIMIT: WhyNot(
        _("You have had all permits of today"), _("You can ask again tomorrow.")
    ),
}
_UNREADABLE = WhyNot(
    _("The message could not be read"),
    _("Send the number of the purpose, a space, and the number of the document."),
)


def why(reason: Reason | None) -> WhyNot:
    """A refusal in words."""
    return WHY.get(reason, _UNREADABLE) if reason else _UNREADABLE


def hidden(phone: str) -> str:
    """Another's phone as somebody is shown it who may not know it: its first
    digits and the last two."""
    return f"{phone[:6]} ··· ·· {phone[-2:]}" if len(phone) > 8 else "···"


def phone_of(typed: str) -> str:
    """A phone number of the country as messages carry it (E.164), or one of another country with
    its `+`. Raises Invalid (field `phone`)."""
    try:
        found = phonenumbers.parse(typed[:40], pack().code)
    except phonenumbers.NumberParseException:
        found = None
    if found is None or not phonenumbers.is_possible_number(found):
        raise Invalid(_("Enter a phone number."), field="phone")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
