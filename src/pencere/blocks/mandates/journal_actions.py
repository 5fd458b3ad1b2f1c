"""What this package writes into the journal, in words for the person it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

OFFERED = "mandates.offered"
DELEGATION_OFFERED = "mandates.delegation-offered"
REQUESTED = "mandates.requested"
BEGUN = "mandates.begun"
DECLINED = "mandates.declined"
WITHDRAWN = "mandates.withdrawn"
REVOKED = "mandates.revoked"
GIVEN_UP = "mandates.given-up"
ENDED_WITH_PARENT = "mandates.ended-with-parent"
EXTENDED = "mandates.extended"
BEGUN_BY_REGISTER = "mandates.begun-by-register"
ENDED_BY_REGISTER = "mandates.ended-by-register"
MOVED_BY_REGISTER = "mandates.moved-by-register"
DEEDS_READ = "mandates.deeds-read"

declare(OFFERED, _("Offered a mandate until %(until)s"))
declare(DELEGATION_OFFERED, _("Offered to pass a mandate on, until %(until)s"))
declare(REQUESTED, _("Asked for a mandate until %(until)s"))
declare(BEGUN, _("A mandate began: it holds until %(until)s"))
declare(DECLINED, _("Declined a mandate"))
declare(WITHDRAWN, _("Took back an offer or a request of a mandate"))
declare(REVOKED, _("Revoked a mandate"))
declare(GIVEN_UP, _("Gave up a mandate"))
declare(ENDED_WITH_PARENT, _("A mandate ended with the one that it derived from"))
declare(EXTENDED, _("Extended a mandate until %(until)s"))
declare(BEGUN_BY_REGISTER, _("A mandate began, since a register says so"))
declare(ENDED_BY_REGISTER, _("A mandate ended, since a register no longer says so"))
declare(MOVED_BY_REGISTER, _("The last day of a mandate changed, since a register says so"))
declare(DEEDS_READ, _("Looked at what was done by mandates"))
