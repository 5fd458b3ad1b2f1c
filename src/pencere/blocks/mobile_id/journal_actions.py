"""What this package writes into the journal, in words for the person it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

ASKED = "mobile-id.asked"
CONFIRMED = "mobile-id.confirmed"
REFUSED = "mobile-id.refused"
NOT_ME = "mobile-id.not-me"
ANSWER_REJECTED = "mobile-id.answer-rejected"
BLOCKED = "mobile-id.blocked"
UNBLOCKED = "mobile-id.unblocked"
REGISTERED = "mobile-id.registered"

declare(ASKED, _("Your phone was asked to confirm: %(asked_by)s"))
declare(CONFIRMED, _("Confirmed on the phone: %(asked_by)s"))
declare(REFUSED, _("Refused on the phone: %(asked_by)s"))
declare(NOT_ME, _("Said on the phone that it was somebody else who asked: %(asked_by)s"))
declare(ANSWER_REJECTED, _("An answer came that your phone's certificate doesn't prove"))
declare(BLOCKED, _("Your mobile ID was blocked"))
declare(UNBLOCKED, _("Your mobile ID was unblocked"))
declare(REGISTERED, _("A mobile ID was registered for you"))
