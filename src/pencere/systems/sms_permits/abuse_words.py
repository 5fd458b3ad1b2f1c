"""What this desk writes into the journal, and how patterns, states and reasons are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare
from pencere.systems.sms_permits.abuse_rules import Outcome, Pattern
from pencere.systems.sms_permits.words import PATTERN_WORDS as PATTERNS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = ["COUNTED", "OUTCOMES", "PATTERNS", "REASONS", "SEVERITIES", "STATES"]

LOOKED = "sms-permits.abuse-looked"
SEARCHED = "sms-permits.abuse-searched"
EXPORTED = "sms-permits.abuse-exported"
IGNORED = "sms-permits.abuse-ignored"
REOPENED = "sms-permits.abuse-reopened"
BLOCKED = "sms-permits.blocked"
BLOCK_PROPOSED = "sms-permits.block-proposed"
BLOCK_DECLINED = "sms-permits.block-declined"
LIFTED = "sms-permits.block-lifted"
SHORTENED = "sms-permits.block-shortened"
APPEALED = "sms-permits.appealed"
APPEAL_TAKEN = "sms-permits.appeal-taken"
APPEAL_READ = "sms-permits.appeal-read"
APPEAL_DECIDED = "sms-permits.appeal-decided"
DISOWNED = "sms-permits.disowned"

declare(LOOKED, _("Looked at messages about permits, because of a pattern of abuse"))
declare(SEARCHED, _("Searched the abuse desk of permits"))
declare(EXPORTED, _("Took a list of the abuse desk of permits away as a file"))
declare(IGNORED, _("Let a pattern of abuse pass"))
declare(REOPENED, _("Took back a decision about a pattern of abuse"))
declare(BLOCKED, _("Blocked permits by message until %(until)s"))
declare(BLOCK_PROPOSED, _("Proposed to block permits by message until %(until)s"))
declare(BLOCK_DECLINED, _("Declined to block permits by message"))
declare(LIFTED, _("Lifted a block of permits by message"))
declare(SHORTENED, _("Shortened a block of permits by message: it ends on %(until)s"))
declare(APPEALED, _("Appealed against a block of permits"))
declare(APPEAL_TAKEN, _("Wrote down an appeal against a block of permits for its author"))
declare(APPEAL_READ, _("Read an appeal against a block of permits"))
declare(APPEAL_DECIDED, _("Decided on an appeal against a block of permits"))
declare(DISOWNED, _("Said that somebody else asked for a permit with their document"))

COUNTED: Mapping[Pattern, _StrPromise] = {
    "disowned": _("%(count)s reports"),
    "many-people": _("%(count)s people"),
    "refused": _("%(count)s refusals"),
    "storm": _("%(count)s within an hour"),
    "open-purpose": _("%(count)s permits"),
    "many-phones": _("%(count)s phones"),
    "overlap": _("%(count)s permits"),
}
REASONS: Mapping[Pattern, _StrPromise] = {
    "disowned": _("People say that permits were asked for with their documents without them."),
    "many-people": _("Permits were asked for with this phone for unusually many people."),
    "refused": _("This phone asked again and again for what had been refused."),
    "storm": _("This phone sent the same message unusually many times."),
    "open-purpose": _("A permit for a purpose without a limit was taken unusually many times."),
    "many-phones": _("Permits were asked for with this document from unusually many phones."),
    "overlap": _(
        "Permits for different things at the same time were asked for from different phones."
    ),
}
"""What the one who is blocked reads, unless the officer says it in other words."""
SEVERITIES: Mapping[int, tuple[_StrPromise, str]] = {
    3: (_("High"), "bad"),
    2: (_("Medium"), "attention"),
    1: (_("Low"), ""),
}
STATES: Mapping[str, tuple[_StrPromise, str]] = {
    "open": (_("To be looked at"), "attention"),
    "ignored": (_("Let pass"), ""),
    "blocked": (_("Blocked"), "bad"),
}
OUTCOMES: Mapping[Outcome, tuple[_StrPromise, str]] = {
    "upheld": (_("The block stays"), "bad"),
    "lifted": (_("The block is lifted"), "good"),
    "shorter": (_("The block is shortened"), "wait"),
}
