"""The words of what happens to entitlements: for the journal, and for the history that people
are shown."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pencere.casework.entitlements.rules import EventKind, State
from pencere.kernel.journal.api import declare

JOURNAL: Mapping[EventKind, Promise | str] = {
    "granted": _("Entered %(number)s among what was granted"),
    "renewed": _("Renewed it as %(number)s"),
    "changed": _("Changed %(number)s"),
    "duplicated": _("Issued a duplicate for %(number)s"),
    "suspended": _("Suspended %(number)s"),
    "restored": _("Put %(number)s in force again"),
    "revoked": _("Revoked %(number)s"),
    "given-up": _("Gave up %(number)s"),
    "expired": _("The time of %(number)s ran out"),
    "replaced": _("Replaced %(number)s by its renewal"),
}
PROPOSED = "entitlement.proposed"
DECLINED = "entitlement.declined"
OPENED = "entitlement.opened"
SEARCHED = "entitlement.searched"
REMINDED = "entitlement.reminded"

for _kind, _words in JOURNAL.items():
    declare(f"entitlement.{_kind}", _words)  # type: ignore[arg-type]
declare(PROPOSED, _("Proposed a decision about %(number)s to a colleague"))
declare(DECLINED, _("Declined what a colleague proposed about %(number)s"))
declare(OPENED, _("Opened %(number)s with its history"))
declare(SEARCHED, _("Searched what the agency granted"))
declare(REMINDED, _("Reminded the holder that %(number)s ends soon"))

EVENTS: Mapping[EventKind, Promise | str] = {
    "granted": _("Granted"),
    "renewed": _("Granted as a renewal"),
    "changed": _("Changed"),
    "duplicated": _("Duplicate issued"),
    "suspended": _("Suspended"),
    "restored": _("In force again"),
    "revoked": _("Revoked"),
    "given-up": _("Given up by the holder"),
    "expired": _("Expired"),
    "replaced": _("Replaced by a renewal"),
}
STATES: Mapping[State, Promise | str] = {
    "valid": _("In force"),
    "suspended": _("Suspended"),
    "expired": _("Expired"),
    "revoked": _("Revoked"),
    "replaced": _("Replaced"),
}
COLOURS: Mapping[State, str] = {
    "valid": "good",
    "suspended": "bad",
    "expired": "attention",
    "revoked": "bad",
    "replaced": "",
}
WHY_NOT: Mapping[str, Promise | str] = {
    "not-valid": _("This is only possible while it is in force."),
    "too-early": _("It can't be renewed yet."),
    "endless": _("It has no end, so there is nothing to renew."),
}
